"""A stopped turn at the terminal, without the screen: one line says how it goes on."""

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from sandbox.cli import diagnostics
from sandbox.cli.human_terminal import ctrl_c_here
from sandbox.cli.step import Decision, act_of
from sandbox.cli.typed_line import typed_line
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.step import StepAct, Stop

_PERSON: Final = "developer"
_WORDS: Final = {
    "c": "go_on",
    "n": "next",
    "f": "finish",
    "e": "edit",
    "s": "skip",
    "h": "hand_off",
    "x": "cancel",
}
_LONGEST: Final = 2_000


async def ask(stop: Stop, restore: Callable[[JSON], JSON]) -> StepAct:
    """What the person types; asked again until it can be done. Ctrl+D cancels the turn."""
    for told in _told(stop, restore):
        diagnostics.note(told)
    try:
        with ctrl_c_here():
            return _read(stop, restore)
    except EOFError:
        raise asyncio.CancelledError from None
    except KeyboardInterrupt:
        # Whoever runs us stops everything, as at any other moment.
        signal.raise_signal(signal.SIGINT)
        await asyncio.get_running_loop().create_future()
        raise


def _read(stop: Stop, restore: Callable[[JSON], JSON]) -> StepAct:
    while True:
        typed = _typed("step› ").strip()  # noqa: RUF001
        key, _, rest = typed.partition(" ")
        action = _WORDS.get(key, key if key in _WORDS.values() else "")
        if not action:
            diagnostics.note(f"one of: {' '.join(_WORDS)}; {_keys(stop)}")
            continue
        try:
            return act_of(_decision(action, rest.strip()), stop, _PERSON, restore)
        except SandboxError as error:
            diagnostics.report(error)


def _typed(prompt: str) -> str:
    """One line; what was typed before it was asked for is dropped: it was meant for nothing here.

    Raises `EOFError`.
    """
    with suppress(ImportError):
        import termios

        with suppress(OSError, termios.error):
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
    return typed_line(prompt)


def _decision(action: str, rest: str) -> Decision:
    if action != "edit":
        return Decision.model_validate({"action": action, "reason": rest[:400]})
    try:
        value = json.loads(rest or _typed("JSON› "))  # noqa: RUF001
    except (ValueError, RecursionError):
        hint = 'e {"amount": "40.00"} sets members, e [1, 2] replaces all'
        raise SandboxError("that is not JSON", hint, code=2) from None
    if isinstance(value, dict) and value:
        return Decision(action="edit", set=value)
    return Decision(action="edit", value=value)


def _told(stop: Stop, restore: Callable[[JSON], JSON]) -> Iterator[str]:
    spot = stop.spot
    yield f"── stopped at {spot.hop} {spot.words} by {stop.spec}"
    if stop.value is not None:
        text = json.dumps(restore(stop.value), ensure_ascii=False)
        yield text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    yield _keys(stop)


def _keys(stop: Stop) -> str:
    words = ["c go on", "n next hop", "f finish hop"]
    if stop.editable:
        words.append(f"e JSON edit {stop.editable}")
    words += [f"{one[0]} {one.replace('_', ' ')}" for one in stop.can]
    return " · ".join([*words, "x cancel"])
