"""Faults as text: read, written back, and matched against calls."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.fault_spec import (
    MODEL_FAULTS,
    TOOL_FAULTS,
    FaultSpec,
    Sight,
    parse_fault,
)
from sandbox.domain.faults import SandboxError

REFUND = Sight("issue_refund", 2, "orders", {"order_id": "O-10042", "line": 1}, writes=True)
READ = Sight("get_order", 2, "orders", {"order_id": "O-10042"})


@pytest.mark.parametrize(
    "text",
    [
        "crm.get_customer:timeout@2",
        "orders.*:unavailable%20",
        "orders.*:unavailable%20~7",
        "orders:latency=1.5s",
        "*:locked_database#3",
        "db:locked_database@2-4",
        "orders.issue_refund:error_after_commit@1:order_id=O-10042:line=1",
        "orders.get_order:rate_limited=5s@2+%50#3:order_id=O-1",
        "model:cut_stream@1",
        "get_order:stale_read",
    ],
)
def test_what_is_read_is_written_the_same(text: str) -> None:
    assert str(parse_fault(text)) == text


@given(
    st.sampled_from(["orders", "orders.*", "orders.get_order", "*", "db"]),
    st.sampled_from(["latency", "timeout", "rate_limited"]),
    st.none() | st.integers(1, 99_000).map(lambda ms: ms / 1000),
    st.integers(1, 99),
    st.none() | st.integers(0, 50),
    st.floats(0.01, 100).map(lambda x: round(x, 2)),
    st.none() | st.integers(0, 999),
    st.integers(0, 20),
)
def test_any_spec_survives_its_text(
    target: str,
    fault: str,
    seconds: Any,
    first: int,
    more: Any,
    percent: float,
    seed: Any,
    turn: int,
) -> None:
    last = None if more is None else first + more
    spec = FaultSpec(
        target=target,
        fault=fault,
        seconds=seconds,
        first=first,
        last=last,
        percent=percent,
        seed=seed,
        turn=turn,
        arguments=(("order_id", "O-1"),),
    )
    assert parse_fault(str(spec)) == spec


def test_words_are_taken_as_people_write_them() -> None:
    assert parse_fault(" orders:Rate-Limited=300ms ").seconds == 0.3
    assert parse_fault("orders:latency=2").seconds == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no fault named"),
        ("orders", "no fault named"),
        ("Orders:timeout", "is no target"),
        ("a.b.c:timeout", "is no target"),
        ("orders:timeot", "did you mean timeout"),
        ("orders:explode", "there is no fault 'explode'"),
        ("orders:cut_stream", "is a fault of the model"),
        ("model:stale_read", "is a fault of a tool"),
        ("orders:unavailable=3", "takes no time"),
        ("orders:latency=soon", "is no time"),
        ("orders:timeout@0", "names no calls"),
        ("orders:timeout@3-2", "names no calls"),
        ("orders:timeout@x", "names no calls"),
        ("orders:timeout%0", "is no chance"),
        ("orders:timeout%101", "is no chance"),
        ("orders:timeout#0", "is no turn"),
        ("orders:timeout@1@2", "two triggers"),
        ("orders:timeout!", "no fault with triggers"),
    ],
)
def test_what_is_wrong_is_one_line_with_what_to_do(text: str, told: str) -> None:
    with pytest.raises(SandboxError) as error:
        parse_fault(text)
    assert told in str(error.value)
    assert error.value.hint
    assert error.value.code == 2
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("target", ["*", "db", "orders", "orders.*", "issue_refund"])
def test_a_target_is_a_tool_a_service_or_everything(target: str) -> None:
    assert parse_fault(f"{target}:timeout").sees(REFUND)
    assert not parse_fault("crm:timeout").sees(REFUND)
    assert not parse_fault("model:rate_limited").sees(REFUND)


def test_an_argument_and_a_turn_narrow_it() -> None:
    assert parse_fault("orders:timeout:order_id=O-10042").sees(REFUND)
    assert parse_fault("orders:timeout:line=1").sees(REFUND)
    assert not parse_fault("orders:timeout:order_id=O-10077").sees(REFUND)
    assert not parse_fault("orders:timeout:amount=1").sees(REFUND)
    assert parse_fault("orders:timeout#2").sees(REFUND)
    assert not parse_fault("orders:timeout#3").sees(REFUND)


def test_faults_of_a_commit_see_writes_and_those_of_a_replica_see_reads() -> None:
    assert not parse_fault("orders:error_after_commit").sees(READ)
    assert parse_fault("orders:error_after_commit").sees(REFUND)
    assert parse_fault("*:stale_read").sees(READ)
    assert not parse_fault("*:stale_read").sees(REFUND)


@pytest.mark.parametrize(
    ("trigger", "due"),
    [("", [1, 2, 3, 4]), ("@2", [2]), ("@2-3", [2, 3]), ("@3+", [3, 4])],
)
def test_calls_are_counted_from_one(trigger: str, due: list[int]) -> None:
    spec = parse_fault(f"orders:timeout{trigger}")
    assert [n for n in range(1, 5) if spec.due(n)] == due


def test_the_set_of_faults_is_the_issue_s() -> None:
    assert set(TOOL_FAULTS) == {
        *("latency", "timeout", "unavailable", "rate_limited", "error_before_commit"),
        *("error_after_commit", "stale_read", "malformed_result", "enum_drift"),
        "locked_database",
    }
    assert set(MODEL_FAULTS) == {
        *("rate_limited", "cut_stream", "malformed_arguments", "empty_reply"),
        "slow_first_token",
    }
