"""Plays wrong calls through the checker and says what became of each."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.bench.bad_calls.corpus import Call, Corpus, allow
from sandbox.check.call import CallChecker, CallVerdict

Rule = Callable[[Call, random.Random], Any]
Outcome = Literal["mended", "else", "asked", "unseen"]


@dataclass(frozen=True)
class Case:
    """One wrong call: by which rule, what was right, what was written."""

    kind: str
    rule: str
    call: Call
    written: Any


@dataclass(frozen=True)
class Result:
    """`mended`: into the right form; `else`: into another one; `asked`: back to the model.

    `unseen`: nothing is wrong with it by its contract, so nobody can tell.
    """

    case: Case
    verdict: CallVerdict
    outcome: Outcome


def cases(
    corpus: Corpus, kind: str, rules: Mapping[str, Rule], each: int, seed: int
) -> Iterator[Case]:
    """Up to `each` cases of every rule, over calls picked by `seed`."""
    for name, rule in rules.items():
        dice = random.Random(f"{corpus.name}/{kind}/{name}/{seed}")
        calls = list(corpus.calls)
        dice.shuffle(calls)
        found = 0
        for call in calls * (1 if len(calls) >= each * 4 else 4):
            written = rule(call, dice)
            if written is not None and written != call.arguments:
                yield Case(kind, name, call, written)
                found += 1
            if found >= each:
                break


def judge(corpus: Corpus, found: Iterator[Case]) -> Iterator[Result]:
    checker = CallChecker(corpus.pack, allow)
    for case in found:
        verdict = checker.check(case.call.contract.name, case.written)
        yield Result(case, verdict, _outcome(case, verdict))


def _outcome(case: Case, verdict: CallVerdict) -> Outcome:
    if verdict.verdict == "ok" or (
        isinstance(case.written, dict) and not verdict.problems and not verdict.repairs
    ):
        same = _form(verdict.arguments) == _form(case.call.arguments)
        return "mended" if same else "unseen"
    if verdict.verdict == "repaired":
        same = _form(verdict.arguments) == _form(case.call.arguments)
        return "mended" if same else "else"
    return "asked"


def _form(value: Any) -> str:
    """Equal for equal JSON: 42.0 is 42, true is not 1."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def counted(results: list[Result]) -> Counter[str]:
    return Counter(one.outcome for one in results)
