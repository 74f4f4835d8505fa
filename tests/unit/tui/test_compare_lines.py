"""Scoreboard and columns fit their width, at any size, with any names."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.tui.comparing.boardline import draw_arm, draw_running, head, layout, short
from sandbox.tui.comparing.differing import inspection_of
from sandbox.tui.comparing.hopline import cell_words, columns, hop_line
from sandbox.tui.comparing.hopline import head as hop_head
from sandbox.tui.comparing.picture import Picture, about_lines
from sandbox.tui.comparing.runner import Runner
from tests.tui.harness import BROKEN, ORDER
from tests.tui.still import LONG, still


@pytest.fixture(scope="module")
def runner() -> Runner:
    return asyncio.run(
        still(("sandbox/scripted", BROKEN), (LONG, BROKEN), ("sandbox/sloppy", ORDER))
    )


@pytest.fixture(scope="module")
def picture(runner: Runner) -> Picture:
    assert runner.picture is not None
    return runner.picture


@settings(max_examples=60, deadline=None)
@given(width=st.integers(20, 220), longest=st.integers(1, 200))
def test_every_line_of_the_scoreboard_has_its_width_or_less(width: int, longest: int):
    cols = layout(width, longest)
    label = "x" * longest
    lines = [head(cols), draw_arm(cols, label, None, 0, True)]
    lines.append(draw_running(cols, label, "0 of 2 · execute " * 20, 1, False, ""))
    assert {one.name for one in cols.columns} >= {"state"}
    if width >= 40:
        assert max(line.cell_length for line in lines) <= width


@pytest.mark.parametrize("width", [78, 118, 198])
def test_cost_effect_and_state_stay_at_each_size(width: int):
    names = [one.name for one in layout(width, 60).columns]
    assert {"state", "path", "effect", "rep", "den", "hops", "latency", "cost"} <= set(names)
    assert ("tokens" in names) == (width > 100)


@settings(max_examples=40, deadline=None)
@given(width=st.integers(30, 220), arm=st.integers(0, 2))
def test_every_row_of_hops_has_its_width_or_less(picture: Picture, width: int, arm: int):
    cols = columns(width, 3, arm)
    assert cols.shown == ((arm,) if width < 96 else (0, 1, 2))
    labels = [row.label for row in picture.rows]
    lines = [hop_line(cols, picture, row, arm, True) for row in picture.aligned]
    assert max(line.cell_length for line in (*lines, hop_head(cols, labels, arm))) <= width


def test_the_bases_mark_stands_apart_from_its_name():
    line = draw_arm(layout(78, 16), "sandbox/scripted", None, 0, True).plain
    assert line[1:4] == "b s"
    assert head(layout(78, 16)).plain.index("model") == line.index("sandbox")


def test_refused_calls_are_told_within_the_smallest_screen(picture: Picture):
    lines = [text for text, _ in about_lines(picture, 1)]
    (figures,) = [line for line in lines if "hand-offs" in line]
    assert " refused" in figures[: 80 - 4]


def test_a_long_name_keeps_its_end_so_that_twins_differ():
    one, two = short(f"{LONG} #1", 20), short(f"{LONG} #2", 20)
    assert one != two
    assert len(one) == len(two) == 20


def test_cells_say_same_other_and_missing_without_colour(picture: Picture):
    words = [[cell_words(picture, row, arm) for arm in range(3)] for row in picture.aligned]
    assert all(second.startswith(("= ", "–")) for _, second, _ in words)
    assert any(third.startswith("≠ ") for _, _, third in words)
    assert "≠ –" in [third for _, _, third in words]
    marked = [picture.parts(row) for row in picture.aligned]
    assert marked == [third.startswith("≠") for _, _, third in words]


def test_an_arm_that_never_began_makes_no_row_different():
    made = asyncio.run(
        still(("sandbox/scripted", ORDER), ("openai/x", ""), state="failed", why="no key for it")
    )
    assert made.picture is not None
    assert made.picture.aligned
    assert made.picture.different == 0
    assert about_lines(made.picture, 1) == [("failed: no key for it", "bad")]


def test_the_diff_has_replies_calls_rows_and_the_rest_with_counts(picture: Picture):
    shown = inspection_of(picture.found.diff(0, 2))
    assert [tab.name for tab in shown.tabs] == ["Reply", "Calls", "Rows", "Other"]
    reply, calls, *_ = shown.tabs
    assert reply.badge == 1
    assert calls.badge > 0
    base, arm = next(section for section in reply.build() if hasattr(section, "marks")).lines  # type: ignore[union-attr]
    assert base[0] == "-"
    assert arm[0] == "+"
    assert base[1] == picture.rows[0].first.reply
    assert arm[1] == picture.rows[2].first.reply


def test_arms_that_did_the_same_are_said_to_be_the_same(picture: Picture):
    shown = inspection_of(picture.found.diff(0, 1))
    assert [tab.badge for tab in shown.tabs[:3]] == [0, 0, 0]
    said = [section.text for tab in shown.tabs[:3] for section in tab.build()]  # type: ignore[union-attr]
    assert all("same" in words.lower() or "no difference" in words.lower() for words in said)
