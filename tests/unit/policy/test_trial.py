"""Changed rules are tried in a child process, which may hang or die in our place."""

import os
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sandbox.policy.trial import try_rules

Call = Callable[..., dict[str, Any]]

_HEAD = "package policy\n\nimport rego.v1\n\n"


def _file(rule: str) -> dict[str, str]:
    return {"policy/new.rego": _HEAD + rule}


def test_good_rules_pass(files: Mapping[str, str], data: Mapping[str, Any], call: Call):
    assert try_rules(files, [call(), call(tool="cancel_order")], data) is None
    assert try_rules(files, [], data) is None


def test_broken_syntax_comes_back_with_file_and_line():
    error = try_rules(_file("decisions contains {"), [])
    assert error is not None
    assert (error.file, error.line) == ("policy/new.rego", 5)
    assert error.hint


def test_a_rule_that_fails_on_a_sample_names_sample_file_and_line():
    rule = 'decisions contains {"verdict": "allow", "rule": "r"} if to_number(input.x) > 1'
    error = try_rules(_file(rule), [{"x": "2"}, {"x": "two"}])
    assert error is not None
    assert (error.file, error.line) == ("policy/new.rego", 5)
    assert error.problem.startswith("on sample 2: could not parse")


def test_a_malformed_decision_on_a_sample_is_named():
    rule = 'decisions contains {"verdict": "alow", "rule": "r"} if input.x == 1'
    error = try_rules(_file(rule), [{"x": 1}])
    assert error is not None
    assert '"r"' in error.problem
    assert try_rules(_file(rule), [{"x": 2}]) is None


_LOOP = """many := numbers.range(1, 100000)
decisions contains {"verdict": "allow", "rule": "r"} if {
	count([1 | some a in many; some b in many; some c in many; a + b == c]) > 0
}"""


def test_an_endless_comprehension_is_stopped():
    start = time.monotonic()
    error = try_rules(_file(_LOOP), [{}], timeout=1.5)
    assert error is not None
    assert "longer than 1.5 s" in error.problem
    assert error.file == "policy/new.rego"
    assert time.monotonic() - start < 10


def test_a_text_that_hangs_the_parser_is_stopped():
    error = try_rules(_file(f"x := {'[' * 40}{']' * 40}"), [], timeout=1.5)
    assert error is not None
    assert "longer than" in error.problem


@pytest.mark.skipif(os.name == "nt", reason="the system's limits and signals")
def test_a_rule_that_ends_the_process_ends_only_the_child():
    rule = 'decisions contains {"verdict": "allow", "rule": sprintf("%2000000000d", [1])} if true'
    error = try_rules(_file(rule), [{}])
    assert error is not None
    assert "ended the process (signal 6: " in error.problem
    assert "memory allocation" in error.problem
    assert "\n" not in str(error)


def test_the_child_sees_no_key_of_a_provider(monkeypatch: pytest.MonkeyPatch):
    from sandbox.policy import trial

    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    assert "OPENAI_API_KEY" not in trial._environment()


def test_samples_that_are_not_json_come_back_as_an_error():
    error = try_rules({}, [{"x": object()}])
    assert error is not None
    assert "not JSON" in error.problem
