"""How good a router is on labelled messages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sandbox.domain.base import JSON

AT_LOSS: Final = 0.05
"""Share of in-scope messages that may be lost where out-of-scope recall is told for it."""
_BINS: Final = 10
_WORST: Final = 10


@dataclass(frozen=True)
class Judged:
    """One message: its label ("" for out of scope), the best intent, and how sure that is."""

    label: str
    best: str
    confidence: float


def summary(judged: Sequence[Judged], threshold: float) -> dict[str, JSON]:
    """Shares of 0..1, null where no message says anything of them.

    `accuracy`: in-scope messages whose best intent is the right one. `in_scope_loss`,
    `out_of_scope_recall`: below the threshold; and the recall at a loss of 5 %. `ece`: expected
    calibration error, ten bins of confidence, over all messages.
    """
    inside = [one for one in judged if one.label]
    outside = [one for one in judged if not one.label]
    right = [one for one in inside if one.best == one.label]
    cut = _cut(inside)
    return {
        "messages": len(judged),
        "in_scope": len(inside),
        "out_of_scope": len(outside),
        "accuracy": _share(len(right), len(inside)),
        "threshold": threshold,
        "in_scope_loss": _share(sum(_lost(one, threshold) for one in inside), len(inside)),
        "out_of_scope_recall": _share(sum(_lost(one, threshold) for one in outside), len(outside)),
        "out_of_scope_recall_at_5_percent_loss": _share(
            sum(one.confidence < cut for one in outside), len(outside) if inside else 0
        ),
        "ece": _ece(judged),
        "intents": _by_intent(inside),
        "confusions": _confusions(inside),
    }


def summary_lines(told: dict[str, JSON]) -> list[str]:
    """The summary for people."""
    lines = [
        f"{told['messages']:,} messages, {told['out_of_scope']:,} of them out of scope",
        f"accuracy             {_shown(told['accuracy'])} of {told['in_scope']:,} in scope",
        f"in-scope loss        {_shown(told['in_scope_loss'])} below {told['threshold']}",
    ]
    if told["out_of_scope"]:
        at_loss = _shown(told["out_of_scope_recall_at_5_percent_loss"])
        recall = _shown(told["out_of_scope_recall"])
        lines.append(f"out-of-scope recall  {recall} below it, {at_loss} at 5 % loss")
    lines.append(f"calibration error    {_shown(told['ece'])}")
    pairs = told["confusions"]
    if isinstance(pairs, list) and pairs:
        lines.append("most often taken for another")
        for one in pairs:
            assert isinstance(one, dict)
            lines.append(f"  {one['count']:>4}  {one['expected']} → {one['got']}")
    return lines


def _lost(one: Judged, threshold: float) -> bool:
    return not one.confidence or one.confidence < threshold


def _cut(inside: Sequence[Judged]) -> float:
    """The confidence that a twentieth of the in-scope messages does not reach."""
    found = sorted(one.confidence for one in inside)
    return found[int(AT_LOSS * len(found))] if found else 0.0


def _ece(judged: Sequence[Judged]) -> float | None:
    bins: dict[int, list[Judged]] = {}
    for one in judged:
        bins.setdefault(min(int(one.confidence * _BINS), _BINS - 1), []).append(one)
    off = 0.0
    for held in bins.values():
        right = sum(one.label == one.best != "" for one in held)
        off += abs(sum(one.confidence for one in held) - right)
    return round(off / len(judged), 4) if judged else None


def _by_intent(inside: Sequence[Judged]) -> dict[str, JSON]:
    whole = Counter(one.label for one in inside)
    right = Counter(one.label for one in inside if one.best == one.label)
    return {name: {"messages": whole[name], "right": right[name]} for name in sorted(whole)}


def _confusions(inside: Sequence[Judged]) -> list[JSON]:
    pairs = Counter((one.label, one.best) for one in inside if one.best != one.label)
    worst = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:_WORST]
    return [{"expected": a, "got": b, "count": count} for (a, b), count in worst]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _shown(share: JSON) -> str:
    return f"{share:.4f}" if isinstance(share, float) else "–"
