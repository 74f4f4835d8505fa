"""Wrong calls: how many are mended without a model, and none into something else."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from sandbox.bench.bad_calls.bound import upper_bound
from sandbox.bench.bad_calls.corpus import Corpus, allow, of_pack, retail, shapes
from sandbox.bench.bad_calls.judge import Result, cases, judge
from sandbox.bench.bad_calls.kinds import (
    HELD_OUT,
    MENDABLE,
    MIXED,
    OVERALL,
    TARGETS,
    TRAPS,
    TRUNCATED,
)
from sandbox.bench.bad_calls.replies import read_replies
from sandbox.bench.bad_calls.values import Changed
from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.run import Run
from sandbox.check.call import CallChecker
from sandbox.pack.load import load_pack

_SEED = 1


def measure(run: Run) -> Iterator[Figure]:
    """Retail tasks first; then the same mistakes in a pack's calls, in odd shapes, and others."""
    each = run.pick(8, 40, 120, 1)
    retailer = retail()
    others = (of_pack(load_pack(str(Path(run.pack)))), shapes())
    everything: list[Result] = []
    for kind, rules in {**MENDABLE, "several at once": MIXED}.items():
        found = _judged(retailer, kind, rules, each)
        yield _share(kind, found, TARGETS.get(kind))
        everything += found
        for corpus in others:
            more = _judged(corpus, kind, rules, each)
            yield _share(f"  {corpus.name}", more, TARGETS.get(kind))
            everything += more
        if kind in HELD_OUT:
            held = [
                one
                for corpus in (retailer, *others)
                for one in _judged(corpus, kind, HELD_OUT[kind], each)
            ]
            yield _share("  other rules, written after the mends", held, TARGETS.get(kind))
            everything += held
    yield _share("over all of these", everything, OVERALL)
    traps = [one for c in (retailer, *others) for one in _judged(c, "traps", TRAPS, each)]
    cut = [one for c in (retailer, *others) for one in _judged(c, "cut", TRUNCATED, each * 3)]
    yield _share("cut off (nothing is guessed)", cut, None)
    yield _share("what looks mendable and is not", traps, None)
    yield _wrong([*everything, *traps, *cut])
    yield from _replies()
    yield _times(retailer, each)


def _judged(corpus: Corpus, kind: str, rules: Mapping[str, Changed], each: int) -> list[Result]:
    return list(judge(corpus, cases(corpus, kind, rules, each, _SEED)))


def _share(name: str, found: list[Result], target: int | None) -> Figure:
    counts = Counter(one.outcome for one in found)
    seen = sum(counts.values()) - counts["unseen"]
    note = f"n {seen:,}: {counts['mended']:,} mended, {counts['else']} into something else, "
    note += f"{counts['asked']:,} asked back"
    if counts["unseen"]:
        note += f"; {counts['unseen']:,} more fit the contract as they are"
    share = [100 * counts["mended"] / seen] if seen else []
    wanted = Target(target, at_least=True) if target else None
    return figure(name, "%", share, wanted, note)


def _wrong(found: list[Result]) -> Figure:
    seen = [one for one in found if one.outcome != "unseen"]
    wrong = [one for one in seen if one.outcome == "else"]
    bound = 100 * upper_bound(len(wrong), len(seen))
    note = f"of {len(seen):,}; with 95 % at most {bound:.3f} %"
    if wrong:
        note += f"; first: {wrong[0].case.rule}: {str(wrong[0].case.written)[:80]}"
    return figure("mended into something else", "count", [len(wrong)], Target(0), note)


def _replies() -> Iterator[Figure]:
    counts = read_replies()
    read = counts["native"] + counts["leaked"]
    calls = sum(counts.values()) - counts["text"] - counts["no tool"]
    note = ", ".join(f"{count} {what}" for what, count in counts.most_common())
    yield figure("raw replies of small models: calls read", "%", [100 * read / calls], None, note)


def _times(corpus: Corpus, each: int) -> Figure:
    """One call from parse to policy; the first of each kind warms up."""
    checker = CallChecker(corpus.pack, allow)
    samples: list[float] = []
    for kind, rules in MENDABLE.items():
        for number, case in enumerate(cases(corpus, kind, rules, each, _SEED + 1)):
            start = time.perf_counter_ns()
            checker.check(case.call.contract.name, case.written)
            if number:
                samples.append((time.perf_counter_ns() - start) / 1e6)
    name = "one wrong call: parse, validate, repair, validate"
    return figure(name, "ms", samples, Target(2, by="p95"), f"n {len(samples):,}, all kinds")
