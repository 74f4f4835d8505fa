"""Recall and precision of redaction by kind, and its time.

`sandbox bench --only redaction`, or as Markdown: `python -m sandbox.bench.redaction`. On the
labelled texts beside the checkout (all, and the half of their templates that was held back), and on
messages of twenty countries that were written before the detectors saw them. Intervals are
Wilson's, 95 %. The time is that of a customer's message of 500 words, words of real conversations.
"""

import gzip
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter_ns

from sandbox.bench.run import DATA
from sandbox.bench.stats import summary
from sandbox.hub.masking import mask_for, new_vault
from sandbox.settings import load_settings
from sandbox.wiring import load

_WORDS = 500
_Z = 1.96


@dataclass(frozen=True)
class Counts:
    """By kind, over so many texts: labelled, hit, found, and found where nothing of it is."""

    rows: int
    labelled: Counter[str]
    hit: Counter[str]
    found: Counter[str]
    false: Counter[str]


def labelled_sets() -> Iterator[tuple[str, Counts]]:
    """Each set of labelled texts, with what was found in it."""
    from tests.unit.privacy import test_recall
    from tests.unit.privacy.unseen import unseen

    for title, rows in (
        ("labelled texts, all", test_recall._outside(None)),
        ("labelled texts, templates held back", test_recall._outside(True)),
        ("messages of twenty countries", unseen()),
    ):
        told = test_recall.Counts(rows)
        yield title, Counts(len(rows), told.labelled, told.hit, told.found, told.false)


def limits() -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The recall and the precision by kind below which a test fails."""
    from tests.unit.privacy.test_recall import PRECISION, RECALL

    return RECALL, PRECISION


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; (0, 1) of none."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    spread = _Z * math.sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    middle = share + _Z**2 / (2 * of)
    below, above = (middle - spread), (middle + spread)
    return max(0.0, below / (1 + _Z**2 / of)), min(1.0, above / (1 + _Z**2 / of))


def rows_of(counts: Counts) -> Iterable[str]:
    """A line of a Markdown table for each kind."""
    for kind in sorted(counts.labelled.keys() | counts.found.keys()):
        if kind.isupper():
            continue
        hit, labelled = counts.hit[kind], counts.labelled[kind]
        low, high = interval(hit, labelled)
        right, found = counts.found[kind] - counts.false[kind], counts.found[kind]
        at_least, at_most = interval(right, found)
        yield (
            f"| {kind} | {hit} of {labelled} ({low:.2f}–{high:.2f}) "
            f"| {right} of {found} ({at_least:.2f}–{at_most:.2f}) |"
        )


def times_ms(most: int = 10_000) -> list[float]:
    """Milliseconds of each message of 500 words, at most so many."""
    packed = (DATA / "trajectories/retail-gpt4o-20.jsonl.gz").read_bytes()
    words = [
        word
        for line in gzip.decompress(packed).splitlines()
        for message in json.loads(line)["messages"]
        if message["role"] == "user" and message.get("content")
        for word in message["content"].split()
    ]
    pack = load(load_settings())
    taken: list[float] = []
    for start in list(range(0, len(words) - _WORDS, 17))[: most + 1]:
        text = " ".join(words[start : start + _WORDS])
        mask = mask_for(new_vault(pack), pack)
        began = perf_counter_ns()
        mask.redact(text, 1)
        taken.append((perf_counter_ns() - began) / 1e6)
    return taken[1:]  # the first one reads the lists of names


def main() -> None:
    """Prints the tables."""
    for title, counts in labelled_sets():
        print(f"\n{title}: {counts.rows}\n\n| kind | recall | precision |\n|---|---|---|")
        print("\n".join(rows_of(counts)))
    taken = summary(times_ms())
    times = f"median {taken.median:.1f} ms, p95 {taken.p95:.1f} ms"
    print(f"\n{taken.n} messages of {_WORDS} words: {times}")


if __name__ == "__main__":
    main()
