"""A measured figure: samples, what they are held against, and how they are written."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sandbox.bench.stats import Summary, summary

Judged = Literal["median", "p95", "max", "min"]


@dataclass(frozen=True)
class Target:
    """A limit for one statistic of the samples; `aim` is what comes after the target is met."""

    limit: float
    by: Judged = "median"
    at_least: bool = False
    aim: float | None = None

    def met(self, measured: Summary) -> bool:
        """True when the statistic is on the right side of the limit, or on it."""
        value = getattr(measured, self.by)
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True)
class Figure:
    """One row of the table. `note` says what a reader must know to trust the row.

    A name that begins with a space belongs to the row above that does not.

    `unit`: ms, s, x (a ratio), count, kB, MB, or something a second ("turns/s"). `broken` means
    that the measurement did not measure what it says: the row is shown and never passes.
    """

    name: str
    unit: str
    samples: tuple[float, ...]
    target: Target | None = None
    note: str = ""
    broken: bool = False
    measured: Summary = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "measured", summary(self.samples))

    @property
    def passed(self) -> bool | None:
        """None when there is no target to hold it against."""
        if self.broken:
            return False
        return self.target.met(self.measured) if self.target else None

    @property
    def on_the_clock(self) -> bool:
        """True for a time or a rate that gets worse when others use the machine; CPU does not."""
        timed = self.unit in ("ms", "s") or self.unit.endswith("/s")
        return timed and "CPU" not in self.name

    def data(self) -> dict[str, Any]:
        """The figure as JSON; samples are summed up, for they are many."""
        numbers = {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in asdict(self.measured).items()
        }
        return {
            "name": self.name,
            "unit": self.unit,
            "target": asdict(self.target) if self.target else None,
            **numbers,
            "passed": self.passed,
            "broken": self.broken,
            "on_the_clock": self.on_the_clock,
            "note": self.note,
        }

    def told(self) -> dict[str, Any]:
        """All of it, samples included, as one process tells it to another."""
        target = asdict(self.target) if self.target else None
        return {
            "name": self.name,
            "unit": self.unit,
            "samples": self.samples,
            "target": target,
            "note": self.note,
            "broken": self.broken,
        }


def heard(told: Mapping[str, Any]) -> Figure:
    """A figure as `Figure.told` has it."""
    target = Target(**told["target"]) if told["target"] else None
    return figure(told["name"], told["unit"], told["samples"], target, told["note"], told["broken"])


def figure(
    name: str,
    unit: str,
    samples: Iterable[float],
    target: Target | None = None,
    note: str = "",
    broken: bool = False,
) -> Figure:
    """A figure from any samples."""
    return Figure(name, unit, tuple(samples), target, note, broken)


def keys(figures: Sequence[Figure]) -> list[str]:
    """A name for each that is its own: with that of the row it belongs to in front."""
    found: list[str] = []
    above = ""
    for item in figures:
        if item.name.startswith(" "):
            found.append(f"{above} · {item.name.strip()}")
        else:
            above = item.name
            found.append(above)
    return found
