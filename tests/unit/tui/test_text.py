"""Foreign text is made harmless, figures are written one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.money import Cost
from sandbox.tui.feed.format import (
    arguments,
    count,
    dollars,
    duration,
    millis,
    scalar,
    size,
    tokens,
)
from sandbox.tui.feed.safe import cap, clean, cut_value, one_line
from sandbox.tui.widgets.lineparts import fit_line, part
from sandbox.tui.widgets.markdown import held_back, markdown_lines
from sandbox.tui.widgets.rowline import bar, fit


@given(st.text(st.characters(codec=None)))
def test_clean_text_has_nothing_that_acts(text: str):
    shown = clean(text)
    shown.encode("utf-8")
    assert not [c for c in shown if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0]
    assert not set(shown) & set("\u202e\u2066\u200b\u2028")


def test_control_characters_become_visible():
    assert clean("a\x1b[31m\x07\x00\x7f") == "a␛[31m␇␀␡"
    assert clean("\u202eabc") == "<U+202E>abc"
    assert clean("a\r\nb\rc\td") == "a\nb␍c    d"
    assert clean("\ud800") == "?"


def test_one_line_is_one_line():
    assert one_line("a\n b\t c\x0bd" * 3, 9) == "a b c␋d…"
    assert cap("abcdef", 4) == ("abcd", 2)


def test_long_strings_in_values_are_cut():
    cut = cut_value({"a": ["x" * 3000], "b": 1})
    assert cut["a"][0].endswith("… 1,000 more characters")
    assert cut["b"] == 1


@pytest.mark.parametrize(
    ("ns", "written"),
    [(400_000, "0.4 ms"), (118_000_000, "118 ms"), (2_413_000_000, "2.41 s")],
)
def test_durations(ns: int, written: str):
    assert duration(ns) == written


def test_durations_of_minutes_and_none():
    assert duration(185 * 10**9) == "3m 05s"
    assert duration(59_996_000_000) == "1m 00s"
    assert duration(None) == "–"
    assert millis(1_072_000_000) == "1,072"


@pytest.mark.parametrize(
    ("nano", "known", "written"),
    [
        (None, "unknown", "–"),
        (0, "computed", "$0"),
        (2_100_000, "reported", "$0.0021"),
        (2_100_000, "estimated", "≈$0.0021"),
        (500_000_000, "computed", "$0.50"),
        (20_000, "computed", "$<0.0001"),
        (12_345_678_901, "computed", "$12.35"),
    ],
)
def test_costs(nano: int | None, known: str, written: str):
    assert dollars(Cost.model_validate({"nano": nano, "known": known})) == written


def test_counts_sizes_and_tokens():
    assert [count(n) for n in (999, 1000, 9949, 26_400, 999_600)] == [
        "999",
        "1.0k",
        "9.9k",
        "26k",
        "1.0M",
    ]
    assert tokens(1900, 212, estimated=True) == "≈1.9k↑ ≈212↓"
    assert (size(812), size(64_000), size(2_000_000)) == ("812 characters", "64 KB", "2.0 MB")


def test_arguments_are_read_at_a_glance():
    assert arguments({"order_id": "O-1", "n": 2, "who": None}) == "order_id=O-1  n=2  who=null"
    assert arguments("not json {") == '"not json {"'
    assert len(arguments({"a": "x" * 500}, 50)) == 50
    assert scalar("x" * 100, 10) == '"xxxxxxxx…'


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Dear [NAM", "Dear "), ("Dear [NAME_1", "Dear "), ("Dear [NAME_1]", "Dear [NAME_1]")],
)
def test_half_a_placeholder_is_held_back(text: str, shown: str):
    assert held_back(text) == shown


def test_an_open_bracket_that_is_no_placeholder_stays():
    assert held_back("see [the docs") == "see [the docs"


def test_markdown_is_laid_out_without_its_marks():
    text = "# Head\n\n- **bold** and `code`\n1. *em*\n> quote\n```\n[/x] raw\n```\n[a](http://b)"
    lines = [line.plain.rstrip() for line in markdown_lines(text, 40)]
    assert lines == [
        "Head", "", "• bold and code", "1. em", "▌ quote", "  [/x] raw", "a (http://b)",
    ]  # fmt: skip


def test_long_list_items_hang_under_their_text():
    lines = [line.plain.rstrip() for line in markdown_lines("- one two three four", 12)]
    assert lines == ["• one two", "  three four"]


def test_identifiers_are_not_italics():
    assert markdown_lines("a*b*c and issue_refund_now", 40)[0].plain == "a*b*c and issue_refund_now"


@given(st.text(), st.integers(0, 60))
def test_fit_is_exactly_as_wide_as_asked(text: str, width: int):
    from textual.content import Content

    assert Content(fit(one_line(text), width)).cell_length == width


@given(st.integers(0, 10**10), st.integers(0, 10**10), st.integers(0, 10**10), st.integers(1, 60))
def test_a_bar_is_never_empty_and_never_too_long(start: int, length: int, scale: int, width: int):
    pad, drawn = bar(start, length, scale, width)
    assert drawn
    assert pad >= 0
    assert pad + len(drawn) <= width


def test_what_matters_least_leaves_a_line_first():
    left = [part("name", worth=5), part("model", worth=8), part("LIVE", worth=10)]
    right = [part("seed 7", worth=3), part("help", worth=1)]
    assert fit_line(left, right, 60).plain.split() == [
        "name", "·", "model", "·", "LIVE", "seed", "7", "·", "help",
    ]  # fmt: skip
    assert "help" not in fit_line(left, right, 32).plain
    assert fit_line(left, right, 14).plain.strip() == "model · LIVE"
    assert fit_line(left, right, 8).plain.strip() == "LIVE"
