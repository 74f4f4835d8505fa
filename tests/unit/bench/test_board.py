"""What a run of the bench shows while it runs."""

import io
import sys

import pytest

from sandbox.bench.figure import Target, figure
from sandbox.cli.bench_board import Board
from tests.unit.bench.test_results import results


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _shown(board: Board) -> None:
    """One measurement from its beginning to its end."""
    section = results().sections[0]
    board.begins(section, 3, 20, 400.0)
    board.waits(70.4)
    for item in section.figures:
        board.found(section, item)
    board.ends(section)
    board.clear()


def test_a_terminal_sees_how_far_it_is_and_nothing_of_it_is_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    _shown(Board(quiet=False))
    told = screen.getvalue()
    assert "3 of 20 The hub's own CPU in a turn, about 7 min left" in told
    assert "about 70 s left" in told
    assert told.endswith("\r")
    assert told.rstrip("\r").endswith(" ")
    assert "CPU of a turn" in capsys.readouterr().out


def test_a_pipe_gets_the_table_alone(capsys: pytest.CaptureFixture[str]) -> None:
    _shown(Board(quiet=False))
    printed = capsys.readouterr()
    assert printed.err == ""
    rows = printed.out.splitlines()
    assert rows[1] == "The hub's own CPU in a turn (hub_turn, load 1.25 before it)"
    assert rows[2].split() == ["figure", "target", "median", "p95", "spread", "n", "pass"]
    assert rows[-1].strip() == (
        "others used 40 % of the machine: trust CPU, counts and ratios, not times"
    )
    assert max(map(len, rows)) <= 120


def test_the_end_names_what_is_missed_and_what_of_it_is_in_doubt(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = results()
    found.sections[0].figures.append(figure("first frame", "s", [2.0], Target(0.6)))
    Board(quiet=False).sums_up(found)
    out = capsys.readouterr().out
    assert "4 figures, 2 missed\n  first frame\n  syncs\n" in out
    assert "1 of them are times on the clock while others used the machine" in out
    assert "stopped before its end" in out


def test_where_the_document_is_printed_nothing_else_is(capsys: pytest.CaptureFixture[str]) -> None:
    board = Board(quiet=True)
    board.starts(results())
    _shown(board)
    board.sums_up(results())
    assert capsys.readouterr().out == ""
