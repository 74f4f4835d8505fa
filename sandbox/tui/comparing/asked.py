"""What `/compare` was given, as words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.compare.plan import MOST_RUNS
from sandbox.domain.faults import SandboxError
from sandbox.tui.feed.safe import one_line

USAGE = "/compare A B [C D] [TURN|all] [--repeat N] [--budget USD] [-m WORDS | --script FILE]"


@dataclass(frozen=True, slots=True)
class Asked:
    """`turn` None: none is named. 0: all of them, from the first. `here`: the cursor's turn."""

    models: tuple[str, ...] = ()
    turn: int | None = None
    here: bool = False
    message: str = ""
    script: str = ""
    repeat: int = 1
    budget: str = ""


def read_asked(text: str) -> Asked:
    """`A B 2 --repeat 3 -m where is it?`. Raises `SandboxError` (code 2) with the usage."""
    text, message = _split_message(text)
    words = re.sub(r"(--[a-z]+)=", r"\1 ", text).replace(",", " ").split()
    found: dict[str, str] = {}
    rest: list[str] = []
    while words:
        word = words.pop(0)
        if word in ("--turn", "--repeat", "--budget", "--script"):
            if not words:
                raise _wrong(f"{word} needs a value")
            found[word[2:]] = words.pop(0)
        elif word.startswith("-"):
            raise _wrong(f"there is no {one_line(word, 30)}")
        else:
            rest.append(word)
    here = rest == ["here"]
    turn = _turn(rest, found.get("turn"))
    return Asked(
        () if here else tuple(rest),
        turn,
        here,
        message,
        found.get("script", ""),
        _repeat(found.get("repeat", "1")),
        found.get("budget", ""),
    )


def _split_message(text: str) -> tuple[str, str]:
    """What follows `-m` is said, whatever is in it."""
    before, mark, after = f" {text} ".partition(" -m ")
    message = after.strip()
    if len(message) > 1 and message[0] == message[-1] and message[0] in "\"'":
        message = message[1:-1]
    if mark and not message:
        raise _wrong("-m has no words")
    return before.strip(), message


def _turn(rest: list[str], named: str | None) -> int | None:
    """Takes the turn off the end of `rest`, where it is not named otherwise."""
    if named is None and rest and (rest[-1].isdecimal() or rest[-1] == "all"):
        named = rest.pop()
    if named is None:
        return None
    if named == "all":
        return 0
    if not named.isdecimal() or not int(named):
        raise _wrong(f"{one_line(named, 20)!r} is no number of a turn")
    return int(named)


def _repeat(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= MOST_RUNS:
        raise _wrong(f"--repeat takes 1 to {MOST_RUNS}")
    return int(text)


def _wrong(what: str) -> SandboxError:
    return SandboxError(what, USAGE, code=2)
