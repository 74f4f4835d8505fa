"""Every figure that a screen or a report shows is one of the table of definitions."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.cli.stats_lines import group_lines, head_lines
from sandbox.domain.money import Cost
from sandbox.export.definitions import FIGURES, figures_of
from sandbox.export.definitions.figure import Place
from sandbox.export.figures import By, Stats
from sandbox.export.stats import stats_of
from sandbox.log.event import ModelRequested
from sandbox.log.fold import Session, fold
from sandbox.log.index import index_of
from sandbox.log.recording import read_recording
from sandbox.log.times import times_of
from sandbox.tui.comparing import boardline
from sandbox.tui.feed.calls import items_of
from sandbox.tui.feed.inspect.hop import inspect
from sandbox.tui.feed.notes import note_of
from sandbox.tui.feed.view import Bars, Call, Facts, Inspection
from sandbox.tui.listing.costs import COLUMNS, inspect_costs
from sandbox.tui.models.lines import head
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import BROKEN, ORDER, play

ROOT = Path(__file__).parents[3]
FILES = sorted(
    [*ROOT.glob("fixtures/*/recordings/*.rec.jsonl"), *ROOT.glob("fixtures/broken/*.rec.jsonl")]
)
FIGURE = re.compile(
    r"[≈<]?\$\d|^[≈<]?\d[\d,.]*\s?(ms|s|m \d|tokens?|calls?|hops?|attempts?|rows?|turns?|%)"
)
NAMED = {"Route", "Passages", "Window"}
"""Tabs whose bars are named by the pack: intents, passages, parts of the window."""


@pytest.fixture(scope="module")
def sessions() -> dict[str, Session]:
    return {str(path): fold(read_recording(path).log.events) for path in FILES}


@pytest.fixture(scope="module")
def stats(sessions: dict[str, Session]) -> Stats:
    return stats_of(index_of(sessions, {}))


def labels(*places: Place) -> set[str]:
    return {label for figure in figures_of(*places) for label in figure.labels}


def shown(found: Inspection) -> Iterator[tuple[str, str, object]]:
    """(tab, label, value) of each line of facts, and of each bar."""
    for tab in found.tabs:
        for section in tab.build():
            if isinstance(section, Facts):
                yield from ((tab.name, label, value) for label, value in section.rows)
            elif isinstance(section, Bars) and tab.name not in NAMED:
                yield from ((tab.name, label, words.strip()) for label, _, words in section.rows)


def is_figure(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or bool(FIGURE.search(str(value)))


def settings_of(session: Session) -> set[str]:
    """Names of a request's settings: they are the pack's, not ours."""
    events = (event for turn in session.turns for hop in turn.hops for event in hop.events)
    return {name for one in events if isinstance(one, ModelRequested) for name in one.settings}


def test_every_figure_of_the_inspector_has_a_definition(sessions: dict[str, Session]) -> None:
    known, seen, missing = labels("inspector"), set[str](), set[tuple[str, str]]()
    for session in sessions.values():
        foreign = settings_of(session)
        keys = [f"turn:{turn.number}" for turn in session.turns[:6]]
        keys += [hop.id for turn in session.turns[:6] for hop in turn.hops]
        for key in keys:
            found = inspect(session, key)
            assert found is not None
            for tab, label, value in shown(found):
                if is_figure(value) and label not in foreign and not label.startswith("/"):
                    (seen.add(label) if label in known else missing.add((tab, label)))
    assert missing == set()
    assert len(seen) > 20


def test_every_count_in_a_row_of_the_trace_has_a_definition(sessions: dict[str, Session]) -> None:
    names = {figure.name for figure in FIGURES}
    counted = {
        hop.name
        for session in sessions.values()
        for turn in session.turns
        for hop in turn.hops
        if hop.fault is None and re.search(r"(^|\s)[≈×]?\d[\d,.]*[k↑↓]?(\s|$)", note_of(hop))
    }
    assert len(counted) > 3
    assert {f"trace.{name}" for name in counted} <= names


def test_every_figure_of_cost_has_a_definition() -> None:
    assert set(COLUMNS) <= labels("cost")
    found = inspect_costs(Session(), Cost(nano=5, known="computed"))
    told = {label for _, label, value in shown(found) if is_figure(value)}
    assert told - {"total"} == {"left"} <= labels("cost")


def test_every_column_of_the_model_picker_has_a_definition_or_is_no_figure() -> None:
    words = head(130).plain
    for label in sorted(labels("picker"), key=len, reverse=True):
        assert label in words
        words = words.replace(label, "")
    assert words.split() == ["model", "tools", "streams", "key"]


def test_every_label_of_stats_has_a_definition(stats: Stats) -> None:
    known = labels("stats")
    lines = list(head_lines(stats, [1, 2]))
    named = {line[:9].strip() for line in lines[2:]} - {""}
    assert named >= {"trouble", "judged", "marks", "turn time"}
    assert named <= known
    trouble = next(line for line in lines if line.startswith("trouble"))
    more = [
        line for line in lines[lines.index(trouble) :][:2] if line[:9].strip() in ("", "trouble")
    ]
    counts = [part for line in more for part in line[9:].strip().split(" · ")]
    assert len(counts) > 3
    assert {re.sub(r"^[\d,]+ |s$", "", part) for part in counts} <= known


@pytest.mark.parametrize("by", ["hop", "tool", "model", "intent", "procedure"])
def test_every_column_of_stats_has_a_definition(stats: Stats, by: By) -> None:
    heads = re.split(r"\s{2,}", group_lines(stats, by)[0].strip())
    assert heads[0] == by
    assert len(heads) > 5
    assert set(heads[1:]) <= labels("stats")


def test_every_column_of_a_comparison_has_a_definition() -> None:
    heads = boardline.head(boardline.layout(200, 20)).plain.split()
    assert len(heads) > 8
    assert set(heads) - {"model"} <= labels("comparison")


async def test_the_time_on_a_calls_line_is_the_sum_of_its_hops_as_it_is_defined() -> None:
    driver = await play(FakeDriver(), (ORDER, BROKEN))
    (figure,) = figures_of("call")
    assert "validate, repair, policy and execute" in figure.how
    calls = 0
    for turn in driver.session.turns:
        times = times_of(turn)
        for call in items_of(turn, times):
            if isinstance(call, Call):
                hops = [driver.session.hop(key) for key in call.hops]
                names = {hop.name for hop in hops if hop}
                assert names <= {"validate", "repair", "policy", "execute"}
                spent = [times.shares[hop.number].spent for hop in hops if hop]
                assert call.spent == sum(spent) > 0
                calls += 1
    assert calls > 2
