"""Holds this run against an earlier one, as ratios."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.bench.machine import BUSY

_TIMES = ("ms", "s")


@dataclass(frozen=True)
class Change:
    """`ratio`: now over then, of the medians. `adjusted`: with the machine's own change taken out.

    For times and rates only; a count or a ratio does not depend on the machine's speed. `clear`:
    the middle halves of the two runs lie apart, so it is more than noise; None where it can't be
    told. `busy`: a time on the clock, and others used the machine in one of the runs. `shown`: the
    name as the table has it, indented below the row it belongs to.
    """

    name: str
    unit: str
    before: float
    now: float
    ratio: float
    adjusted: float
    clear: bool | None = None
    shown: str = ""
    busy: bool = False


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Every figure that both runs have, in the order of this one.

    A figure's machine is that of its own measurement: how long a fixed piece of work took just
    before it.
    """
    earlier = {item["key"]: item for item in before["figures"]}
    then, here = _units(before), _units(now)
    loaded = _loaded(before) | _loaded(now)
    found: list[Change] = []
    for item in now["figures"]:
        old = earlier.get(item["key"])
        if old is None or old["unit"] != item["unit"] or not old["median"] or not item["median"]:
            continue
        machine = _unit(now, here, item) / _unit(before, then, old)
        ratio = item["median"] / old["median"]
        adjusted = _adjusted(ratio, item["unit"], machine)
        found.append(
            Change(
                name=item["key"],
                unit=item["unit"],
                before=old["median"],
                now=item["median"],
                ratio=ratio,
                adjusted=adjusted,
                clear=_clear(adjusted, old, item),
                shown=item["name"],
                busy=item.get("on_the_clock", False) and item.get("measurement") in loaded,
            )
        )
    return found


def only_one(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Keys of the figures that are gone, and of those that are new."""
    old = [item["key"] for item in before["figures"]]
    new = [item["key"] for item in now["figures"]]
    return [key for key in old if key not in set(new)], [key for key in new if key not in set(old)]


def _unit(run: Mapping[str, Any], units: Mapping[str, float], item: Mapping[str, Any]) -> float:
    return units.get(item.get("measurement", "")) or float(run["machine"]["unit_ms"])


def _units(run: Mapping[str, Any]) -> dict[str, float]:
    return {item["name"]: item["unit_ms"] for item in run.get("measured", ()) if item["unit_ms"]}


def _loaded(run: Mapping[str, Any]) -> set[str]:
    """Names of the measurements during which others used the machine."""
    return {one["name"] for one in run.get("measured", ()) if one["others"] > BUSY}


def _adjusted(ratio: float, unit: str, machine: float) -> float:
    if unit in _TIMES:
        return ratio / machine
    return ratio * machine if unit.endswith("/s") else ratio


def _clear(adjusted: float, old: Mapping[str, Any], item: Mapping[str, Any]) -> bool | None:
    """Whether the change is more than half of both middle halves' widths."""
    if min(old.get("n", 0), item.get("n", 0)) < 3:
        return None
    return abs(adjusted - 1) > (old["spread"] + item["spread"]) / 2
