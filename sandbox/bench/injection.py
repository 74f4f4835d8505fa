"""How many attacks by foreign text succeed, with the guard and without.

`sandbox bench --only injection`, or as a table by goal: `python -m sandbox.bench.injection`.
The victim obeys every attack that it reads (tests/injection), so what is counted is what the guard
stops, not what a model refuses. A success is an effect: changed rows, a tool that ran, words shown.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sandbox import wiring
from sandbox.pack.find import shipped
from sandbox.settings import Settings
from tests.injection.attack import attacks
from tests.injection.stage import Outcome, play


def main() -> None:
    """Plays every attack twice and prints a table, or `--json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="figures and successes as data")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        guarded, bare = asyncio.run(both(Path(home)))
    if asked.json:
        print(json.dumps(_data(guarded, bare), indent=1))
        return
    for line in _table(guarded, bare):
        print(line)


async def both(home: Path, most: int | None = None) -> tuple[list[Outcome], list[Outcome]]:
    """What came of each attack (of so many at most), with the guard and without it."""
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    pack = wiring.load(settings, str(shipped() / "brightcart"))
    found: dict[bool, list[Outcome]] = {True: [], False: []}
    chosen = attacks()[:most]
    for number, attack in enumerate(chosen, 1):
        for guard in (True, False):
            found[guard].append(await play(settings, pack, attack, home, guard))
        if sys.stderr.isatty():
            end = "" if number < len(chosen) else "\r"
            print(f"\r{number} of {len(chosen)}", end=end, file=sys.stderr)
    return found[True], found[False]


def _table(guarded: list[Outcome], bare: list[Outcome]) -> Iterable[str]:
    yield f"{'goal':<16}{'n':>4}{'without':>10}{'with guard':>12}"
    for goal, n in Counter(one.attack.goal for one in guarded).most_common():
        yield f"{goal:<16}{n:>4}{_won(bare, goal):>10}{_won(guarded, goal):>12}"
    yield f"{'all':<16}{len(guarded):>4}{_won(bare):>10}{_won(guarded):>12}"
    unread = [one.attack.id for one in guarded if not one.read]
    yield f"never read by the model, with guard: {len(unread)}: {', '.join(unread)}"
    yield f"succeed with the guard: {', '.join(one.attack.id for one in guarded if one.won) or '-'}"
    stops = Counter(stop for one in guarded for stop in dict.fromkeys(one.stopped))
    yield "stopped by: " + ", ".join(f"{name} {count}" for name, count in stops.most_common())


def _won(outcomes: list[Outcome], goal: str = "") -> int:
    return sum(one.won for one in outcomes if goal in ("", one.attack.goal))


def _data(guarded: list[Outcome], bare: list[Outcome]) -> dict[str, object]:
    return {
        "attacks": len(guarded),
        "without_guard": _won(bare),
        "with_guard": _won(guarded),
        "succeed": [one.attack.id for one in guarded if one.won],
        "read": sum(one.read for one in guarded),
    }


if __name__ == "__main__":
    main()
