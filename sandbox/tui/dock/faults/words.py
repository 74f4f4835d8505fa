"""What each fault does, when it fires, and presets, in words for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sandbox.domain.fault_spec import MODEL, SECONDS
from sandbox.tui.feed.safe import one_line

if TYPE_CHECKING:
    from sandbox.domain.fault_spec import FaultSpec
    from sandbox.tui.driver import FaultTarget

DOES: Final[dict[str, str]] = {
    "latency": "the answer takes that much longer",
    "timeout": "no answer; nothing is done",
    "unavailable": "the service can't be reached; nothing is done",
    "rate_limited": "429: wants to be left alone for that long",
    "error_before_commit": "a write fails before it commits; nothing stays",
    "error_after_commit": "a write is done, and its reply is lost",
    "stale_read": "a read lacks the last change",
    "malformed_result": "the result lacks a field that its contract requires",
    "enum_drift": "an enum has a value that the contract does not know",
    "locked_database": "another program holds the database; writes fail",
    "cut_stream": "the connection breaks after the first words",
    "malformed_arguments": "the first call's arguments end in the middle",
    "empty_reply": "neither words nor calls",
    "slow_first_token": "the first word comes late",
}


def does(spec: FaultSpec) -> str:
    """What happens where it fires."""
    return DOES.get(spec.fault, "")


def fault_words(spec: FaultSpec) -> str:
    """`rate limited 2s`: the fault, with its seconds where it takes some."""
    seconds = spec.seconds if spec.seconds is not None else SECONDS.get(spec.fault)
    return spec.fault.replace("_", " ") + (f" {seconds:g}s" if seconds is not None else "")


def when(spec: FaultSpec) -> str:
    """`call 1, 20% of them, turn 3 only, order_id=O-10042`."""
    if spec.last is None:
        calls = "every call" if spec.first == 1 else f"from call {spec.first} on"
    elif spec.last == spec.first:
        calls = f"call {spec.first} only"
    else:
        calls = f"calls {spec.first}-{spec.last}"
    parts = [calls]
    if spec.percent < 100:
        parts.append(f"{spec.percent:g}%" + (" of calls" if calls == "every call" else ""))
        parts = parts[1:] if calls == "every call" else parts
    if spec.seed is not None:
        parts.append(f"throws {spec.seed}")
    if spec.turn:
        parts.append(f"turn {spec.turn} only")
    parts += [f"{one_line(name, 30)}={one_line(value, 30)}" for name, value in spec.arguments]
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Preset:
    """Faults that are armed together, and what that is like."""

    name: str
    does: str
    specs: tuple[str, ...]


def presets(targets: list[FaultTarget]) -> list[Preset]:
    """Built in; one for each service of the pack that is away altogether."""
    services = [
        one.name
        for one in targets
        if one.writes is None and one.name not in (MODEL, "db", "*") and "." not in one.name
    ]
    return [
        Preset(
            "lost reply",
            "the first write is done and its reply is lost: is it paid twice?",
            ("*:error_after_commit@1",),
        ),
        Preset(
            "bad network",
            "one call in five finds nobody, one in three takes a second more",
            ("*:unavailable%20", "*:latency=1s%30"),
        ),
        Preset(
            "old replica",
            "every second read lacks the last change",
            ("*:stale_read%50",),
        ),
        Preset(
            "contract drift",
            "results with a field missing, or an enum value nobody knows",
            ("*:malformed_result%30", "*:enum_drift%30"),
        ),
        Preset(
            "model trouble",
            "429 on the first call, then cut arguments and empty replies now and then",
            (
                f"{MODEL}:rate_limited@1",
                f"{MODEL}:malformed_arguments%20",
                f"{MODEL}:empty_reply%10",
            ),
        ),
        *(
            Preset(f"{one} is down", f"no call of {one} is answered", (f"{one}:unavailable",))
            for one in services
        ),
    ]
