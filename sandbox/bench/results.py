"""What one run of the bench found: figures by measurement, and how busy the machine was then."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.bench.catalog import Entry
from sandbox.bench.figure import Figure, keys
from sandbox.bench.machine import BUSY
from sandbox.bench.run import Size
from sandbox.domain.faults import SandboxError

FORMAT = 2
_READABLE = (1, FORMAT)


@dataclass
class Section:
    """One measurement. `others`: share of the machine in other hands, the mean of before and after.

    `whole` is False while it runs, and stays so when it was cut short.
    """

    entry: Entry
    unit_ms: float
    load: float | None
    others: float = 0.0
    seconds: float = 0.0
    whole: bool = False
    figures: list[Figure] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        """True where others used so much that times on the clock mean little."""
        return self.others > BUSY

    def data(self) -> dict[str, Any]:
        return {
            "name": self.entry.name,
            "title": self.entry.title,
            "seconds": round(self.seconds, 1),
            "unit_ms": self.unit_ms,
            "load": self.load,
            "others": round(self.others, 3),
            "whole": self.whole,
        }


@dataclass
class Results:
    """Grows while the bench runs, so that a run that is stopped leaves what it has.

    `absent`: why a measurement could not be made here, by its entry.
    """

    size: Size
    machine: dict[str, object]
    version: str
    day: str
    sections: list[Section] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)
    stopped: bool = False

    def figures(self) -> Iterator[Figure]:
        """All of them, in the order of the table."""
        for section in self.sections:
            yield from section.figures

    def missed(self) -> list[str]:
        """Keys of the figures that are not what their target asks for."""
        found = list(self.figures())
        return [key for key, item in zip(keys(found), found, strict=True) if item.passed is False]

    def doubtful(self) -> int:
        """How many of the missed ones are times on the clock while others used the machine."""
        return sum(
            item.passed is False and not item.broken and item.on_the_clock
            for section in self.sections
            if section.busy
            for item in section.figures
        )

    @property
    def broken(self) -> bool:
        """True where a measurement did not measure what it says."""
        return any(item.broken for item in self.figures())

    def data(self) -> dict[str, Any]:
        """The document that `--json` writes and `--against` reads."""
        found = [
            (section.entry.name, item) for section in self.sections for item in section.figures
        ]
        names = keys([item for _, item in found])
        return {
            "format": FORMAT,
            "version": self.version,
            "day": self.day,
            "size": self.size,
            "stopped": self.stopped,
            "machine": self.machine,
            "measured": [section.data() for section in self.sections],
            "not_measured": [{"name": name, "why": why} for name, why in self.absent.items()],
            "figures": [
                {"key": key, "measurement": name, **item.data()}
                for key, (name, item) in zip(names, found, strict=True)
            ],
        }


def read(path: Path) -> dict[str, Any]:
    """The document of an earlier run. Raises `SandboxError` (code 2) for what is none."""
    hint = f"write one with `sandbox bench --json {path.name}`"
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SandboxError(f"can't read {path.name}: {error.strerror}", hint, code=2) from None
    except ValueError:
        raise SandboxError(f"{path.name} is no JSON", hint, code=2) from None
    if problem := _problem(data):
        raise SandboxError(f"{path.name} is no run of this bench: {problem}", hint, code=2)
    return data


def _problem(data: Any) -> str:
    """What is wrong with the parts that are compared and written, "" for nothing."""
    if not isinstance(data, dict):
        return "it should be an object"
    if data.get("format") not in _READABLE:
        return f"its format is {str(data.get('format'))[:20]}, not {FORMAT}"
    machine = data.get("machine")
    unit = machine.get("unit_ms") if isinstance(machine, dict) else None
    if not isinstance(unit, int | float) or unit <= 0:
        return "machine.unit_ms should be a number above 0"
    figures = data.get("figures")
    if not isinstance(figures, list):
        return "it has no figures"
    wrong = next((at for at, item in enumerate(figures) if not _is_figure(item)), None)
    return "" if wrong is None else f"figures/{wrong} should have a key, a unit and a median"


def _is_figure(item: Any) -> bool:
    if not isinstance(item, Mapping):
        return False
    median = item.get("median")
    named = all(isinstance(item.get(name), str) for name in ("key", "unit", "name"))
    return named and (median is None or isinstance(median, int | float)) and "median" in item
