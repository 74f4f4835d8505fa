"""Recall and precision of redaction by kind, and its time: `python -m bench.redaction`.

On the labelled texts beside the checkout (all, and the half of their templates that was held back),
and on messages of twenty countries that were written before the detectors saw them. Intervals are
Wilson's, 95 %. The time is that of a customer's message of 500 words, words of real conversations.
"""

import gzip
import json
import math
from collections.abc import Iterable
from time import perf_counter_ns

from sandbox.hub.masking import mask_for, new_vault
from sandbox.settings import load_settings
from sandbox.wiring import load
from tests.unit.privacy.test_recall import SHARED, Counts, _outside
from tests.unit.privacy.unseen import unseen

_WORDS = 500
_Z = 1.96


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


def times_ms() -> list[float]:
    """Milliseconds of each message of 500 words, in order of size."""
    lines = gzip.decompress((SHARED / "data/trajectories/retail-gpt4o-20.jsonl.gz").read_bytes())
    words = [
        word
        for line in lines.splitlines()
        for message in json.loads(line)["messages"]
        if message["role"] == "user" and message.get("content")
        for word in message["content"].split()
    ]
    pack = load(load_settings())
    taken: list[float] = []
    for start in range(0, len(words) - _WORDS, 17):
        text = " ".join(words[start : start + _WORDS])
        mask = mask_for(new_vault(pack), pack)
        began = perf_counter_ns()
        mask.redact(text, 1)
        taken.append((perf_counter_ns() - began) / 1e6)
    return sorted(taken[1:])  # the first one reads the lists of names


def main() -> None:
    """Prints the tables."""
    sets = {
        "labelled texts, all": _outside(None),
        "labelled texts, templates held back": _outside(True),
        "messages of twenty countries": unseen(),
    }
    for title, rows in sets.items():
        print(f"\n{title}: {len(rows)}\n\n| kind | recall | precision |\n|---|---|---|")
        print("\n".join(rows_of(Counts(rows))))
    taken = times_ms()
    median, late = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    print(f"\n{len(taken)} messages of {_WORDS} words: median {median:.1f} ms, p95 {late:.1f} ms")


if __name__ == "__main__":
    main()
