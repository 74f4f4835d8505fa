"""Holds this run against an earlier one, as ratios."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TIMES = ("ms", "s")


@dataclass(frozen=True)
class Change:
    """`ratio`: now over then, of the medians. `adjusted`: with the machine's own change taken out.

    For times and rates only; a count or a ratio does not depend on the machine's speed.
    """

    name: str
    unit: str
    before: float
    now: float
    ratio: float
    adjusted: float


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Every figure that both runs have, in the order of this one."""
    machine = now["machine"]["unit_ms"] / before["machine"]["unit_ms"]
    earlier = {item["key"]: item for item in before["figures"]}
    found: list[Change] = []
    for item in now["figures"]:
        old = earlier.get(item["key"])
        if old is None or old["unit"] != item["unit"] or not old["median"] or not item["median"]:
            continue
        ratio = item["median"] / old["median"]
        found.append(
            Change(
                name=item["key"],
                unit=item["unit"],
                before=old["median"],
                now=item["median"],
                ratio=ratio,
                adjusted=_adjusted(ratio, item["unit"], machine),
            )
        )
    return found


def _adjusted(ratio: float, unit: str, machine: float) -> float:
    if unit in _TIMES:
        return ratio / machine
    return ratio * machine if unit.endswith("/s") else ratio


def read(path: Path) -> dict[str, Any]:
    """An earlier run. Raises `SystemExit` where there is none."""
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["format"] == 1:
            return data
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise SystemExit(f"{path} is no run of this bench: write one with --json {path}")
