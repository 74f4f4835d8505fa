"""Arms and disarms faults: what a person typed, checked against the pack, as events."""

from collections.abc import Mapping

from sandbox.domain.fault_spec import (
    ANY,
    DATABASE,
    MODEL,
    READS_ONLY,
    WRITES_ONLY,
    FaultSpec,
    near,
    parse_fault,
)
from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import ToolContract
from sandbox.log.armed import Armed
from sandbox.log.event import FaultArmed, FaultDisarmed
from sandbox.log.fold import Session
from sandbox.tools.drift import has_enum


def arm_event(text: str, contracts: Mapping[str, ToolContract]) -> FaultArmed:
    """The event that arms `text`.

    Raises `SandboxError` (code 2) for a target, argument or fault that can't be, with the nearest.
    """
    spec = parse_fault(text)
    _check(text, spec, contracts)
    return FaultArmed(spec=str(spec))


def disarm_events(which: str, session: Session) -> list[FaultDisarmed]:
    """The events that disarm `which`: its number in the list, its text, or "all".

    Raises `SandboxError` (code 2) when nothing such is armed.
    """
    armed = session.back.armoury.faults
    if which == "all":
        chosen: list[Armed] = list(armed)
    elif which.isdecimal():
        chosen = armed[int(which) - 1 : int(which)] if int(which) else []
    else:
        chosen = [one for one in armed if one.text == which.strip()][:1]
    if not chosen:
        hint = near(which, [one.text for one in armed]) if armed else ""
        raise SandboxError(f"no fault {which[:80]} is armed", hint, code=2)
    return [FaultDisarmed(spec=one.text) for one in chosen]


def _check(text: str, spec: FaultSpec, contracts: Mapping[str, ToolContract]) -> None:
    target, whole = spec.target, {MODEL, DATABASE, ANY}
    services = {contract.service for contract in contracts.values()}
    hit = [one for one in contracts.values() if _is_hit(spec, one)]
    if target not in whole and not hit:
        known = {one.subject for one in contracts.values()} | services | {MODEL, DATABASE}
        raise _wrong(text, f"there is no tool or service {target}", near(target, known))
    if target == MODEL and spec.arguments:
        raise _wrong(text, "a model has no arguments", "leave out :ARGUMENT=VALUE")
    exact = hit[0] if len(hit) == 1 and target in (hit[0].name, hit[0].subject) else None
    if exact is None:
        return
    if spec.fault in WRITES_ONLY and not exact.writes:
        raise _wrong(text, f"{exact.subject} only reads, so there is no commit", "try unavailable")
    if spec.fault in READS_ONLY and exact.writes:
        raise _wrong(text, f"{exact.subject} writes", f"{spec.fault} is for tools that read")
    if spec.fault == "enum_drift" and not has_enum(exact):
        raise _wrong(text, f"the result of {exact.subject} has no enum", "try malformed_result")
    properties = exact.arguments.get("properties")
    names = list(properties) if isinstance(properties, dict) else []
    for name, _ in spec.arguments:
        if name.partition(".")[0] not in names:
            raise _wrong(text, f"{exact.subject} has no argument {name}", near(name, names))


def _is_hit(spec: FaultSpec, one: ToolContract) -> bool:
    return spec.target in (one.name, one.subject, one.service, f"{one.service}.*")


def _wrong(text: str, what: str, hint: str) -> SandboxError:
    return SandboxError(f"--fault {text[:80]}: {what}", hint, code=2)
