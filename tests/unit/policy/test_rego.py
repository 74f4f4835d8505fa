"""Rules at work: each verdict, and everything that goes wrong is a deny."""

import pickle
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sandbox.policy import rego
from sandbox.policy.decision import DEFAULT_DENY, ERROR_RULE
from sandbox.policy.rego import RegoPolicy

Call = Callable[..., dict[str, Any]]

_HEAD = "package policy\n\nimport rego.v1\n\n"  # so that the rule is on line 5


def _rules(*bodies: str) -> RegoPolicy:
    """One file a body, each with one rule that allows."""
    allow = 'decisions contains {{"verdict": "allow", "rule": "r"}} if {{ {} }}'
    files = {f"policy/{n}.rego": _HEAD + allow.format(body) for n, body in enumerate(bodies)}
    return RegoPolicy.compile(files)


def _saying(*objects: str) -> RegoPolicy:
    """One file whose rules add these objects."""
    text = "\n".join(f"decisions contains {item} if true" for item in objects)
    return RegoPolicy.compile({"policy/said.rego": _HEAD + text})


@pytest.mark.parametrize(
    ("changed", "verdict", "rule"),
    [
        ({"tool": "get_order", "effect": "read"}, "allow", "read-own"),
        ({"tool": "get_product", "effect": "read", "owner": None}, "allow", "read-own"),
        ({"tool": "get_order", "effect": "read", "owner": "C-0008"}, "deny", "own-orders-only"),
        ({"tool": "get_order", "effect": "read", "customer": ""}, "deny", "own-orders-only"),
        ({"amount": "49.90"}, "allow", "refund-limit"),
        ({"amount": "100.00"}, "allow", "refund-limit"),
        ({"amount": "100.01"}, "confirm", "refund-limit"),
        ({"amount": "49.90", "refunded": 50_000}, "escalate", "refund-sum"),
        ({"amount": "49.90", "owner": "C-0008"}, "deny", "own-orders-only"),
        ({"amount": "49.90", "owner": None}, "deny", "default-deny"),
        ({"amount": "-49.90"}, "deny", "default-deny"),
        ({"tool": "cancel_order"}, "confirm", "cancel-asks"),
        ({"tool": "drop_table"}, "deny", "default-deny"),
    ],
)
def test_example_rules_decide(
    policy: RegoPolicy, call: Call, changed: dict[str, Any], verdict: str, rule: str
):
    decision = policy.decide(call(**changed))
    assert (decision.verdict, decision.rule) == (verdict, rule)


def test_a_decision_carries_its_reason_and_evidence(policy: RegoPolicy, call: Call):
    decision = policy.decide(call(amount="250.00"))
    assert decision.reason == "250.00 > 100.00"
    assert decision.evidence == {"amount": "250.00", "limit": "100.00"}


def test_all_that_was_said_is_shown_most_severe_first(policy: RegoPolicy, call: Call):
    said = policy.decide_all(call(refunded=50_000))
    assert [item.verdict for item in said] == ["escalate", "allow"]
    assert policy.decide_all(call(tool="drop_table")) == ()


def test_with_replaces_the_input_for_one_line(policy: RegoPolicy, call: Call):
    document = call(tool="get_opening_hours", effect="write")
    document["principal"]["channel"] = "mail"
    assert policy.decide(document).rule == "as-by-chat"


@pytest.mark.parametrize(
    "files", [{}, {"policy/a.rego": _HEAD}, {"policy/a.rego": "package policy\nx := 1"}]
)
def test_rules_without_decisions_deny_by_default(files: Mapping[str, str]):
    policy = RegoPolicy.compile(files)
    assert policy.decide_all({}) == ()
    assert policy.decide({}) == DEFAULT_DENY


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("to_number(input.amount) > 1", "parse string as number"),
        ("1 / input.zero > 1", "divide by zero"),
        ("no_such_function(1)", "could not find function no_such_function"),
        ("upper(input.zero) == 1", "expects string"),
        ('upper("a", "b") == "A"', "expects 1 argument"),
        ('regex.match("(", "a")', "regex"),
        ('input.zero + "a" == 1', "numeric"),
    ],
)
def test_what_cannot_be_evaluated_is_denied_with_its_place(body: str, part: str):
    policy = _rules("true", body)
    decision = policy.decide({"amount": "49,90 €", "zero": 0})
    assert (decision.verdict, decision.rule) == ("deny", ERROR_RULE)
    problem = str(decision.evidence["problem"])
    assert part in problem
    assert "\n" not in problem
    assert decision.evidence == {"file": "policy/1.rego", "line": 5, "problem": problem}
    assert decision.reason == "I can't do that at the moment."


def test_rules_that_need_each_other_are_denied():
    policy = RegoPolicy.compile(
        {"policy/a.rego": _HEAD + "x if y\ny if x\ndecisions contains 1 if x"}
    )
    assert "recursion" in str(policy.decide({}).evidence["problem"])


def test_an_error_leaves_the_next_decision_alone():
    policy = _rules("to_number(input.amount) > 1")
    verdicts = [policy.decide({"amount": text}).rule for text in ("2", "x", "3")]
    assert verdicts == ["r", ERROR_RULE, "r"]


def test_a_missing_value_is_no_error_but_undefined():
    assert _rules("to_number(input.arguments.amount) > 1").decide({}) == DEFAULT_DENY


