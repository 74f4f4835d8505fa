"""Our own log records: what is kept of them, and where they do not go."""

import logging
import sys

import pytest

from sandbox.adapters.logs import LONGEST, Ring, cleaned, kept_off_the_terminal
from sandbox.models.litellm_door import ToOurs


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("key sk-abcdefghijklmnop1234 used", "key [key] used"),
        ("Authorization: Bearer abc123def456ghi789", "Authorization: [key]"),
        ('File "/home/ann/.venv/lib/python3.11/site-packages/litellm/main.py"',
         'File "litellm/main.py"'),
        ('File "/srv/x/sandbox/hub/journal.py", line 2', 'File "sandbox/hub/journal.py", line 2'),
        ("opened /etc/app/secret.txt", "opened …/secret.txt"),
        ("in C:\\Users\\ann\\notes.txt", "in …/notes.txt"),
        ("and ~/notes/a.txt", "and …/a.txt"),
        ("POST https://api.example.com/v1/chat", "POST https://api.example.com/v1/chat"),
        ("a/b ratio 1/2/3", "a/b ratio 1/2/3"),
    ],
)  # fmt: skip
def test_keys_and_machine_paths_are_gone(text: str, kept: str):
    assert cleaned(text) == kept


def test_a_record_is_cut_and_the_oldest_makes_room():
    ring = Ring(capacity=3)
    for number in range(5):
        ring.handle(logging.makeLogRecord({"msg": "x" * 9_000, "name": f"n{number}"}))
    assert [one.name for one in ring.lines] == ["n2", "n3", "n4"]
    assert [one.number for one in ring.lines] == [3, 4, 5]
    assert all(len(one.text) == LONGEST + 1 for one in ring.lines)


def test_a_record_that_can_not_be_written_is_named_and_nothing_is_printed(
    capsys: pytest.CaptureFixture[str],
):
    ring = Ring()
    ring.handle(logging.makeLogRecord({"msg": "%d", "args": ("no number",), "name": "bad"}))
    assert [one.text for one in ring.lines] == ["a record of bad can't be written"]
    assert capsys.readouterr().err == ""


def test_nothing_goes_to_the_terminal_until_it_ends(capsys: pytest.CaptureFixture[str]):
    root, loud = logging.getLogger(), logging.StreamHandler(sys.stderr)
    root.addHandler(loud)
    try:
        with kept_off_the_terminal(Ring()) as ring:
            logging.getLogger("sandbox.x").debug("ours")
            logging.getLogger("other").warning("theirs")
            logging.getLogger("other").debug("too little")
        assert [one.text for one in ring.lines] == ["ours", "theirs"]
        assert capsys.readouterr().err == ""
        logging.getLogger("other").warning("again")
        assert capsys.readouterr().err == "again\n"
        assert len(ring.lines) == 2
    finally:
        root.removeHandler(loud)


def test_what_litellm_logs_comes_to_ours_and_is_printed_nowhere(
    capsys: pytest.CaptureFixture[str],
):
    theirs = logging.Logger("LiteLLM")
    theirs.addHandler(ToOurs())
    with kept_off_the_terminal(Ring()) as ring:
        theirs.warning("no price for this model")
    assert [(one.name, one.text) for one in ring.lines] == [("LiteLLM", "no price for this model")]
    theirs.warning("again")
    assert capsys.readouterr().err == ""
