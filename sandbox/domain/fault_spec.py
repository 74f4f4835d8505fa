"""Injected faults as text: `orders.issue_refund:error_after_commit@1`. See docs/faults.md.

TARGET:FAULT[=SECONDS][@CALLS][%PERCENT[~SEED]][#TURN][:ARGUMENT=VALUE]…
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, Literal, cast, get_args

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.faults import SandboxError

ToolFault = Literal[
    "latency",
    "timeout",
    "unavailable",
    "rate_limited",
    "error_before_commit",
    "error_after_commit",
    "stale_read",
    "malformed_result",
    "enum_drift",
    "locked_database",
]
ModelFault = Literal[
    "rate_limited", "cut_stream", "malformed_arguments", "empty_reply", "slow_first_token"
]
TOOL_FAULTS: Final[tuple[str, ...]] = get_args(ToolFault)
MODEL_FAULTS: Final[tuple[str, ...]] = get_args(ModelFault)

MODEL, DATABASE, ANY = "model", "db", "*"
WRITES_ONLY: Final = frozenset(("error_before_commit", "error_after_commit"))
READS_ONLY: Final = frozenset(("stale_read",))
SECONDS: Final[Mapping[str, float]] = {"latency": 2.0, "rate_limited": 2.0, "slow_first_token": 3.0}
"""What `=SECONDS` is when it is left out; a time-out lasts as long as the contract says."""

_TIMED: Final = frozenset((*SECONDS, "timeout"))
_SHAPE: Final = "TARGET:FAULT[=SECONDS][@CALLS][%PERCENT[~SEED]][#TURN][:ARGUMENT=VALUE]"
_TARGET: Final = re.compile(r"\*|[a-z][a-z0-9_]*(?:\.(?:\*|[a-z][a-z0-9_]*))?")
_WHAT: Final = re.compile(r"([A-Za-z_-]+)(=[^@%#]*)?((?:[@%#][^@%#]*)*)")
_TIME: Final = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)(ms|s)?")
_CALLS: Final = re.compile(r"(\d{1,6})(?:(\+)|-(\d{1,6}))?")
_CHANCE: Final = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)(?:~(\d{1,12}))?")
_ARGUMENT: Final = re.compile(r":(?=[A-Za-z_][A-Za-z0-9_.]*=)")


class FaultSpec(Frozen):
    """One fault and its trigger.

    `target` is a tool (`get_order` or `orders.get_order`), a service (`orders`, `orders.*`), `*`,
    `db` or `model`. It hits the matching calls number `first` to `last` since it was armed (None =
    for ever), each with a chance of `percent`. `turn` 0 means any. `seconds` None: by default.
    """

    target: str
    fault: str
    seconds: float | None = None
    first: int = 1
    last: int | None = None
    percent: float = 100.0
    seed: int | None = None
    turn: int = 0
    arguments: tuple[tuple[str, str], ...] = ()

    def sees(self, sight: "Sight") -> bool:
        """Whether a call is one of those that the trigger counts."""
        if self.turn and self.turn != sight.turn:
            return False
        if MODEL in (self.target, sight.tool):
            return self.target == sight.tool
        if self.fault in (READS_ONLY if sight.writes else WRITES_ONLY):
            return False
        names = {ANY, DATABASE, sight.service, f"{sight.service}.*", sight.tool}
        if self.target not in names | {f"{sight.service}.{sight.tool}"}:
            return False
        return all(_spelt(sight.arguments, name) == value for name, value in self.arguments)

    def due(self, number: int) -> bool:
        """Whether the `number`th matching call, from 1, is to be hit if chance agrees."""
        return number >= self.first and (self.last is None or number <= self.last)

    def __str__(self) -> str:
        amount = f"={self.seconds:g}s" if self.seconds is not None else ""
        seed = f"~{self.seed}" if self.seed is not None else ""
        chance = f"%{self.percent:g}{seed}" if self.percent < 100 or seed else ""
        turn = f"#{self.turn}" if self.turn else ""
        rest = "".join(f":{name}={value}" for name, value in self.arguments)
        return f"{self.target}:{self.fault}{amount}{self._calls()}{chance}{turn}{rest}"

    def _calls(self) -> str:
        if self.last is None:
            return f"@{self.first}+" if self.first > 1 else ""
        return f"@{self.first}" if self.last == self.first else f"@{self.first}-{self.last}"


@dataclass(frozen=True)
class Sight:
    """One attempt as a trigger sees it; `arguments` in masked form. The model's tool is `model`."""

    tool: str
    turn: int
    service: str = ""
    arguments: Mapping[str, JSON] = field(default_factory=dict[str, JSON])
    writes: bool = False


