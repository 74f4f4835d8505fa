"""Tokens that nobody told are "–" or null, and a sum without them says so; never 0."""

import json
from pathlib import Path

import pytest

from sandbox.cli.show import footer, session_data
from sandbox.cli.stats_lines import head_lines
from sandbox.domain.money import FREE, Cost, Usage, total_usage, used_by
from sandbox.export.stats import stats_of
from sandbox.export.tokens import amounts, in_and_out
from sandbox.export.transcript import transcript
from sandbox.log.event import Event, ModelResponded
from sandbox.log.fold import Session, fold
from sandbox.log.index import index_of
from sandbox.log.recording import read_recording
from sandbox.plain.teller import turn_line
from sandbox.tui.feed.chat import block_of, footer_of
from sandbox.tui.feed.format import tokens
from sandbox.tui.feed.meter import MeterFeed
from sandbox.tui.feed.rows import base_rows
from sandbox.tui.listing.costs import inspect_costs

RECORDINGS = Path(__file__).parents[3] / "fixtures"
TOLD = used_by(Usage(input=1200, output=40), Cost(nano=1, known="computed"))
GUESSED = used_by(Usage(input=100, output=4, estimated=True), FREE)
UNTOLD = used_by(Usage(), Cost())


@pytest.fixture(scope="module")
def nothing_told() -> Session:
    return fold(_events("broken/leaked-value"))


@pytest.fixture(scope="module")
def part_told() -> Session:
    """Calls that failed, of which neither tokens nor a cost were told."""
    return fold(
        event.model_copy(update={"cost": Cost()})
        if isinstance(event, ModelResponded) and not event.usage.tokens
        else event
        for event in _events("brightcart/recordings/broken-model")
    )


def _events(name: str) -> tuple[Event, ...]:
    return read_recording(RECORDINGS / f"{name}.rec.jsonl").log.events


@pytest.mark.parametrize(
    ("parts", "wanted", "screen"),
    [
        ([], ("0", "0"), "0↑ 0↓"),
        ([used_by(Usage(), FREE)], ("0", "0"), "0↑ 0↓"),
        ([UNTOLD], ("–", "–"), "–↑ –↓"),
        ([TOLD], ("1,200", "40"), "1.2k↑ 40↓"),
        ([TOLD, GUESSED], ("≈1,300", "≈44"), "≈1.3k↑ ≈44↓"),
        ([TOLD, UNTOLD], ("≥1,200", "≥40"), "≥1.2k↑ ≥40↓"),
        ([GUESSED, UNTOLD, UNTOLD], ("≥≈100", "≥≈4"), "≥≈100↑ ≥≈4↓"),
    ],
)
def test_a_sum_says_what_it_is_of(parts: list, wanted: tuple[str, str], screen: str) -> None:
    whole = total_usage(parts)
    assert amounts(whole) == wanted
    assert tokens(whole.input, whole.output, whole.estimated, whole.untold) == screen
    assert total_usage([whole, UNTOLD]).untold == whole.untold + 1


def test_both_figures_of_a_line_have_one_sign() -> None:
    assert in_and_out(total_usage([TOLD, UNTOLD])) == "≥1,200 in 40 out"
    assert in_and_out(UNTOLD) == "– in – out"


def test_of_a_recording_without_usage_no_place_shows_a_zero(nothing_told: Session) -> None:
    (turn,) = nothing_told.turns
    meter = MeterFeed(nothing_told).read()
    assert tokens(meter.up, meter.down, meter.estimated, meter.untold) == "–↑ –↓"
    assert "–↑ –↓" in footer_of(block_of(turn))
    assert "– in – out" in footer(turn)
    assert "– in – out" in transcript(nothing_told, "t")
    assert "tokens unknown" in turn_line(turn)
    notes = [row.note for row in base_rows(turn) if row.kind == "turn" or row.name == "infer"]
    assert len(notes) == 3
    assert all("–↑ –↓" in note for note in notes)
    (table, *_) = inspect_costs(nothing_told, None).tabs[0].build()
    assert all(str(line).split()[1:3] == ["–", "–"] for _, line in table.rows[1:])  # pyright: ignore


def test_in_json_it_is_null_with_the_number_of_calls(nothing_told: Session) -> None:
    data = json.loads(json.dumps(session_data("s", nothing_told)))
    for totals in (data["totals"], data["turns"][0]["totals"]):
        assert (totals["model_calls"], totals["tokens_untold"]) == (2, 2)
        assert totals["input_tokens"] is None
        assert totals["output_tokens"] is None
    index = index_of({"s": nothing_told}, {})
    total = stats_of(index).total
    assert (total.input_tokens, total.output_tokens, total.tokens_untold) == (None, None, 2)
    assert "tokens     – in · – out · not known of 2 calls" in list(head_lines(stats_of(index), []))
    (row,) = index.select("SELECT input_tokens, output_tokens, tokens_untold FROM turns")
    assert tuple(row.values()) == (None, None, 2)


def test_a_mix_is_the_sum_of_what_is_known_and_marked(part_told: Session) -> None:
    said = [one for turn in part_told.turns for one in turn.responses]
    untold = sum(not one.usage.tokens for one in said)
    whole = sum(one.usage.input for one in said)
    assert 0 < untold < len(said)
    total = stats_of(index_of({"s": part_told}, {})).total
    assert (total.input_tokens, total.tokens_untold) == (whole, untold)
    assert amounts(total.used)[0] == f"≥{whole:,}"
    assert session_data("s", part_told)["totals"]["input_tokens"] == whole  # pyright: ignore
    meter = MeterFeed(part_told).read()
    assert tokens(meter.up, meter.down, meter.estimated, meter.untold).startswith("≥")


def test_where_no_model_was_called_nothing_is_unknown() -> None:
    total = stats_of(index_of({}, {})).total
    assert (total.input_tokens, total.tokens_untold) == (0, 0)
