"""What a terminal sends: pastes are one piece, and no byte ends the program."""

from itertools import pairwise
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st
from textual import events

from sandbox.tui.terminal_input import WholePastes
from tests.cli.terminal import Terminal

START, END = "\x1b[200~", "\x1b[201~"
COLOURED = "a \x1b[32mok\x1b[0m 1\r\x07where is my order 10042?\x1b\x1b[A\rthanks\r"
PASTED = st.text(st.sampled_from("ab\x1b[201~\x00\r\x07é"), max_size=40).filter(
    lambda text: END not in text + END[:-1]
)


def _read(pieces: list[str]) -> list[str]:
    """Pastes whole, keys by their names."""
    parser, told = WholePastes(), []
    for piece in pieces:
        for message in parser.feed(piece):
            if isinstance(message, events.Paste):
                told.append(f"paste:{message.text}")
            elif isinstance(message, events.Key):
                told.append(message.key)
    return told


@given(PASTED, PASTED, st.lists(st.integers(0, 80), max_size=6))
@example(COLOURED, "", [])
@example(COLOURED, "\x1b[31m", list(range(80)))
def test_pastes_are_whole_however_they_come_in_pieces(
    first: str, second: str, cuts: list[int]
) -> None:
    sent = f"x{START}{first}{END}\t{START}{second}{END}\x1b[Ay"
    at = sorted({0, *(cut for cut in cuts if cut < len(sent)), len(sent)})
    pieces = [sent[a:b] for a, b in pairwise(at)]
    kept = [f"paste:{text.replace(chr(0), '')}" for text in (first, second)]
    assert _read(pieces) == ["x", kept[0], "tab", kept[1], "up", "y"]


def test_a_piece_of_a_mark_that_is_no_mark_is_keys() -> None:
    assert _read(["\x1b[20", "1~x", "\x1b[2~"]) == ["x", "insert"]


def test_coloured_output_pasted_at_a_terminal_sends_nothing(tmp_path: Path) -> None:
    with _chat(tmp_path) as there:
        there.sees("no turn yet")
        there.type(f"{START}{COLOURED}{END} and 1")
        there.sees("characters")
        there.type("\x11")
        assert there.ends() == 0
    assert "pasted 1: " in there.seen
    assert not list(tmp_path.glob("sessions/*/log.jsonl"))


def test_a_byte_that_is_no_utf_8_shows_and_nothing_ends(tmp_path: Path) -> None:
    with _chat(tmp_path) as there:
        there.sees("no turn yet")
        there.type(b"caf\xe9 ol\xc3\xa9")
        there.sees("olé")
        there.type("\x11")
        assert there.ends() == 0
    assert "caf\ufffd" in there.seen


def _chat(home: Path) -> Terminal:
    at = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", "SANDBOX_HOME": str(home)}
    return Terminal("-m", "sandbox.cli", "chat", **at)