@pytest.mark.parametrize(
    ("item", "part"),
    [
        ('{"verdict": "maybe", "rule": "odd"}', '"odd"'),
        ('{"verdict": "allow"}', "rule: Field required"),
        ('{"verdict": "allow", "rule": "odd", "note": 1}', "note"),
        ('"allow"', "malformed"),
        ("42", "malformed"),
    ],
)
def test_a_malformed_decision_denies_though_others_allow(item: str, part: str):
    decision = _saying('{"verdict": "allow", "rule": "fine"}', item).decide({})
    assert (decision.verdict, decision.rule) == ("deny", ERROR_RULE)
    assert part in str(decision.evidence["problem"])


@pytest.mark.parametrize(
    "document",
    [
        {"x": float("nan")},
        {"x": object()},
        {"x": "\ud800"},
        {"x": b"bytes"},
        {(1, 2): 3},
    ],
)
def test_an_input_that_is_not_json_is_denied(document: dict[Any, Any]):
    assert _rules("true").decide(document).rule == ERROR_RULE


def test_an_input_nested_without_end_is_denied():
    document: dict[str, Any] = {}
    document["x"] = document
    assert _rules("true").decide(document).rule == ERROR_RULE
    deep: dict[str, Any] = {}
    for _ in range(500):
        deep = {"x": deep}
    assert _rules("true").decide(deep).rule == ERROR_RULE


def test_the_same_question_gets_the_same_bytes_whatever_the_order(
    files: Mapping[str, str], data: Mapping[str, Any], call: Call
):
    names = list(files)
    random.Random(7).shuffle(names)
    one = RegoPolicy.compile(files, data)
    two = RegoPolicy.compile({name: files[name] for name in names}, data)
    assert one == two
    document = call(refunded=50_000)
    assert one.decide_all(document) == two.decide_all(dict(reversed(document.items())))


def test_evidence_from_sets_is_sorted():
    policy = _saying('{"verdict": "deny", "rule": "r", "evidence": {"s": {"c", "a", "b"}}}')
    assert policy.decide({}).evidence == {"s": ["a", "b", "c"]}


def test_prints_of_a_rule_reach_neither_screen_nor_memory(capfd: pytest.CaptureFixture[str]):
    assert _rules('print("seen", input.x)').decide({"x": 1}).verdict == "allow"
    assert capfd.readouterr() == ("", "")


def test_rules_compiled_in_one_thread_decide_in_others(policy: RegoPolicy, call: Call, capfd):
    wanted = policy.decide_all(call(refunded=50_000))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: policy.decide_all(call(refunded=50_000)), range(400)))
    assert set(map(str, found)) == {str(wanted)}
    assert capfd.readouterr().err == ""  # an engine dropped by another thread would say so


def test_rules_dropped_by_another_thread_say_nothing(capfd: pytest.CaptureFixture[str]):
    kept: list[RegoPolicy] = []
    thread = threading.Thread(target=lambda: kept.append(_rules("input.thread == 1")))
    thread.start()
    thread.join()
    assert kept.pop().decide({"thread": 1}).verdict == "allow"
    assert capfd.readouterr().err == ""


def test_compiled_rules_are_plain_data(policy: RegoPolicy, call: Call):
    again = pickle.loads(pickle.dumps(policy))
    assert again == policy
    assert again.decide(call()) == policy.decide(call())


def test_a_thread_keeps_no_more_engines_than_it_may(policy: RegoPolicy, call: Call):
    for number in range(3 * rego.ENGINES_PER_THREAD):
        _rules(f"input.x == {number}")
    assert len(rego._cache()) == rego.ENGINES_PER_THREAD
    assert policy.decide(call()).verdict == "allow"


class _Broken:
    """An engine of which every method throws `error`."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __getattr__(self, name: str) -> Callable[..., None]:
        return self.throw

    def throw(self, *_: object) -> None:
        raise self.error


class PanicException(BaseException):
    """As pyo3 raises it: no `Exception`, and known by its name only."""


def test_a_panic_of_the_engine_is_a_deny():
    policy = _rules('input.x == "panic"')
    rego._cache()[policy.key] = _Broken(PanicException("assertion failed"))
    decision = policy.decide({"x": "panic"})
    assert (decision.verdict, decision.rule) == ("deny", ERROR_RULE)
    assert policy.decide({"x": "panic"}).verdict == "allow"  # a fresh engine took its place


def test_a_keyboard_interrupt_is_let_through():
    policy = _rules('input.x == "interrupt"')
    rego._cache()[policy.key] = _Broken(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        policy.decide({})
    del rego._cache()[policy.key]


def test_a_head_that_names_nothing_is_denied():
    decision = _saying('{"verdict": "allow", "rule": nothing}').decide({})
    assert decision.verdict == "deny"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads Linux's /proc")
def test_ten_thousand_decisions_do_not_grow_memory(policy: RegoPolicy, call: Call):
    def pages() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1])

    def decide(times: int) -> None:
        for number in range(times):
            text = "x" if number % 10 == 0 else str(number)  # errors and prints count too
            policy.decide(call(amount=text))
            loud.decide({"x": text})

    loud = _rules('print("seen", input.x)')
    decide(2_000)
    before = pages()
    decide(10_000)
    assert (pages() - before) * 4096 < 8_000_000


def test_importing_the_door_loads_no_engine():
    code = (
        "import sys, sandbox.policy.rego, sandbox.policy.trial; assert 'regorus' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(rego.__file__).parents[2])
