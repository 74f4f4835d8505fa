"""Sessions whose services and model break: recovered or degraded politely, paid once, replayed."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.adapters.clocks import NoSleep
from sandbox.domain.fault_spec import MODEL_FAULTS, TOOL_FAULTS
from sandbox.domain.faults import SandboxError
from sandbox.domain.hop import ExecuteOutput, RespondOutput
from sandbox.domain.service import Service
from sandbox.domain.tool import ToolCall
from sandbox.hub.live import LiveSession
from sandbox.hub.rerun import rerun
from sandbox.log.changes import net
from sandbox.log.dead import dead_letters
from sandbox.log.event import BreakerMoved, FaultInjected
from sandbox.log.fold import Turn
from sandbox.pack.pack import Pack
from sandbox.ports import ModelReply, ModelRequest, TextDelta
from sandbox.settings import Settings
from tests.journeys.replaying import replays

Start = Callable[..., LiveSession]
REFUND = "My parcel arrived broken, order 10042, I want my money back"
CANCEL = "cancel order 10093"
STATUS = "where is my order 10077?"
AGAIN = "please try again"


async def _say(live: LiveSession, *texts: str) -> Turn:
    live.parts.ports.sleep = NoSleep()
    for text in texts:
        await live.send(text)
    return live.session.turns[-1]


def _refunds(live: LiveSession) -> int:
    keys = live.parts.ports.rows.keys("refunds")
    return len(keys) - len(live.pack.rows["refunds"])


def _injected(live: LiveSession) -> list[str]:
    hops = [hop for turn in live.session.turns for hop in turn.hops]
    return [e.spec for hop in hops for e in hop.events if isinstance(e, FaultInjected)]


def _moves(live: LiveSession) -> list[str]:
    hops = [hop for turn in live.session.turns for hop in turn.hops]
    return [e.state for hop in hops for e in hop.events if isinstance(e, BreakerMoved)]


def _executed(turn: Turn) -> list[ExecuteOutput]:
    return [hop.output for hop in turn.hops if isinstance(hop.output, ExecuteOutput)]


def _degraded(turn: Turn) -> bool:
    assert turn.finished is not None
    return turn.finished.degraded


@pytest.mark.parametrize(
    "fault",
    [
        "orders.issue_refund:timeout@1",
        "orders.issue_refund:unavailable@1",
        "orders.issue_refund:rate_limited=3s@1",
        "orders.issue_refund:error_before_commit@1",
        "orders.issue_refund:error_after_commit@1",
        "orders.issue_refund:malformed_result@1",
        "orders.issue_refund:enum_drift@1",
        "orders.issue_refund:locked_database@1",
        "orders.issue_refund:latency=1s",
        "orders.get_order:timeout@1",
        "orders.get_order:enum_drift@1",
        "orders.get_order:malformed_result@1",
        "orders:stale_read",
        "model:rate_limited@1",
        "model:malformed_arguments@1",
        "model:slow_first_token@2",
        "model:cut_stream@1",
    ],
)
async def test_a_refund_survives_a_fault_that_passes(
    start: Start, settings: Settings, fault: str
) -> None:
    live = start(faults=(fault,))
    turn = await _say(live, REFUND)
    assert _refunds(live) == 1
    assert "I have refunded 49.90 EUR" in turn.reply
    assert not _degraded(turn)
    assert set(_injected(live)) == {fault}
    await replays(live, settings)


@pytest.mark.parametrize("fault", [*TOOL_FAULTS, *(f"model:{fault}" for fault in MODEL_FAULTS)])
async def test_a_fault_that_stays_ends_in_the_truth_and_one_refund_at_most(
    start: Start, settings: Settings, fault: str
) -> None:
    live = start(faults=(fault if fault.startswith("model:") else f"*:{fault}",))
    await _say(live, REFUND, AGAIN)
    turns = live.session.turns
    assert _refunds(live) <= 1
    if any("I have refunded" in turn.reply for turn in turns):
        assert _refunds(live) == 1
    else:
        assert all(_degraded(turn) and turn.reply for turn in turns)
    await replays(live, settings)


async def test_a_lost_reply_is_paid_once_and_the_log_says_why(
    start: Start, settings: Settings
) -> None:
    live = start(faults=("orders.issue_refund:error_after_commit@1",))
    turn = await _say(live, REFUND)
    output = _executed(turn)[-1]
    assert (output.attempts, output.from_ledger, output.rows_changed) == (2, True, 2)
    assert len(net(turn.changes)) == 2
    assert _refunds(live) == 1
    await replays(live, settings)


@pytest.mark.parametrize(
    ("wish", "tool", "done"),
    [(REFUND, "issue_refund", "I have refunded"), (CANCEL, "cancel_order", "is cancelled")],
)
@pytest.mark.parametrize("happened", [True, False])
async def test_try_again_after_no_answer_does_it_once(
    start: Start, settings: Settings, wish: str, tool: str, done: str, happened: bool
) -> None:
    """Its own effect is what rules and preconditions would object to, so it is not judged again."""
    fault = "error_after_commit" if happened else "unavailable"
    live = start(faults=(f"orders.{tool}:{fault}@1-4",))
    first = await _say(live, wish)
    assert _degraded(first)
    assert done not in first.reply
    live.disarm("all")
    second = await _say(live, AGAIN)
    assert done in second.reply
    changes = [change for turn in live.session.turns for change in turn.changes]
    assert len(net(changes)) == len(changes)
    assert dead_letters(live.session) == []
    await replays(live, settings)


async def test_a_repeat_after_it_was_told_is_another_effect(
    start: Start, settings: Settings
) -> None:
    live = start()
    await _say(live, "I want to talk to a person", "yes please")
    first = len(live.parts.ports.rows.keys("tickets"))
    await _say(live, "I want to talk to a person", "yes please")
    assert len(live.parts.ports.rows.keys("tickets")) > first
    await replays(live, settings)


async def test_a_breaker_opens_degrades_half_opens_and_closes(
    start: Start, settings: Settings
) -> None:
    live = start(faults=("orders:unavailable@1-5",))
    await _say(live, STATUS)
    turn = await _say(live, STATUS)
    assert _moves(live) == ["open"]
    assert live.session.back.circuit("orders").state == "open"
    turn = await _say(live, STATUS)
    assert _executed(turn)[-1].outcome.fault.kind == "breaker_open"  # pyright: ignore
    assert _executed(turn)[-1].attempts == 0
    assert _degraded(turn)
    for _ in range(3):
        turn = await _say(live, "hello")
    turn = await _say(live, STATUS)
    assert _moves(live) == ["open", "half_open", "closed"]
    assert not _degraded(turn)
    assert live.session.back.circuits == {}
    await replays(live, settings)


async def test_an_earlier_answer_stands_in_and_is_told_as_old(
    start: Start, settings: Settings
) -> None:
    live = start()
    first = await _say(live, STATUS)
    live.arm("orders:unavailable")
    turn = await _say(live, STATUS)
    assert [output.degraded for output in _executed(turn)] == ["cached"] * len(_executed(first))
    assert first.reply in turn.reply
    assert "I can't look it up right now" in turn.reply
    assert turn.finished is not None
    assert turn.finished.degraded
    assert "earlier result" in turn.finished.why
    await replays(live, settings)


async def test_a_dead_letter_is_run_again_by_a_person_under_its_key(
    start: Start, settings: Settings
) -> None:
    live = start(faults=("orders.issue_refund:error_after_commit",))
    turn = await _say(live, REFUND)
    letter = dead_letters(live.session)[0]
    assert (letter.subject, letter.status) == ("orders.issue_refund", "unknown")
    assert letter.key == _executed(turn)[-1].key
    assert (await rerun(live, letter.hop)).outcome.status == "unknown"
    assert dead_letters(live.session)[0].tries == 1
    live.disarm("all")
    done = await rerun(live, letter.hop)
    assert (done.outcome.status, done.from_ledger, done.key) == ("ok", True, letter.key)
    assert dead_letters(live.session) == []
    assert _refunds(live) == 1
    assert live.parts.agent.told_keys == set()
    told = await _say(live, AGAIN)
    assert "I have refunded" in told.reply
    assert live.parts.agent.told_keys == {letter.key}
    assert _refunds(live) == 1
    await replays(live, settings)


async def test_a_dead_letter_that_never_happened_happens_when_it_is_run_again(
    start: Start, settings: Settings
) -> None:
    live = start(faults=("orders.cancel_order:unavailable",))
    await _say(live, CANCEL)
    live.disarm("all")
    done = await rerun(live, dead_letters(live.session)[0].hop)
    assert (done.outcome.status, done.rows_changed) == ("ok", 1)
    assert live.session.outside_changes[0].key == "O-10093"
    again = wiring.open_session(settings, live.name, home=live.folder.path.parents[1])
    assert dead_letters((await again).session) == []
    turn = await _say(live, "and now?")
    assert turn.finished is not None
    await replays(live, settings)


COMPLAINT: dict[str, Any] = {
    "subject": "Complaint from the chat",
    "description": "The parcel was late",
    "type": "problem",
    "priority": "high",
    "group": "complaints",
}
TICKET = ("create_ticket", COMPLAINT)
NO_TICKET = ("tickets.create_ticket:unavailable#1",)


class Script:
    """A model that says, and calls, one thing after the other."""

    def __init__(self, *items: str | tuple[str, dict[str, Any]]) -> None:
        self.items = list(items)

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        item = self.items.pop(0)
        if isinstance(item, str):
            yield ModelReply(model="script", text=item)
            return
        call = ToolCall(position=0, id="c0", tool=item[0], arguments=json.dumps(item[1]))
        yield ModelReply(model="script", calls=(call,), finish="tool_calls")


def _scripted(live: LiveSession, *items: str | tuple[str, dict[str, Any]]) -> LiveSession:
    script = Script(*items)
    live.parts.model_for = lambda name: script
    return live


def _added(live: LiveSession, table: str) -> int:
    return len(live.parts.ports.rows.keys(table)) - len(live.pack.rows[table])


async def _rerun_first(live: LiveSession) -> ExecuteOutput:
    live.disarm("all")
    return await rerun(live, dead_letters(live.session)[0].hop)


async def test_a_rerun_that_no_reply_has_told_is_not_done_twice(
    start: Start, settings: Settings
) -> None:
    """A fixed reply between tells nothing; once it was told, it is another wish."""
    again = [TICKET, "I have created a ticket."]
    live = _scripted(start(faults=NO_TICKET), TICKET, "No.", "", *again, *again)
    await _say(live, "I have a complaint")
    assert (await _rerun_first(live)).outcome.status == "ok"
    await _say(live, "hm", "please try again with my complaint")
    assert _executed(live.session.turns[-1])[-1].from_ledger
    assert _added(live, "tickets") == 1
    await _say(live, "and the same complaint once more")
    assert _added(live, "tickets") == 2
    await replays(live, settings)


async def test_a_success_behind_a_reply_that_does_not_tell_it_is_not_done_twice(
    start: Start, settings: Settings
) -> None:
    live = _scripted(start(), TICKET, "", TICKET, "I have created a ticket.")
    turn = await _say(live, "I have a complaint")
    assert isinstance(turn.hops[-1].output, RespondOutput)
    assert turn.hops[-1].output.verdict == "static"
    await _say(live, "I said: I have a complaint")
    assert _added(live, "tickets") == 1
    await replays(live, settings)


async def test_two_customers_who_want_the_same_get_one_each(
    start: Start, settings: Settings
) -> None:
    live = _scripted(start(), TICKET, "", TICKET, "I have created a ticket.")
    await _say(live, "I have a complaint")
    live.switch_principal("C-0003")
    await _say(live, "I have a complaint")
    assert _added(live, "tickets") == 2
    await replays(live, settings)


async def test_a_person_runs_a_call_again_only_while_its_customer_speaks(
    start: Start, settings: Settings
) -> None:
    live = _scripted(start(faults=NO_TICKET), TICKET, "No.", "Hello.")
    await _say(live, "I have a complaint")
    asked = live.session.principal.customer
    live.switch_principal("C-0003")
    await _say(live, "hello")
    written = live.folder.log.read_bytes()
    with pytest.raises(SandboxError, match=f"called for {asked}, and C-0003 speaks now"):
        await rerun(live, dead_letters(live.session)[0].hop)
    assert live.folder.log.read_bytes() == written
    live.switch_principal(asked)
    assert (await _rerun_first(live)).outcome.status == "ok"
    rows = live.parts.ports.rows
    ticket = rows.row("tickets", rows.keys("tickets")[-1])
    assert ticket is not None
    assert ticket["requester_id"] == asked
    await replays(live, settings)


async def test_a_fork_before_a_rerun_takes_its_rows_and_placeholders_back(
    start: Start, settings: Settings
) -> None:
    change = {"customer_id": "C-0007", "email": "somebody.new@example.org"}
    live = start(faults=("crm.update_contact:unavailable#1",))
    _scripted(live, ("update_contact", change), "No.", "Hello.", "Goodbye.")
    await _say(live, "please change my mail address", "hello")
    vault = live.parts.mask.vault
    before = {entry.text for entry in vault.entries()}
    assert (await _rerun_first(live)).rows_changed == 1
    assert {entry.text for entry in vault.entries()} > before
    await live.close()
    home = live.folder.path.parents[1]
    for turn, told in ((1, 0), (2, 0), (3, 1)):
        fork = await wiring.fork_session(settings, live.name, turn, home=home)
        row = fork.parts.ports.rows.row("customers", "C-0007")
        assert row is not None
        assert (row["email"] == change["email"]) is bool(told)
        assert len(fork.session.outside_changes) == told
        known = {entry.text for entry in fork.parts.mask.vault.entries()}
        assert known <= before or told
        await fork.close()


async def test_what_a_rerun_wrote_has_its_placeholders_in_a_replay_too(
    start: Start, settings: Settings
) -> None:
    change = {"customer_id": "C-0007", "phone": "+49 170 9988776"}
    live = start(faults=("crm.update_contact:unavailable#1",))
    _scripted(live, ("update_contact", change), "No.", "Thank you.")
    await _say(live, "please change my phone number")
    row = live.parts.ports.rows.row("customers", "C-0007")
    assert row is not None
    await _rerun_first(live)
    await _say(live, f"I am {row['name']}, my mail address is {row['email']}")
    assert row["email"] not in live.session.turns[-1].asked
    await replays(live, settings)


async def test_a_rerun_over_the_rate_limit_is_refused_and_leaves_no_gap_in_time(
    start: Start, settings: Settings, pack: Pack
) -> None:
    live = start(faults=("orders.cancel_order:unavailable",))
    _scripted(live, ("cancel_order", {"order_id": "O-10093"}), "No.", "Hello.")
    await _say(live, CANCEL)
    object.__setattr__(pack, "services", {"orders": Service(calls=1, per=20)})
    try:
        now, written = live.parts.ports.clock.now(), live.folder.log.read_bytes()
        live.parts.ports.clock.move(0)
        with pytest.raises(SandboxError, match="takes no more calls"):
            await rerun(live, dead_letters(live.session)[0].hop)
        assert live.parts.ports.clock.now() == now
        assert live.folder.log.read_bytes() == written
    finally:
        object.__setattr__(pack, "services", {})
    await _say(live, "and now?")
    await replays(live, settings)


async def test_an_answer_to_one_customer_never_stands_in_for_another_s(
    start: Start, settings: Settings
) -> None:
    orders = [("find_orders", {}), "There they are."]
    live = _scripted(start(), *orders, *orders)
    await _say(live, "show me my orders")
    live.switch_principal("C-0003")
    live.arm("orders.find_orders:unavailable")
    turn = await _say(live, "show me my orders")
    assert _executed(turn)[-1].degraded == "abstain"
    await replays(live, settings)


async def test_a_read_is_a_dead_letter_until_the_same_one_is_answered(start: Start) -> None:
    live = start(faults=("orders:unavailable",))
    await _say(live, STATUS, STATUS)
    assert [letter.subject for letter in dead_letters(live.session)] == ["orders.get_order"]
    live.disarm("all")
    for _ in range(3):
        await _say(live, "hello")
    await _say(live, STATUS)
    assert dead_letters(live.session) == []
    await live.close()


async def test_what_is_no_dead_letter_can_not_be_run_again(start: Start) -> None:
    live = start()
    await _say(live, STATUS)
    with pytest.raises(SandboxError, match="no dead letter"):
        await rerun(live, "1.10")
    await live.close()


async def test_a_misspelt_fault_leaves_no_session_behind(start: Start, tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="did you mean"):
        start(faults=("ordres:timeout",))
    assert not list(tmp_path.rglob("log.jsonl"))


async def test_faults_are_still_armed_when_a_session_is_taken_up_again(
    start: Start, settings: Settings
) -> None:
    live = start(faults=("orders.get_order:unavailable@2-9",))
    await _say(live, STATUS)
    await live.close()
    again = await wiring.open_session(
        settings, live.name, ask=AnswerAll(True), home=live.folder.path.parents[1]
    )
    armed = again.session.back.armoury.faults[0]
    assert (armed.seen, armed.fired) == (1, 0)
    await _say(again, "where is my order 10042?")
    assert again.session.back.armoury.faults[0].fired > 0
    await replays(again, settings)


async def test_a_stop_while_latency_is_waited_for_stops_at_once_and_replays(
    start: Start, settings: Settings
) -> None:
    live = start(faults=("orders.issue_refund:latency=7s",))
    waiting = asyncio.Event()

    class Long:
        async def sleep(self, seconds: float) -> None:
            waiting.set()
            await asyncio.Event().wait()

    live.parts.ports.sleep = Long()
    sending = asyncio.ensure_future(live.send(REFUND))
    await waiting.wait()
    live.cancel()
    await sending
    assert live.session.turns[-1].finished.outcome == "cancelled"  # pyright: ignore
    assert _refunds(live) == 0
    live.disarm("all")
    turn = await _say(live, AGAIN)
    assert _refunds(live) == 1
    assert "I have refunded" in turn.reply
    await replays(live, settings)


SPECS = st.builds(
    "{}:{}{}".format,
    st.sampled_from(["orders", "*", "orders.*"]),
    st.sampled_from(TOOL_FAULTS),
    st.sampled_from(["", "@1", "@2-3", "%40", "%40~5", "#2"]),
) | st.builds("model:{}{}".format, st.sampled_from(MODEL_FAULTS), st.sampled_from(["@1", "%30"]))


@hypothesis_settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    st.lists(SPECS, min_size=1, max_size=3),
    st.lists(st.sampled_from([REFUND, AGAIN, CANCEL]), min_size=2, max_size=4),
)
def test_any_faults_over_any_turns_pay_once_and_replay_identically(
    settings: Settings, pack: Pack, specs: list[str], texts: list[str]
) -> None:
    async def play(home: Path) -> None:
        begin = wiring.Start(faults=tuple(specs))
        live = wiring.new_session(settings, pack, begin, ask=AnswerAll(True), home=home)
        await _say(live, *texts)
        rows = live.parts.ports.rows
        paid = [row for row in rows.rows("refunds") if row["order_id"] == "O-10042"]  # pyright: ignore
        assert len(paid) <= 1
        await replays(live, settings)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder)))
