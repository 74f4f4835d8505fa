"""Independent reads of one reply overlap; what the log tells is the same as one after the other."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.adapters.clocks import NoSleep
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.service import Service
from sandbox.domain.tool import ToolCall
from sandbox.hub.live import LiveSession
from sandbox.log.event import Event, HopStarted
from sandbox.log.fold import Turn
from sandbox.log.writer import LogWriter
from sandbox.models.faulty import FaultyModel
from sandbox.ports import Attempt, ModelReply, ModelRequest, TextDelta, ToolReply
from sandbox.settings import Settings
from tests.journeys.replaying import replays

Start = Callable[..., LiveSession]
ORDERS = ("O-10042", "O-10077", "O-10093")
READS = tuple(("get_order", {"order_id": order}) for order in ORDERS)
CANCEL = ("cancel_order", {"order_id": "O-10093"})


class Caller:
    """A model that makes these calls in its first reply of a turn, then says so."""

    def __init__(self, *calls: tuple[str, dict[str, Any]]) -> None:
        self.calls = tuple(
            ToolCall(position=n, id=f"c{n}", tool=tool, arguments=json.dumps(arguments))
            for n, (tool, arguments) in enumerate(calls)
        )

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        if request.messages[-1].role == "user":
            yield ModelReply(model="caller", calls=self.calls, finish="tool_calls")
        else:
            yield ModelReply(model="caller", text="I have looked at your orders.")


class Watched:
    """A toolbox that notes how many attempts are under way, and may wait for a number of them."""

    def __init__(self, inner: Any, together: int = 0) -> None:
        self.inner, self.together = inner, together
        self.begun = 0
        self.most = self.now = 0
        self.all_in = asyncio.Event()

    async def attempt(self, attempt: Attempt) -> ToolReply:
        self.begun, self.now = self.begun + 1, self.now + 1
        self.most = max(self.most, self.now)
        if self.now >= self.together:
            self.all_in.set()
        await asyncio.wait_for(self.all_in.wait(), 20)
        try:
            return await self.inner.attempt(attempt)
        finally:
            self.now -= 1


def _caller(live: LiveSession, *calls: tuple[str, dict[str, Any]]) -> LiveSession:
    # Through the same wrapper as any model, so that its faults hit.
    ports = live.parts.ports
    model = FaultyModel(Caller(*calls), lambda: live.session, ports.dice, ports.sleep)
    live.parts.model_for = lambda name: model
    return live


def _watch(live: LiveSession, together: int = 0) -> Watched:
    watched = Watched(live.parts.ports.toolbox, together)
    live.parts.ports.toolbox = watched
    return watched


def _executed(turn: Turn) -> list[ExecuteOutput]:
    return [hop.output for hop in turn.hops if isinstance(hop.output, ExecuteOutput)]


async def test_reads_overlap_and_stand_in_call_order(start: Start, settings: Settings) -> None:
    live = _caller(start(), *READS)
    watched = _watch(live, together=3)
    await live.send("what about my orders?")
    turn = live.session.turns[-1]
    assert watched.most == 3
    hops = [hop for hop in turn.hops if hop.name in ("validate", "policy", "execute")]
    assert [hop.name for hop in hops] == ["validate", "policy"] * 3 + ["execute"] * 3
    assert [hop.call for hop in hops[-3:]] == [0, 1, 2]
    assert len({hop.at for hop in hops[-3:]}) == 1
    told = [output.outcome.result["order_id"] for output in _executed(turn)]  # pyright: ignore
    assert told == list(ORDERS)
    await replays(live, settings)


async def test_the_slowest_answer_is_all_that_is_waited_for(
    start: Start, settings: Settings
) -> None:
    live = _caller(start(faults=("orders.get_order:latency=2s",)), *READS)
    waiting, all_wait = list[float](), asyncio.Event()

    class Together:
        async def sleep(self, seconds: float) -> None:
            waiting.append(seconds)
            if len(waiting) == 3:
                all_wait.set()
            await asyncio.wait_for(all_wait.wait(), 20)

    live.parts.ports.sleep = Together()
    await live.send("what about my orders?")
    assert waiting == [2.0, 2.0, 2.0]
    await replays(live, settings)


@pytest.mark.parametrize(
    "fault",
    [
        "orders.get_order:unavailable@2",
        "orders.get_order:timeout@1-2",
        "orders:unavailable",
        "orders:rate_limited=2s@2-4",
        "orders.get_order:malformed_result:order_id=O-10077",
        "orders:unavailable%50",
        "orders:stale_read",
    ],
)
async def test_faults_hit_reads_in_call_order_and_retries_follow_at_the_join(
    start: Start, settings: Settings, fault: str
) -> None:
    live = _caller(start(faults=(fault,)), *READS)
    live.parts.ports.sleep = NoSleep()
    await live.send("what about my orders?")
    await live.send("and again?")
    assert len(_executed(live.session.turns[0])) == 3
    await replays(live, settings)


async def test_the_second_read_is_the_second_call_though_they_overlap(
    start: Start, settings: Settings
) -> None:
    live = _caller(start(faults=("orders.get_order:unavailable@2",)), *READS)
    live.parts.ports.sleep = NoSleep()
    _watch(live, together=3)
    await live.send("what about my orders?")
    assert [output.attempts for output in _executed(live.session.turns[0])] == [1, 2, 1]
    await replays(live, settings)


async def test_a_retry_counts_after_the_calls_that_it_overlapped_with(
    start: Start, settings: Settings
) -> None:
    live = _caller(start(faults=("orders.get_order:unavailable@1-2",)), *READS)
    live.parts.ports.sleep = NoSleep()
    await live.send("what about my orders?")
    assert [output.attempts for output in _executed(live.session.turns[0])] == [2, 2, 1]
    armed = live.session.back.armoury.faults[0]
    assert (armed.seen, armed.fired) == (5, 2)
    await replays(live, settings)


async def test_no_more_run_at_once_than_the_bulkhead_lets_in(
    start: Start, settings: Settings
) -> None:
    live = _caller(start(), *READS, *READS)
    pack = live.parts.pack
    object.__setattr__(pack, "services", {"orders": Service(at_once=2)})
    watched = _watch(live, together=2)
    try:
        await live.send("what about my orders?")
    finally:
        object.__setattr__(pack, "services", {})
    assert (watched.begun, watched.most) == (6, 2)
    await replays(live, settings)


async def test_a_write_waits_for_the_reads_before_it_and_the_next_ones_for_it(
    start: Start, settings: Settings
) -> None:
    live = _caller(start(), READS[0], READS[2], CANCEL, READS[2])
    watched = _watch(live)
    await live.send("cancel order 10093")
    turn = live.session.turns[-1]
    names = [(hop.name, hop.call) for hop in turn.hops if hop.call is not None]
    judged = [("validate", 0), ("policy", 0), ("validate", 1), ("policy", 1)]
    assert names[:6] == [*judged, ("execute", 0), ("execute", 1)]
    assert names[-3:] == [("validate", 3), ("policy", 3), ("execute", 3)]
    statuses = [output.outcome.result.get("status") for output in _executed(turn)]  # pyright: ignore
    assert statuses[1] == "processing"
    assert statuses[-1] == "cancelled"
    assert watched.begun == 4
    await replays(live, settings)


async def test_a_service_whose_circuit_is_open_is_asked_one_after_the_other(
    start: Start, settings: Settings
) -> None:
    live = _caller(start(faults=("orders:unavailable@1-5",)), *READS)
    live.parts.ports.sleep = NoSleep()
    for _ in range(5):
        await live.send("what about my orders?")
    assert live.session.back.circuits == {}
    assert not live.session.turns[-1].finished.degraded  # pyright: ignore
    await replays(live, settings)


@pytest.mark.parametrize("begun", [True, False])
async def test_a_stop_ends_what_waits_and_finishes_what_has_begun(
    start: Start, settings: Settings, begun: bool
) -> None:
    live = _caller(start(faults=() if begun else ("orders:latency=9s",)), *READS)
    entered, gate = asyncio.Event(), asyncio.Event()
    inner = live.parts.ports.toolbox

    class Slow:
        async def attempt(self, attempt: Attempt) -> ToolReply:
            entered.set()
            await gate.wait()
            return await inner.attempt(attempt)

    class Long:
        async def sleep(self, seconds: float) -> None:
            entered.set()
            await asyncio.Event().wait()

    live.parts.ports.toolbox, live.parts.ports.sleep = Slow(), Long()
    sending = asyncio.ensure_future(live.send("what about my orders?"))
    await entered.wait()
    live.cancel()
    for _ in range(5):
        await asyncio.sleep(0)
    gate.set()
    await sending
    turn = live.session.turns[-1]
    assert turn.finished is not None
    assert turn.finished.outcome == "cancelled"
    assert len(_executed(turn)) == begun
    live.parts.ports.toolbox, live.parts.ports.sleep = inner, NoSleep()
    if not begun:
        live.disarm("all")
    await live.send("what about my orders?")
    assert len(_executed(live.session.turns[-1])) == len(READS)
    await replays(live, settings)


async def test_a_crash_at_the_join_is_taken_up_and_replays(
    start: Start, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log is cut before each event of the group; reads that it lacks are made again."""
    live = _caller(start(), *READS)
    images: list[Path] = []
    append = LogWriter.append
    seen: list[Event] = []

    def copy_first(self: LogWriter, event: Event, dumped: Any = None) -> None:
        seen.append(event)
        if sum(isinstance(e, HopStarted) and e.name == "execute" for e in seen):
            image = tmp_path / f"crash-{len(images):03d}" / "sessions" / live.name
            shutil.copytree(live.folder.path, image)
            images.append(image.parents[1])
        append(self, event, dumped)

    monkeypatch.setattr(LogWriter, "append", copy_first)
    await live.send("what about my orders?")
    monkeypatch.setattr(LogWriter, "append", append)
    await live.close()
    assert len(images) > 12
    outcomes: set[str] = set()
    for home in images[:13]:
        again = await wiring.open_session(settings, "last", ask=AnswerAll(True), home=home)
        turn = again.session.turns[0]
        assert len(_executed(turn)) == 3
        outcomes.add(turn.finished.outcome)  # pyright: ignore
        await replays(again, settings)
    assert "interrupted" not in outcomes
