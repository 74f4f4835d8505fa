"""Which armed faults hit a call, and how long they make it wait."""

from collections.abc import Iterable, Sequence

from sandbox.domain.fault_spec import MODEL, SECONDS, Sight
from sandbox.domain.tool import ToolContract
from sandbox.log.armed import Armed
from sandbox.ports import Dice, Injected
from sandbox.tools.drift import has_enum


def hits(
    armed: Iterable[Armed],
    sight: Sight,
    dice: Dice,
    *,
    position: int = 0,
    before: Sequence[Sight] = (),
    counted: bool = False,
) -> tuple[Injected, ...]:
    """The faults that hit the call `sight`, in the order in which they were armed.

    `before`: calls that go first and are not in the log yet. `counted`: the call itself is.
    """
    found: list[Injected] = []
    for one in armed:
        if not one.spec.sees(sight):
            continue
        number = one.seen + sum(map(one.spec.sees, before)) + (not counted)
        if one.spec.due(number) and _chance(one, sight, dice, position, number):
            found.append(_injected(one, sight))
    return tuple(found)


def effective(injected: Iterable[Injected], contract: ToolContract) -> tuple[Injected, ...]:
    """Those that can do anything to this tool: an enum drifts only where there is one."""
    return tuple(one for one in injected if one.fault != "enum_drift" or has_enum(contract))


def waits(injected: Iterable[Injected], contract: ToolContract) -> float:
    """Seconds that they keep the call waiting, at most the contract's time-out."""
    longest = 0.0
    for one in injected:
        if one.fault == "latency":
            longest = max(longest, min(seconds_of(one), contract.timeout))
        elif one.fault == "timeout":
            longest = max(longest, contract.timeout if one.seconds is None else one.seconds)
    return longest


def seconds_of(one: Injected) -> float:
    """Its seconds, or what its kind takes by default."""
    return SECONDS.get(one.fault, 0.0) if one.seconds is None else one.seconds


def _chance(one: Armed, sight: Sight, dice: Dice, position: int, number: int) -> bool:
    if one.spec.percent >= 100:
        return True
    # The seed of a spec is part of its text, so it picks a stream of its own.
    roll = dice.roll(sight.turn, position, f"fault {one.text} call {number}")
    return roll * 100 < one.spec.percent


def _injected(one: Armed, sight: Sight) -> Injected:
    target = MODEL if sight.tool == MODEL else f"{sight.service}.{sight.tool}"
    return Injected(spec=one.text, target=target, fault=one.spec.fault, seconds=one.spec.seconds)
