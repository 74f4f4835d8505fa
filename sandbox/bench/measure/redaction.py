"""Personal data in free text: found and rightly found, by kind, on labelled texts."""

from collections import Counter
from collections.abc import Iterable, Iterator

from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.redaction import Counts, interval, labelled_sets, limits, times_ms
from sandbox.bench.run import Run

_FREE = {"name": "names", "address": "addresses"}


def measure(run: Run) -> Iterator[Figure]:
    """Shares of 0..1, with Wilson's 95 % interval; then ms of a message of 500 words."""
    recalls, precisions = limits()
    for title, counts in labelled_sets():
        yield figure(title, "count", [counts.rows])
        for what, kinds in _groups(counts).items():
            recall, precision = recalls.get(kinds[0]), precisions.get(kinds[0])
            hit, of = _sum(counts.hit, kinds), _sum(counts.labelled, kinds)
            found = _sum(counts.found, kinds)
            says = f"; {', '.join(kinds)}" if len(kinds) > 1 else ""
            yield _share(f"  {what}, recall", hit, of, recall, says)
            right = found - _sum(counts.false, kinds)
            yield _share(f"  {what}, precision", right, found, precision)
    taken = times_ms(run.pick(40, 400, tiny=3))
    yield figure("redaction of 500 words of real talk", "ms", taken, Target(25, by="p95"))


def _groups(counts: Counts) -> dict[str, tuple[str, ...]]:
    """What has a form of its own as one group; names and addresses apart."""
    kinds = sorted(kind for kind in counts.labelled if not kind.isupper())
    formed = [kind for kind in kinds if kind not in _FREE]
    formed.sort(key=lambda kind: kind != "email")  # the kind whose limits hold for all of them
    named = {_FREE[kind]: (kind,) for kind in kinds if kind in _FREE}
    return {"what has a form": tuple(formed), **named}


def _sum(by_kind: Counter[str], kinds: Iterable[str]) -> int:
    return sum(by_kind[kind] for kind in kinds)


def _share(name: str, hits: int, of: int, limit: float | None, says: str = "") -> Figure:
    low, high = interval(hits, of)
    target = None if limit is None else Target(limit, at_least=True)
    note = f"{hits:,} of {of:,}; with 95 % {low:.2f} to {high:.2f}{says}"
    return figure(name, "share", [hits / of] if of else [], target if of else None, note)
