"""Wrong calls by rules: enough of each kind is mended, none into something else, none by a guess.

The figures are the bench's (`sandbox bench --only bad_calls`); here a few of each rule keep them.
"""

from collections import Counter

import pytest

from sandbox.bench.bad_calls.bound import upper_bound
from sandbox.bench.bad_calls.corpus import Corpus, allow, of_pack, retail, shapes
from sandbox.bench.bad_calls.judge import Result, cases, judge
from sandbox.bench.bad_calls.kinds import HELD_OUT, MENDABLE, MIXED, TARGETS, TRAPS, TRUNCATED
from sandbox.bench.bad_calls.replies import read_replies
from sandbox.check.call import CallChecker
from sandbox.pack.load import load_pack
from sandbox.tools.arguments import check_arguments

EACH, SEED = 4, 17
KINDS = {**MENDABLE, "several at once": MIXED}


@pytest.fixture(scope="module")
def corpora() -> list[Corpus]:
    return [retail(), of_pack(load_pack("brightcart")), shapes()]


def judged(corpora: list[Corpus], kind: str, rules: object) -> list[Result]:
    found = [(c, cases(c, kind, rules, EACH, SEED)) for c in corpora]  # pyright: ignore
    return [result for corpus, some in found for result in judge(corpus, some)]


def explained(results: list[Result]) -> list[str]:
    return [f"{one.case.rule}: {one.case.written} -> {one.verdict.arguments}" for one in results]


@pytest.mark.parametrize("kind", KINDS)
def test_enough_of_a_kind_is_mended_and_none_into_something_else(corpora: list[Corpus], kind: str):
    results = judged(corpora, kind, KINDS[kind])
    counts = Counter(one.outcome for one in results)
    assert explained([one for one in results if one.outcome == "else"]) == []
    share = 100 * counts["mended"] / (counts["mended"] + counts["asked"])
    assert share >= TARGETS.get(kind, 80)


@pytest.mark.parametrize("kind", HELD_OUT)
def test_rules_written_after_the_mends_make_nothing_else_of_a_call(
    corpora: list[Corpus], kind: str
):
    results = judged(corpora, kind, HELD_OUT[kind])
    assert explained([one for one in results if one.outcome == "else"]) == []
    assert sum(one.outcome == "mended" for one in results) > len(results) * 0.8


@pytest.mark.parametrize("rules", [TRAPS, TRUNCATED], ids=["traps", "cut off"])
def test_what_nobody_can_tell_goes_back_to_the_model(corpora: list[Corpus], rules: object):
    results = judged(corpora, "traps", rules)
    assert explained([one for one in results if one.outcome in ("else", "mended")]) == []
    assert len(results) > 30


def test_a_mended_call_is_valid_and_is_not_mended_again(corpora: list[Corpus]):
    """Of every kind, on every contract: mending twice is mending once."""
    for corpus in corpora:
        checker, rows = CallChecker(corpus.pack, allow), CallChecker(corpus.pack, allow)
        for kind, rules in KINDS.items():
            for result in judge(corpus, cases(corpus, kind, rules, 2, SEED)):
                if result.verdict.verdict != "repaired":
                    continue
                verdict = result.verdict
                contract = corpus.pack.contracts[verdict.tool]
                seen = rows._rows  # pyright: ignore[reportPrivateUsage]
                assert check_arguments(contract, verdict.arguments, seen, corpus.pack.tables) == ()
                again = checker.check(verdict.tool, verdict.arguments)
                assert (again.verdict, again.repairs) == ("ok", ())
                assert again.arguments == verdict.arguments


def test_a_right_call_is_never_touched(corpora: list[Corpus]):
    for corpus in corpora:
        checker = CallChecker(corpus.pack, allow)
        for call in corpus.calls:
            verdict = checker.check(call.contract.name, call.arguments)
            assert (verdict.verdict, verdict.repairs, verdict.problems) == ("ok", (), ())
            assert verdict.arguments is call.arguments


def test_the_raw_replies_of_small_models_are_read_or_told_why_not():
    counts = read_replies()
    assert sum(counts.values()) == 492
    # What a plain scan for `{"name": …}` finds is read too: 301 leaked calls of listed tools.
    assert counts["leaked"] >= 301
    assert counts["native"] == 48
    assert counts["cut off"] <= 18


def test_of_none_in_n_the_bound_is_three_in_n():
    assert upper_bound(0, 3000) == pytest.approx(3 / 3000, rel=0.01)
    assert upper_bound(0, 10) == pytest.approx(1 - 0.05 ** (1 / 10))
    assert upper_bound(1, 100) == pytest.approx(0.0466, abs=0.0002)
    assert upper_bound(0, 0) == 1.0
