"""Broken and forbidden rules are refused with file, line, one line of text and a hint."""

import pytest

from sandbox.policy.rego import PolicyError, RegoPolicy

_HEAD = "package policy\n\nimport rego.v1\n\n"  # so that the rule is on line 5


def _error(rules: str, name: str = "policy/broken.rego") -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        RegoPolicy.compile({"policy/fine.rego": _HEAD, name: rules})
    return caught.value


@pytest.mark.parametrize(
    ("rules", "line", "part"),
    [
        (_HEAD + 'decisions contains {"verdict": } if true', 5, "expecting expression"),
        (_HEAD + "decisions contains {", 5, "expecting"),
        (_HEAD + "decisions[x] { x := 1 }", 5, "`if` keyword is required"),
        (_HEAD + 'decisions contains {"rule": b} if { b == c }', 5, "unsafe"),
        (_HEAD + "helper if { not x == 1 }", 5, "unsafe"),
        ("decisions contains 1 if true", 1, "Missing package"),
        ("package other\nx := 1", 1, "another package"),
        (_HEAD + "decisions := 5", 5, "not a partial set"),
        (_HEAD + "default decisions := 5", 5, "not a partial set"),
        (_HEAD + "decisions(x) := x", 5, "not a partial set"),
        ("package policy\nimport data.policy.f as g", 2, "import of data.policy.f"),
        ("package policy\nimport data as d", 2, "import of data"),
    ],
)
def test_broken_rules_name_file_and_line(rules: str, line: int, part: str):
    error = _error(rules)
    assert (error.file, error.line) == ("policy/broken.rego", line)
    assert part in error.problem
    assert error.message.startswith(f"policy/broken.rego:{line}: ")
    assert error.hint
    assert "\n" not in str(error)
    assert "backtrace" not in str(error)


@pytest.mark.parametrize(
    "call",
    [
        "time.now_ns() > 1",
        'rand.intn("x", 5) == 1',
        'uuid.rfc4122("x") != ""',
        'http.send({"method": "get", "url": "http://127.0.0.1:1"}).status_code == 200',
        'http["send"]({})',
        "opa.runtime().env.HOME != null",
        "every x in [1] { count([y | y := time.now_ns()]) == x }",
    ],
)
def test_what_a_replay_could_not_repeat_is_refused(call: str):
    error = _error(f"{_HEAD}helper if {{\n\t{call}\n}}")
    assert error.line == 6
    assert error.hint


@pytest.mark.parametrize(
    "rules",
    [
        "f(x) := f(x + 1)",
        "f(x) := g(x)\ng(x) := count([y | y := f(x)])",
        "f(x) := data.policy.f(x)",
        'f(x) := data["policy"].f(x)',
    ],
)
def test_a_function_that_needs_itself_is_refused_before_it_ends_the_process(rules: str):
    error = _error(_HEAD + rules)
    assert "recursion" in error.problem
    assert error.line == 5


def test_a_function_named_like_a_builtins_last_word_is_no_recursion():
    rules = 'match(x) := regex.match("a", x)\ndecisions contains 1 if match("b")'
    assert RegoPolicy.compile({"policy/fine.rego": _HEAD + rules}).speaks


def test_data_may_not_stand_in_place_of_the_rules():
    with pytest.raises(PolicyError, match='key "policy"'):
        RegoPolicy.compile({}, {"policy": {"decisions": [{"verdict": "allow", "rule": "x"}]}})


def test_data_that_is_not_json_is_a_policy_error():
    with pytest.raises(PolicyError, match="not JSON"):
        RegoPolicy.compile({}, {"limit": float("nan")})


def test_a_text_far_too_deep_is_a_policy_error():
    assert _error(_HEAD + "x := input" + "\n.a" * 3000).file in ("", "policy/broken.rego")
