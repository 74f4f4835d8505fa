"""Which of several decisions counts, and how one is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.policy.decision import (
    DEFAULT_DENY,
    ERROR_RULE,
    SEVERITY,
    Decision,
    by_severity,
    most_severe,
    read_decision,
)

_decisions = st.builds(
    Decision,
    verdict=st.sampled_from(sorted(SEVERITY)),
    rule=st.sampled_from(["a", "b", "c"]),
    reason=st.sampled_from(["", "x"]),
    evidence=st.dictionaries(st.sampled_from(["k", "l"]), st.integers(0, 1), max_size=2),
)


def _of(verdict: str, rule: str = "r") -> Decision:
    return Decision.model_validate({"verdict": verdict, "rule": rule})


def test_nothing_said_is_the_default_deny():
    assert most_severe([]) == DEFAULT_DENY
    assert DEFAULT_DENY.verdict == "deny"
    assert DEFAULT_DENY.rule == "default-deny"
    assert DEFAULT_DENY.evidence == {"problem": "no rule speaks about this tool"}


def test_deny_beats_escalate_beats_confirm_beats_allow():
    order = ["deny", "escalate", "confirm", "allow"]
    assert [item.verdict for item in by_severity(map(_of, reversed(order)))] == order
    for number, verdict in enumerate(order):
        assert most_severe(map(_of, order[number:])).verdict == verdict


def test_a_tie_goes_to_the_first_rule_id():
    assert most_severe([_of("deny", "b"), _of("deny", "a"), _of("confirm", "0")]).rule == "a"


@given(
    st.lists(_decisions, max_size=6).flatmap(
        lambda some: st.permutations(some).map(lambda mixed: (some, mixed))
    )
)
def test_order_of_the_decisions_changes_nothing(pair: tuple[list[Decision], list[Decision]]):
    some, mixed = pair
    assert most_severe(some) == most_severe(mixed)
    assert by_severity(some) == by_severity(mixed)


def test_a_whole_decision_is_read_as_it_is():
    item = {"verdict": "confirm", "rule": "r", "reason": "why", "evidence": {"amount": [1, None]}}
    assert read_decision(item).model_dump() == item


@pytest.mark.parametrize(
    ("item", "named"),
    [
        ({"verdict": "maybe", "rule": "odd"}, ['rule "odd"', "verdict"]),
        ({"verdict": "allow"}, ["rule null", "rule: Field required"]),
        ({"rule": "odd"}, ['rule "odd"', "verdict: Field required"]),
        ({"verdict": "allow", "rule": ""}, ['rule ""', "is empty"]),
        ({"verdict": "allow", "rule": 7}, ["rule 7", "string"]),
        ({"verdict": "allow", "rule": "odd", "reason": 7}, ['rule "odd"', "reason"]),
        ({"verdict": "allow", "rule": "odd", "evidence": [1]}, ['rule "odd"', "evidence"]),
        ({"verdict": "allow", "rule": "odd", "reasn": ""}, ['rule "odd"', "reasn"]),
        ("allow", ["malformed"]),
        (None, ["malformed"]),
    ],
)
def test_a_malformed_decision_is_a_deny_that_names_it(item: object, named: list[str]):
    decision = read_decision(item)
    assert (decision.verdict, decision.rule) == ("deny", ERROR_RULE)
    problem = str(decision.evidence["problem"])
    assert all(part in problem for part in named)
    assert "\n" not in problem
    assert decision.reason == "I can't do that at the moment."
