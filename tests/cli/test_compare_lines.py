"""What `sandbox compare` draws on a terminal: it fits, and it says which arm does what."""

import io
import json
import sys
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.adapters.clocks import MonotonicStopwatch
from sandbox.cli import drawing
from sandbox.cli.compare_board import board_lines
from sandbox.cli.compare_progress import ArmLines, arms_progress
from sandbox.cli.compare_rows import hop_rows
from sandbox.compare.arm import Arm, arms_of
from sandbox.compare.arms import Comparing
from sandbox.compare.comparison import Comparison
from sandbox.compare.news import News
from sandbox.compare.plan import Plan, Step
from sandbox.compare.words import facts
from sandbox.domain.text import RawText
from sandbox.hub.live import LiveSession
from sandbox.settings import Settings

TEXTS = ("where is my order 10042?", "cancel order 10093")
FOUR = ["sandbox/scripted", "sandbox/sloppy", "sandbox/sloppy", "sandbox/scripted"]


def _plan(arms: int) -> Plan:
    steps = [Step(RawText(text)) for text in TEXTS]
    return Plan("abcdef", "two messages", arms_of(FOUR[:arms]), steps, repeat=2)


async def _compared(arms: int, home: Path) -> Comparison:
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    pack = wiring.load(settings, "brightcart")

    async def open_arm(arm: Arm, run: int) -> LiveSession:
        start = wiring.Start(model=arm.model)
        return wiring.new_session(settings, pack, start, ask=AnswerAll(True), home=home)

    return await Comparing(_plan(arms), open_arm).run()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A terminal; its width is the list's one item."""
    columns = [80]
    monkeypatch.setattr(drawing, "drawn", lambda: True)
    monkeypatch.setattr(drawing, "width", lambda: columns[0])
    return columns


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("arms", [2, 3, 4])
async def test_everything_fits_the_terminal(
    terminal: list[int], arms: int, columns: int, tmp_path: Path
) -> None:
    terminal[0] = columns
    found = await _compared(arms, tmp_path)
    lines = [*board_lines(found), *(row.text for row in hop_rows(found, False))]
    assert [line for line in lines if len(line) > columns] == []
    for row in found.rows:
        for words in facts(found, row).values():
            for word in words.split():
                assert any(word[:8] in line for line in lines), word


async def test_arms_stand_side_by_side_at_80_columns_and_below_each_other_when_narrow(
    terminal: list[int], tmp_path: Path
) -> None:
    found = await _compared(3, tmp_path)
    (state,) = [line for line in board_lines(found) if line.startswith("state")]
    assert state.split() == ["state", "done", "done", "done"]
    terminal[0] = 40
    lines = list(board_lines(found))
    assert sum(line.strip().startswith("state") for line in lines) == 3
    assert {"sandbox/scripted", "sandbox/sloppy #1", "sandbox/sloppy #2"} <= set(lines)


async def test_a_pipe_gets_one_row_an_arm_with_every_figure(tmp_path: Path) -> None:
    found = await _compared(2, tmp_path)
    lines = list(board_lines(found))
    rows = [line for line in lines if found.rows[0].first.session in line]
    assert len(rows) == 1
    assert not any("█" in line for line in lines)


def test_progress_has_a_line_an_arm_that_says_what_it_does() -> None:
    plan = _plan(2)
    shown = ArmLines(plan, MonotonicStopwatch())
    shown._draw = lambda lines: None
    shown(News(0, 1, "hop", 1, "1.9", "execute", "orders.get_order"))
    shown(News(0, 1, "turn_done", 1))
    shown(News(1, 1, "ended", 1, state="timed_out", text="turn 1 took longer than 5 s"))
    one, other = shown.lines()
    assert "1 of 4" in one
    assert "timed out: turn 1 took longer than 5 s" in other
    shown(News(0, 1, "hop", 2, "2.9", "execute", "orders.get_order"))
    assert "execute orders.get_order" in next(shown.lines())


@pytest.mark.parametrize(("tty", "term", "draws"), [(True, "xterm", True), (True, "dumb", False),
                                                    (False, "xterm", False)])  # fmt: skip
def test_progress_is_for_terminals_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tty: bool, term: str, draws: bool
) -> None:
    stream = io.StringIO()
    stream.isatty = lambda: tty
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", term)
    with arms_progress(_plan(2)) as tell:
        tell(News(0, 1, "ended", 1, state="done"))
    text = stream.getvalue()
    assert bool(text) is draws
    assert text.endswith("\x1b[2A\x1b[2K\n\x1b[2K\n\x1b[2A") is draws


async def test_the_bases_tools_are_told_by_name_where_they_fit(tmp_path: Path) -> None:
    found = await _compared(2, tmp_path)
    row = found.rows[0]

    def path(*tools: str) -> str:
        told = row.model_copy(update={"runs": (row.first.model_copy(update={"tools": tools}),)})
        shown = Comparison(found.id, found.about, found.arms)
        shown.__dict__["rows"] = (told, found.rows[1])
        return facts(shown, told)["tool path"]

    assert path("get_order", "issue_refund") == "get_order, issue_refund"
    assert path("a" * 19, "b" * 19) == f"{'a' * 19}, {'b' * 19}"
    assert path("a" * 19, "b" * 20) == "2 tools"
    assert path("a" * 41) == "1 tool"
    assert path() == "–"


async def test_the_data_is_json_and_has_every_row(tmp_path: Path) -> None:
    found = await _compared(2, tmp_path)
    data = json.loads(json.dumps(found.data()))
    assert len(data["aligned"]) == len(found.aligned)
    for row, arm in zip(found.rows, data["arms"], strict=True):
        assert arm["figures"]["time_ms"]["p50"] == row.figures.time.p50
        assert arm["figures"]["first_token_ms"]["n"] == row.figures.first_token.n
        assert not {"time", "first_token"} & set(arm["figures"])
    assert [arm["label"] for arm in data["arms"]] == ["sandbox/scripted", "sandbox/sloppy"]
