"""The router on other people's labelled messages: right on held-back rows, and how long one takes.

The sets hold no test rows, so the training rows of banking77 are split: every fourth message of an
intent is held back. CLINC150 has validation rows and 200 messages out of scope.
"""

import csv
import gzip
import io
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.run import DATA, Run
from sandbox.check.route_summary import Judged, summary
from sandbox.routing.model import Router
from sandbox.routing.training import Example, train

_DATA = DATA / "intent"
_P95 = Target(10, by="p95")
_SHOTS = 10
Rows = list[tuple[str, str]]


def measure(run: Run) -> Iterator[Figure]:
    """Shares of 0..1; ms of a message, its words that decided included."""
    learned, held_back = _halves(_banking(_DATA / "banking77_train.csv.gz"))
    if run.size == "full":
        yield from _figures("banking77", learned, held_back, 0.91)
    yield from _figures(f"banking77, {_SHOTS} an intent", _few(learned), held_back, 0.74)
    if run.size not in ("tiny", "quick"):
        yield from _clinc(json.loads(gzip.decompress(_clinc_file().read_bytes())))


def _figures(name: str, learned: Rows, held_back: Rows, floor: float) -> Iterator[Figure]:
    router, took = _trained(learned)
    judged, samples = _judged(router, held_back)
    told = summary(judged, 0.0)
    note = f"{len(learned):,} rows learned, {len(held_back):,} held back; ECE {told['ece']}"
    yield figure(name, "share", [_number(told["accuracy"])], Target(floor, at_least=True), note)
    yield figure("  a message", "ms", samples, _P95)
    yield figure("  training", "s", [took])


def _clinc(data: dict[str, list[list[str]]]) -> Iterator[Figure]:
    inside = [(text, intent) for text, intent in data["val"]]
    outside = [(text, "") for part in ("oos_train", "oos_val") for text, _ in data[part]]
    router, took = _trained([(text, intent) for text, intent in data["train"]])
    judged, samples = _judged(router, inside + outside)
    told = summary(judged, 0.0)
    recall = _number(told["out_of_scope_recall_at_5_percent_loss"])
    note = f"{len(data['train']):,} rows learned, {len(inside):,} held back"
    accuracy = [_number(told["accuracy"])]
    yield figure("CLINC150, in scope", "share", accuracy, Target(0.92, at_least=True), note)
    out = f"{len(outside)} messages, none of them learned from, at 5 % in-scope loss"
    yield figure("  out-of-scope recall", "share", [recall], Target(0.78, at_least=True), out)
    yield figure("  a message", "ms", samples, _P95)
    yield figure("  training", "s", [took])


def _trained(rows: Rows) -> tuple[Router, float]:
    start = time.perf_counter()
    router = Router(train([Example(text, intent) for text, intent in rows]))
    return router, time.perf_counter() - start


def _judged(router: Router, rows: Rows) -> tuple[list[Judged], list[float]]:
    judged: list[Judged] = []
    samples: list[float] = []
    for text, intent in rows:
        start = time.perf_counter_ns()
        best = router.candidates(text)[0]
        samples.append((time.perf_counter_ns() - start) / 1e6)
        judged.append(Judged(intent, best.intent, best.score))
    return judged, samples


def _banking(file: Path) -> Rows:
    text = gzip.decompress(file.read_bytes()).decode()
    return [(row["text"], row["category"]) for row in csv.DictReader(io.StringIO(text))]


def _clinc_file() -> Path:
    return _DATA / "clinc150_train_val.json.gz"


def _halves(rows: Rows) -> tuple[Rows, Rows]:
    """Three in four to learn from, and every fourth of each intent held back."""
    learned: Rows = []
    held_back: Rows = []
    for texts, intent in _by_intent(rows):
        for number, text in enumerate(texts):
            (held_back if number % 4 == 3 else learned).append((text, intent))
    return learned, held_back


def _few(rows: Rows) -> Rows:
    """Ten examples of each intent, spread over its rows."""
    found: Rows = []
    for texts, intent in _by_intent(rows):
        step = max(1, len(texts) // _SHOTS)
        found += [(text, intent) for text in texts[::step][:_SHOTS]]
    return found


def _by_intent(rows: Rows) -> Iterator[tuple[Sequence[str], str]]:
    found: dict[str, list[str]] = {}
    for text, intent in rows:
        found.setdefault(intent, []).append(text)
    yield from ((texts, intent) for intent, texts in found.items())


def _number(value: Any) -> float:
    return float(value)
