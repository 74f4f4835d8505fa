"""Reading a model's arguments, and every problem of a call."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.hop import ValidateOutput
from sandbox.hops.provenance import Known, Sources
from sandbox.hops.validate import Surroundings, read_arguments, unreadable, untraced, validate
from tests.unit.hops.shop import CONTRACTS, MAIL, TABLES
from tests.unit.hops.stand_ins import MemoryRows, hide_mail

GOOD = {"order_id": "O-10042", "amount": "49.90", "reason": "damaged"}


def _around(*said: str, **variables: Any) -> Surroundings:
    return Surroundings(
        contracts=CONTRACTS,
        tables=TABLES,
        rows=MemoryRows(),
        sources=Sources(Known(said=list(said)), variables, {}),
        mask=hide_mail,
    )


def _validate(arguments: Any, *said: str, tool: str = "issue_refund") -> ValidateOutput:
    return validate(tool, arguments, _around(*said))


@pytest.mark.parametrize(
    ("written", "arguments"),
    [
        ("", {}),
        ("  \n", {}),
        ("null", {}),
        ('{"a": 1}', {"a": 1}),
        ('{"a": 1,}', {"a": 1}),
        ("{'a': 'b'}", {"a": "b"}),
        ('{"a": "it\'s"}', {"a": "it's"}),
        ('{a: "b"}', {"a": "b"}),
        ('{"a": "}"}', {"a": "}"}),
        ('{"a": "\\u00e9"}', {"a": "é"}),
    ],
)
def test_arguments_are_read_though_they_are_nearly_json(written: str, arguments: object) -> None:
    assert read_arguments(written) == (arguments, None)


@pytest.mark.parametrize(
    "written",
    [
        '{"amount": 49.9',
        '{"amount": {"value": 49.9}',
        '{"reason": "dam}',
        '{"a": 1}{"a": 2}',
        '{"a": 1} and {"b": 2}',
        "[1, 2]",
        "49.90",
        '"text"',
        "true",
        "order_id=5",
        '{"a": NaN}',
        '{"a": [-Infinity]}',
        '{"a": 1e999}',
        '{"a":' * 2_000 + "1" + "}" * 2_000,
        '{"a":' * 40 + "1" + "}" * 40,
        "{",
        "}{",
    ],
)
def test_what_is_cut_off_or_no_object_is_never_guessed(written: str) -> None:
    arguments, problem = read_arguments(written)
    assert arguments is None
    assert problem is not None
    assert (problem.pointer, problem.rule) == ("", "json")
    assert len(problem.got) <= 80


@given(st.text(max_size=100) | st.text("{}[]\":,'\\ 1ae", max_size=40))
def test_reading_never_raises_and_gives_an_object_or_a_problem(written: str) -> None:
    arguments, problem = read_arguments(written)
    assert isinstance(arguments, dict) != (problem is not None)


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=9) | st.integers(), max_size=4))
def test_no_prefix_of_arguments_is_read_as_a_call(arguments: dict[str, Any]) -> None:
    written = json.dumps(arguments)
    for end in range(1, len(written)):
        assert read_arguments(written[:end])[0] is None
    assert read_arguments(written) == (arguments, None)


def test_a_good_call_has_no_problem_and_sources() -> None:
    output = _validate(GOOD, "O-10042 for 49.90")
    assert output.ok
    assert {one.pointer: one.source for one in output.sources} == {
        "/amount": "customer",
        "/order_id": "customer",
        "/reason": "default",
    }
    assert untraced(output) == ()


def test_what_nobody_said_is_untraced() -> None:
    assert [one.pointer for one in untraced(_validate(GOOD))] == ["/amount", "/order_id"]


def test_the_contract_s_default_is_traced() -> None:
    said = "O-10042 for 49.90"
    assert untraced(_validate({**GOOD, "line": 1}, said)) == ()
    assert [one.pointer for one in untraced(_validate({**GOOD, "line": 2}, said))] == ["/line"]


def test_every_problem_is_told_at_its_place() -> None:
    output = _validate({"order_id": 5, "amount": "49,9", "extra": 1})
    assert {"/order_id", "/amount", "/extra"} <= {problem.pointer for problem in output.problems}
    assert not output.ok


def test_a_row_that_does_not_exist_is_a_problem() -> None:
    output = _validate({"order_id": "O-99999"}, tool="get_order")
    (problem,) = output.problems
    assert (problem.pointer, problem.rule) == ("/order_id", "reference")
    assert "O-99999" in problem.got


def test_an_unknown_tool_is_told_with_those_there_are() -> None:
    (problem,) = _validate({}, tool="get_orders").problems
    assert (problem.rule, problem.got) == ("unknown_tool", "get_orders")
    assert "get_order" in problem.expected


def test_a_tool_that_was_not_offered_is_a_problem_with_those_that_were() -> None:
    around = replace(_around("O-10042 for 49.90"), offered=("get_order", "hand_off"))
    (problem,) = validate("issue_refund", GOOD, around).problems
    assert (problem.rule, problem.got) == ("offered", "issue_refund")
    assert problem.expected == "one of: get_order, hand_off"
    assert validate("issue_refund", GOOD, replace(around, offered=("issue_refund",))).ok
    (problem,) = validate("nothing", {}, replace(around, offered=())).problems
    assert (problem.rule, problem.expected) == ("unknown_tool", "no tool at this step")


def test_arguments_are_judged_real_and_traced_masked() -> None:
    """The customer's words hold a placeholder where the call holds the address."""
    output = _validate({**GOOD, "note": MAIL}, "O-10042 for 49.90 to [EMAIL_1]")
    assert output.arguments["note"] == MAIL
    assert untraced(output) == ()


def test_unreadable_arguments_are_a_verdict_of_one_problem() -> None:
    _, problem = read_arguments("{")
    assert problem is not None
    output = unreadable("issue_refund", "{", problem, hide_mail)
    assert (output.ok, output.arguments, output.problems) == (False, None, (problem,))
    assert read_arguments("{}") == ({}, None)


@pytest.mark.parametrize("before", range(0, 60, 7))
def test_a_value_is_masked_before_what_is_told_of_it_is_cut(before: int) -> None:
    """Half an address is known to nobody, and would stay in the log and in the prompt."""
    words = "x" * before + " " + MAIL
    told = [
        *_validate({**GOOD, "order_id": f"{words} {words}"}).problems,
    ]
    half = f"{{{words} {words}"
    _, problem = read_arguments(half)
    assert problem is not None
    told += unreadable("issue_refund", half, problem, hide_mail).problems
    assert len(told) > 1
    assert not [one.got for one in told if MAIL[:6] in one.got]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=8,
    )
)
def test_no_arguments_are_too_odd_to_be_judged(value: Any) -> None:
    output = _validate({**GOOD, "note": value})
    assert output.ok == isinstance(value, str)
