"""`run --break SPEC --step FILE|ask`: who says how a stopped turn goes on without the screen."""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field, ValidationError, model_validator

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.break_spec import parse_break
from sandbox.domain.faults import SandboxError
from sandbox.domain.step import Place, StepAct, StepAction, Stop
from sandbox.hub.by_hand import put_back

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession

ASK: Final = "ask"
_LONGEST: Final = 4_000_000


class Decision(Frozen):
    """One line of a file: what is done at the next stop.

    `value` is put in the place of what can be changed there, `set` changes members of it. `at`,
    `hop`, `tool` and `turn` say which stop is meant; another one ends the run.
    """

    action: StepAction | Literal["cancel"]
    value: JSON = None
    set: dict[str, JSON] = Field(default_factory=dict)
    reason: Annotated[str, Field(max_length=400)] = ""
    at: Place | None = None
    hop: str = ""
    tool: str = ""
    turn: int = 0

    @model_validator(mode="after")
    def _fits(self) -> "Decision":
        if bool("value" in self.model_fields_set) + bool(self.set) != (self.action == "edit"):
            raise ValueError("edit takes either value or set, and nothing else does")
        return self

    def means(self, stop: Stop) -> bool:
        """Whether it is for that stop."""
        spot = stop.spot
        return (
            self.at in (None, spot.place)
            and self.hop in ("", spot.name)
            and self.tool in ("", spot.tool, spot.subject)
            and self.turn in (0, spot.turn)
        )


@dataclass
class ByFile:
    """Takes the lines of a file in their order."""

    name: str
    decisions: Sequence[Decision]
    used: int = 0

    def next(self, stop: Stop) -> Decision:
        """Raises `SandboxError` (code 2) where there is none left, or it is for another stop."""
        where = f"stopped at {stop.spot.hop} {stop.spot.words} by {stop.spec}"
        if self.used >= len(self.decisions):
            hint = f'add {{"action": "go_on"}} to {self.name}'
            raise SandboxError(f"{where}: {self.name} has no decision left", hint, code=2)
        found = self.decisions[self.used]
        self.used += 1
        if not found.means(stop):
            line = f"decision {self.used} of {self.name}"
            raise SandboxError(
                f"{where}: {line} is for another stop", "mend its at, hop or tool", 2
            )
        return found


class Stepping:
    """Arms break points in a session, and answers where a turn stops.

    `error`: why nobody could, after which the turn was cancelled.
    """

    def __init__(self, specs: Sequence[str], step: str) -> None:
        """Raises `SandboxError` (code 2) for a wrong spec or file, before a session is made."""
        for spec in specs:
            parse_break(spec)
        if step and not specs:
            raise SandboxError(
                "--step answers where a turn stops, and none does",
                "--break tool:issue_refund stops it",
                code=2,
            )
        self._specs = tuple(specs)
        self._file = read_decisions(Path(step)) if step not in ("", ASK) else None
        self._live: LiveSession | None = None
        self.error: SandboxError | None = None

    def seat(self, live: "LiveSession") -> None:
        """From now on turns stop. Raises `SandboxError` (code 2) for a tool that there is not."""
        self._live = live
        breaks = live.parts.breaks
        for spec in self._specs:
            breaks.arm(spec)
        breaks.person = self._stop

    def check(self) -> None:
        """Raises why nobody could say how a turn goes on."""
        if self.error is not None:
            raise self.error

    async def _stop(self, stop: Stop) -> StepAct:
        try:
            return await self._said(stop)
        except SandboxError as error:
            self.error = error
            raise asyncio.CancelledError from None

    async def _said(self, stop: Stop) -> StepAct:
        assert self._live is not None
        # As tools get it: what the screen shows of a placeholder that a customer typed would be
        # taken for somebody's.
        restore = self._live.parts.mask.restore
        if self._file is not None:
            return act_of(self._file.next(stop), stop, self._file.name, restore)
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            where = f"stopped at {stop.spot.hop} {stop.spot.words} by {stop.spec}"
            hint = '--step FILE gives decisions, a line each: {"action": "go_on"}'
            raise SandboxError(f"{where}, and nobody is there to say how it goes on", hint, code=2)
        from sandbox.cli.step_terminal import ask

        return await ask(stop, restore)


def act_of(found: Decision, stop: Stop, by: str, restore: Callable[[JSON], JSON]) -> StepAct:
    """What a decision comes to at a stop.

    `restore`: as tools get values. Raises `SandboxError` (code 2) for what can't be done there,
    `CancelledError` for a cancel.
    """
    if found.action == "cancel":
        raise asyncio.CancelledError
    where = f"{stop.spot.hop} {stop.spot.words}"
    if found.action in ("skip", "hand_off") and found.action not in stop.can:
        word = found.action.replace("_", " ")
        raise SandboxError(f"{where}: no {word} here", "see docs/stepping.md", code=2)
    if found.action != "edit":
        return StepAct(action=found.action, by=by, reason=found.reason)
    if not stop.editable:
        raise SandboxError(f"{where}: nothing can be changed here", "see docs/stepping.md", code=2)
    shown = restore(stop.value)
    value = put_back(_edited(found, shown, where), shown, restore)
    if wrong := stop.check(value):
        raise SandboxError(f"{where}: {wrong}", f"mend the {stop.editable}", code=2)
    return StepAct(action="edit", by=by, value=value, reason=found.reason)


def _edited(found: Decision, before: JSON, where: str) -> JSON:
    if not found.set:
        return found.value
    if not isinstance(before, dict):
        raise SandboxError(f"{where}: there is no object to set members of", "give value", code=2)
    return {**before, **found.set}


def read_decisions(path: Path) -> ByFile:
    """The decisions of a file, JSON Lines. Raises `SandboxError` (code 2) naming the line."""
    try:
        text = path.read_text("utf-8-sig")[:_LONGEST]
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SandboxError(f"can't read --step {path.name}: {why}", f"or --step {ASK}", 2) from None
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    return ByFile(path.name, [_decision(path.name, number, line) for number, line in lines])


def _decision(name: str, number: int, line: str) -> Decision:
    hint = '{"action": "edit", "set": {"amount": "40.00"}}; see docs/stepping.md'
    try:
        return Decision.model_validate(json.loads(line))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        at = ".".join(map(str, first["loc"])) or "the decision"
        words = str(first["msg"]).removeprefix("Value error, ")
        raise SandboxError(f"{name}, line {number}: {at}: {words}", hint, code=2) from None
    except (ValueError, RecursionError):
        raise SandboxError(f"{name}, line {number}: not JSON", hint, code=2) from None