def parse_fault(text: str) -> FaultSpec:
    """The fault that `text` means. Raises `SandboxError` (code 2) with the nearest names."""
    target, colon, rest = text.strip().partition(":")
    what, *pairs = _ARGUMENT.split(rest)
    if not colon:
        raise _wrong(text, "no fault named", f"write it as {_SHAPE}")
    if not _TARGET.fullmatch(target):
        raise _wrong(text, f"{target!r} is no target", "a tool, a service, *, db or model")
    found = _WHAT.fullmatch(what)
    if found is None:
        raise _wrong(text, f"{what!r} is no fault with triggers", f"write it as {_SHAPE}")
    name, amount, triggers = found.groups()
    fault = _fault(text, target, name.lower().replace("-", "_"))
    return FaultSpec(
        target=target,
        fault=fault,
        seconds=_seconds(text, fault, amount[1:]) if amount else None,
        arguments=tuple(_pair(pair) for pair in pairs),
        **_triggers(text, triggers),
    )


def _fault(text: str, target: str, name: str) -> str:
    known = MODEL_FAULTS if target == MODEL else TOOL_FAULTS
    if name in known:
        return name
    others = TOOL_FAULTS if target == MODEL else MODEL_FAULTS
    if name in others:
        whose = "a tool, not the model" if target == MODEL else "the model: model:" + name
        raise _wrong(text, f"{name} is a fault of {whose}", f"there are: {', '.join(known)}")
    raise _wrong(text, f"there is no fault {name!r}", near(name, known))


def near(word: str, known: Iterable[str]) -> str:
    """`did you mean timeout?`, or the names there are."""
    names = sorted(known)
    close = get_close_matches(word, names, n=2, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else f"there are: {', '.join(names[:12])}"


def _seconds(text: str, fault: str, amount: str) -> float:
    found = _TIME.fullmatch(amount)
    if fault not in _TIMED:
        raise _wrong(text, f"{fault} takes no time", f"{', '.join(sorted(_TIMED))} do")
    if found is None:
        raise _wrong(text, f"{amount!r} is no time", "write 2s, 1.5 or 300ms")
    return round(float(found[1]) / (1000 if found[2] == "ms" else 1), 3)


def _triggers(text: str, triggers: str) -> dict[str, JSON]:
    values: dict[str, JSON] = {}
    for trigger in re.findall(r"[@%#][^@%#]*", triggers):
        read = {"@": _calls, "%": _chance, "#": _turn}[trigger[0]](text, trigger[1:])
        if values.keys() & read.keys():
            raise _wrong(text, f"two triggers {trigger[0]}", "one of each at most")
        values |= read
    return values


def _calls(text: str, written: str) -> dict[str, JSON]:
    found = _CALLS.fullmatch(written)
    if found is None or not int(found[1]) or int(found[3] or found[1]) < int(found[1]):
        raise _wrong(text, f"@{written} names no calls", "write @2, @2-4 or @2+, from 1")
    last = None if found[2] else int(found[3] or found[1])
    return {"first": int(found[1]), "last": last}


def _chance(text: str, written: str) -> dict[str, JSON]:
    found = _CHANCE.fullmatch(written)
    if found is None or not 0 < float(found[1]) <= 100:
        raise _wrong(text, f"%{written} is no chance", "write %20, or %20~7 with a seed")
    return {"percent": float(found[1])} | ({"seed": int(found[2])} if found[2] else {})


def _turn(text: str, written: str) -> dict[str, JSON]:
    if not written.isdecimal() or not 0 < int(written) < 1_000_000:
        raise _wrong(text, f"#{written} is no turn", "write #3, from 1")
    return {"turn": int(written)}


def _pair(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return name, value


def _wrong(text: str, what: str, hint: str) -> SandboxError:
    return SandboxError(f"--fault {text[:80]}: {what}", hint, code=2)


def _spelt(arguments: Mapping[str, JSON], path: str) -> str | None:
    """The value at a dotted path as a person would write it; None when there is none."""
    value: JSON = dict(arguments)
    for name in path.split("."):
        value = cast("dict[str, JSON]", value).get(name) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None or isinstance(value, dict | list) else str(value)
