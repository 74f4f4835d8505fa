"""What a person may arm, and what is told of a mistake."""

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.hub.arming import arm_event, disarm_events
from sandbox.log.event import FaultArmed
from sandbox.log.fold import Session
from tests.unit.hops.shop import CONTRACTS


@pytest.mark.parametrize(
    "spec",
    [
        "orders.issue_refund:error_after_commit@1",
        "issue_refund:timeout",
        "orders:unavailable",
        "orders.*:stale_read",
        "db:locked_database",
        "*:latency=2s",
        "model:cut_stream@2",
        "orders.get_order:timeout:order_id=O-10042",
    ],
)
def test_what_exists_can_be_armed(spec: str) -> None:
    assert arm_event(spec, CONTRACTS).spec == spec


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("ordres:timeout", "did you mean orders"),
        ("orders.get_ordr:timeout", "did you mean orders.get_order"),
        ("orders.get_order:error_after_commit", "only reads"),
        ("orders.issue_refund:stale_read", "writes"),
        ("orders.get_order:enum_drift", "no enum"),
        ("orders.get_order:timeout:order=1", "did you mean order_id"),
        ("model:cut_stream:order_id=1", "no arguments"),
    ],
)
def test_what_can_not_be_is_said_before_anything_runs(spec: str, told: str) -> None:
    with pytest.raises(SandboxError) as error:
        arm_event(spec, CONTRACTS)
    assert told in str(error.value)
    assert error.value.code == 2


def _session(*specs: str) -> Session:
    session = Session()
    for spec in specs:
        session.feed(FaultArmed(spec=spec))
    return session


def test_faults_are_disarmed_by_number_by_text_or_all() -> None:
    session = _session("orders:timeout", "db:locked_database")
    assert [e.spec for e in disarm_events("2", session)] == ["db:locked_database"]
    assert [e.spec for e in disarm_events("orders:timeout", session)] == ["orders:timeout"]
    assert len(disarm_events("all", session)) == 2
    for event in disarm_events("1", session):
        session.feed(event)
    assert [one.text for one in session.back.armoury.faults] == ["db:locked_database"]


@pytest.mark.parametrize("which", ["0", "3", "orders:timeot", "x"])
def test_what_is_not_armed_can_not_be_disarmed(which: str) -> None:
    with pytest.raises(SandboxError, match="is armed"):
        disarm_events(which, _session("orders:timeout"))
    with pytest.raises(SandboxError, match="is armed"):
        disarm_events("all", _session())


def test_the_same_fault_armed_twice_counts_for_itself() -> None:
    session = _session("orders:timeout", "orders:timeout")
    for event in disarm_events("orders:timeout", session):
        session.feed(event)
    assert len(session.back.armoury.faults) == 1


def test_a_fault_of_a_newer_version_is_passed_over() -> None:
    assert _session("orders:melt_down").back.armoury.faults == []
