"""The console's words, completion and rows, without a screen."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import wiring
from sandbox.cli.fault_targets import targets_of
from sandbox.domain.fault_spec import MODEL_FAULTS, TOOL_FAULTS, FaultSpec, parse_fault
from sandbox.domain.tool import ToolContract
from sandbox.hub.arming import arm_event
from sandbox.log import event as ev
from sandbox.log.fold import Session
from sandbox.settings import Settings
from sandbox.tui.dock.faults.rows import Fired, catalogue, fault_lines, keyed, rows_of
from sandbox.tui.dock.faults.typing import completions
from sandbox.tui.dock.faults.words import DOES, presets, when
from sandbox.tui.driver import FaultTarget

TARGETS = [
    FaultTarget("model"),
    FaultTarget("orders"),
    FaultTarget("orders.get_order", False, ("order_id",)),
    FaultTarget("orders.issue_refund", True, ("order_id", "amount")),
]


@pytest.fixture(scope="module", params=["brightcart", "helpdesk"])
def contracts(request: pytest.FixtureRequest) -> Mapping[str, ToolContract]:
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    return wiring.load(settings, request.param).contracts


def test_every_fault_is_in_words():
    assert set(DOES) == {*TOOL_FAULTS, *MODEL_FAULTS}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("orders:timeout", "every call"),
        ("orders:timeout@1", "call 1 only"),
        ("orders:timeout@2-4", "calls 2-4"),
        ("orders:timeout@3+", "from call 3 on"),
        ("orders:timeout%20", "20% of calls"),
        ("orders:timeout@2+%50#3", "from call 2 on, 50%, turn 3 only"),
        ("orders.get_order:timeout:order_id=O-1", "every call, order_id=O-1"),
    ],
)
def test_a_trigger_is_in_words(text: str, words: str):
    assert when(parse_fault(text)) == words


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ord", ["orders:", "orders.get_order:", "orders.issue_refund:"]),
        ("orders.get_order:ti", ["orders.get_order:timeout"]),
        ("orders.get_order:err", []),
        ("orders.issue_refund:stale", []),
        ("model:c", ["model:cut_stream"]),
        ("model:stale", []),
        ("orders.issue_refund:timeout:a", ["orders.issue_refund:timeout:amount="]),
        ("orders.issue_refund:timeout:amount=4", []),
        ("nothing", []),
    ],
)
def test_completion_offers_what_can_be_armed(typed: str, offered: list[str]):
    assert completions(typed, TARGETS) == offered


def test_what_completion_makes_of_a_pack_can_be_armed(contracts: Mapping[str, ToolContract]):
    targets = targets_of(contracts)
    for one in targets:
        for text in completions(f"{one.name}:", targets):
            if text.endswith(":enum_drift"):
                continue  # only of a result that has an enum
            assert arm_event(text, contracts).spec == text


def test_every_preset_can_be_armed_and_there_is_one_for_each_service(
    contracts: Mapping[str, ToolContract],
):
    found = presets(targets_of(contracts))
    for preset in found:
        for text in preset.specs:
            assert arm_event(text, contracts).spec == text
    services = {one.service for one in contracts.values()}
    assert {f"{one} is down" for one in services} <= {one.name for one in found}


def test_rows_keep_their_key_when_they_are_armed_and_disarmed():
    session = Session()
    session.feed(ev.SessionStarted(pack="p", model="m"))
    plain = str(next(catalogue()).spec)

    def keys() -> list[str]:
        return [row.key for row in rows_of(keyed(*fault_lines(session, Fired())))]

    before = set(keys())
    assert len(before) == len(keys())
    session.feed(ev.FaultArmed(spec=plain))
    assert set(keys()) == before - {"/none"}
    session.feed(ev.FaultArmed(spec=plain))
    assert len(set(keys())) == len(keys()) == len(before)
    session.feed(ev.FaultDisarmed(spec=plain))
    session.feed(ev.FaultDisarmed(spec=plain))
    session.feed(ev.FaultArmed(spec="orders:timeout@1"))
    session.feed(ev.FaultDisarmed(spec="orders:timeout@1"))
    assert set(keys()) == before | {"/gone", "orders:timeout@1"}


def test_what_fired_is_counted_for_faults_that_are_gone():
    session, fired = Session(), Fired()
    session.feed(ev.SessionStarted(pack="p", model="m"))
    for turn in (1, 2):
        session.feed(ev.TurnStarted(turn=turn, model="m"))
        session.feed(ev.HopStarted(turn=turn, hop=1, name="execute", subject="orders.get_order"))
        session.feed(
            ev.FaultInjected(turn=turn, hop=1, spec="orders:timeout@1", target="orders.get_order")
        )
        session.feed(ev.TurnFinished(turn=turn, outcome="answered"))
        assert fired.of(session) == {"orders:timeout@1": (turn, f"{turn}.1")}
    session.feed(ev.FaultDisarmed(spec="orders:timeout@1"))
    armed, gone = fault_lines(session, fired)
    assert armed == []
    assert [(one.text, one.fired, one.last) for one in gone] == [("orders:timeout@1", 2, "2.1")]


FAULTS = st.builds(
    FaultSpec,
    target=st.sampled_from(
        ["*", "db", "orders", "orders.issue_refund", "a_service.with_a_long_name"]
    ),
    fault=st.sampled_from(TOOL_FAULTS),
    first=st.integers(1, 999),
    percent=st.sampled_from([0.5, 20.0, 100.0]),
    turn=st.integers(0, 99),
    arguments=st.sampled_from([(), (("order_id", "O-10042"),), (("a", "[/x]"), ("b", "ü" * 90))]),
)


@given(st.lists(FAULTS, max_size=4), st.integers(50, 200))
def test_rows_fit_the_width_whatever_is_armed(specs: list[FaultSpec], width: int):
    session = Session()
    for spec in specs:
        session.feed(ev.FaultArmed(spec=str(spec)))
    lines = keyed(*fault_lines(session, Fired()))
    assert sum(one.number > 0 for one in lines.values()) == len(specs)
    for row in rows_of(lines):
        assert row.draw(width).cell_length <= width
