"""Markdown that comes in pieces: the same lines however it is cut, each laid out once."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.tui.widgets.draft import Draft
from sandbox.tui.widgets.markdown import LONGEST, Markdown
from sandbox.tui.widgets.tables import SAMPLE

ODD = "\r\n\t\x1b\x07\u202e\u200b\u2028界é\U0001f600אב"
MARKS = ("```", "~~~~", "| a | b |", "|---|--:|", "| 1 |", "**", "`", "[x](http://a.example)")
BITS = st.one_of(
    st.sampled_from((*MARKS, "\n", "\n\n", "# ", "- ", "1. ", "> ", "<b>", "[EMAIL_1]", "***")),
    st.text(alphabet="ab c|`*_[]()#-" + ODD, max_size=12),
)
TEXTS = st.lists(BITS, max_size=40).map("".join)


def plain(layout: Markdown) -> list[str]:
    return [line.plain for line in layout.finish()]


def whole(text: str, width: int = 40) -> list[str]:
    layout = Markdown(width)
    layout.feed(text)
    return plain(layout)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 400), max_size=12), st.integers(1, 60))
@example("```\ncode\n``", [5, 11], 20)
@example("| a | b |\n|---|---|\n| 1 |", [3, 12, 22], 20)
@example("one\r\ntwo", [4], 20)
@example("x" * (LONGEST + 5) + "\nend", [LONGEST, LONGEST + 1], 50)
def test_any_split_into_pieces_gives_the_same_lines(text: str, cuts: list[int], width: int) -> None:
    layout, at = Markdown(width), 0
    for cut in sorted(cuts):
        layout.feed(text[at:cut])
        layout.tail()  # looking changes nothing
        at = max(at, cut)
    layout.feed(text[at:])
    assert plain(layout) == whole(text, width)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(8, 60))
def test_no_line_is_wider_than_the_room_and_none_can_act(text: str, width: int) -> None:
    layout = Markdown(width)
    layout.feed(text)
    for line in layout.finish():
        assert line.cell_length <= max(width, 10)
        assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in line.plain)


def test_a_long_code_block_is_laid_out_once_however_often_it_is_looked_at():
    layout = Markdown(60)
    layout.feed("```python\n")
    before = layout.laid
    for number in range(5_000):
        for piece in (f"value_{number} = ", f"compute({number})", "\n"):
            layout.feed(piece)
            had = layout.laid
            layout.tail()
            assert layout.laid - had <= 1
    assert layout.laid - before <= 3 * 5_000
    assert len(layout.lines) == 5_000
    assert len(layout.finish()) == 5_000


def test_a_long_table_is_laid_out_again_only_while_its_columns_are_found():
    layout = Markdown(60)
    layout.feed("| order | price |\n|---|--:|\n")
    for number in range(1_000):
        layout.feed(f"| O-{number:05} | {number}.90 |\n")
        had = layout.laid
        layout.tail()
        assert layout.laid - had <= SAMPLE + 2
    lines = [line.plain for line in layout.finish()]
    assert len(lines) == 1_002
    assert lines[0] == "order            price"
    assert lines[-1] == "O-00999         999.90"


def test_halves_are_held_back_until_it_is_clear_what_they_are():
    layout = Markdown(40)
    layout.feed("Look:\n``")
    assert layout.tail() == []
    layout.feed("`json\n{")
    assert [line.plain for line in layout.tail()] == ["  {"]
    layout.feed("}\n```\n| a | b")
    assert layout.tail() == []
    layout.feed(" |\n")
    assert layout.tail() == []
    layout.feed("|---|---|\n")
    assert [line.plain for line in layout.tail()] == ["a  b", "────"]
    layout.feed("\nwrite to [EMAI")
    assert [line.plain for line in layout.tail()][-1] == "write to "


def test_links_show_their_address_and_html_stays_as_it_is():
    assert whole("[pay](https://evil.example/x) <script>alert(1)</script>", 80) == [
        "pay (https://evil.example/x) <script>alert(1)</script>"
    ]


def test_cells_wrap_in_their_column():
    lines = whole("| item | price |\n|---|--:|\n| Glass carafe with cork lid | 49.90 |", 24)
    assert lines == [
        "item               price",
        "────────────────────────",
        "Glass carafe with  49.90",
        "cork lid",
    ]


def test_what_was_no_table_stays_as_it_was_typed():
    assert whole("| just a bar\nand words") == ["| just a bar", "and words"]


def test_lines_beyond_the_most_are_counted_and_not_laid_out():
    layout = Markdown(40, most=100)
    layout.feed("word\n" * 100_000)
    layout.finish()
    assert len(layout.lines) == 100
    assert layout.hidden == len("word\n") * 99_900


def test_a_draft_gives_real_values_line_by_line():
    seen: list[str] = []

    def restore(text: str) -> str:
        seen.append(text)
        return text.replace("[NAME_1]", "Ada")

    draft = Draft()
    for number in range(200):
        draft.feed(f"line {number} for [NA")
        draft.feed("ME_1]\n")
        draft.lines(40, restore)
    assert draft.lines(40, restore)[-1].plain.strip() == "line 199 for Ada"
    assert max(len(text) for text in seen) < 40
