"""`python -m bench`: measures the figures, prints them, writes and compares them."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bench import against, table
from bench.catalog import CATALOG, chosen
from bench.figure import Figure, keys
from bench.machine import busy, describe
from bench.parent import Progress, measured
from bench.profiling import profile
from bench.run import ROOT, Size


def main() -> int:
    """0 when everything could be measured, whether or not a target was met; else 3."""
    given = _arguments()
    size: Size = "quick" if given.quick else "full" if given.full else "normal"
    if given.profile:
        profile(given.profile, given.pack, size)
        return 0
    before = against.read(given.against) if given.against else None
    machine = describe()
    print("{cores} cores, {memory_gb} GB, {system}, Python {python}".format(**machine))
    if warning := busy():
        print(warning)
    found = _measure(given, size)
    run = {"format": 1, "size": size, "pack": Path(given.pack).name, "machine": machine}
    names = keys(found)
    told = [{"key": name, **item.data()} for name, item in zip(names, found, strict=True)]
    data = {**run, "figures": told}
    if given.json:
        given.json.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    if before:
        print()
        print("\n".join(table.comparison(against.changes(before, data))))
    missed = [name for name, item in zip(names, found, strict=True) if item.passed is False]
    print(f"\n{len(found)} figures, {len(missed)} missed{': ' if missed else ''}", end="")
    print("; ".join(missed))
    return 3 if any(item.broken for item in found) else 0


def _measure(given: Any, size: Size) -> list[Figure]:
    entries = chosen(given.only)
    progress = Progress(entries, size)
    found: list[Figure] = []
    for entry in entries:
        progress.begin(entry.title)
        figures = list(measured(entry, given.pack, size))
        progress.end()
        print(f"\n{entry.title} ({entry.name})\n{table.header()}")
        for item in figures:
            print("\n".join(table.rows(item)), flush=True)
        found += figures
    return found


def _arguments() -> Any:
    names = ", ".join(entry.name for entry in CATALOG)
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help=names)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: about a minute")
    parser.add_argument("--full", action="store_true", help="more: 1,000 sessions at once")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with an earlier run")
    parser.add_argument("--pack", default=str(ROOT / "fixtures" / "brightcart"), metavar="PATH")
    parser.add_argument("--profile", default="", metavar="NAME", help="where its time goes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
