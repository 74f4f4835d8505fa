"""A driver that plays turns from a script, with the real event types and its own clock.

`speed` 0 plays at once, 1 in the time the events tell. The script decides by words of the message.
`closed` names hops at which a turn waits until `open` is called: a running turn without a clock.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sandbox.domain.fault_spec import parse_fault
from sandbox.domain.faults import Fault, SandboxError
from sandbox.domain.hop import HopName, HopOutput
from sandbox.domain.money import Cost
from sandbox.domain.personal import Placeholder
from sandbox.domain.turn import Totals
from sandbox.domain.verdict import Approval, Decision
from sandbox.hub.arming import disarm_events
from sandbox.hub.seat import Seat
from sandbox.log import event as ev
from sandbox.log.event import Event, Took
from sandbox.log.fold import Session
from sandbox.log.standing import withdrawal
from sandbox.ports import Question
from sandbox.tui.driver import AskPerson, Branch, Driver, FaultTarget, ModelChoice

MS = 1_000_000
VALUES = {
    "[EMAIL_1]": "ada@lovelace.example",
    "[NAME_1]": "Ada Lovelace",
    "[CARD_1]": "4111 1111 1111 4417",
}
MODELS = [
    ModelChoice("sandbox/scripted", "offline", True, 32_000, "free", "follows the procedure"),
    ModelChoice("sandbox/sloppy", "offline", True, 32_000, "free", "makes real models' mistakes"),
    ModelChoice("openai/gpt-4o-mini", "openai", False, 128_000, "$0.15/$0.60 per M"),
    ModelChoice("anthropic/claude-haiku-4-5", "anthropic", True, 200_000, "$1/$5 per M"),
    ModelChoice("local/qwen3-4b", "loopback", True, 16_000, "", "no price known"),
]

Scene = Callable[["Stage", str], Awaitable[None]]


class Stage:
    """What a scene acts on: writes events of one turn and moves its clock."""

    def __init__(self, driver: "FakeDriver", turn: int) -> None:
        self.driver = driver
        self.turn = turn
        self.hops = 0
        self.clock = 0
        self.running = ""
        self.totals = Totals()
        self.outcome: Any = "answered"
        self.degraded = False
        self.why = ""

    async def work(self, ms: float) -> None:
        """Lets `ms` milliseconds pass, and waits at a closed gate of the running hop."""
        gate = self.driver.gates.get(self.running)
        if gate is not None:
            await gate.wait()
        self.clock += int(ms * MS)
        wait = ms / 1000 * self.driver.speed
        await asyncio.sleep(wait if wait > 0.001 else 0)

    def write(self, event: Event, hop: int | None = None, **took: int) -> None:
        update: dict[str, Any] = {
            "turn": self.turn,
            "hop": self.hops if hop is None else hop,
            "at": f"2026-11-20T09:{self.turn % 60:02d}:{self.hops % 60:02d}Z",
        }
        if took:
            update["took"] = Took(**took)
        self.driver.write(event.model_copy(update=update))

    @contextmanager
    def hop(self, name: HopName, subject: str = "", call: int | None = None) -> Iterator["Hop"]:
        self.hops += 1
        self.running = name
        hop = Hop(self, self.hops, self.clock)
        started = ev.HopStarted(name=name, subject=subject, call=call)
        self.write(started, start=self.clock, total=0)
        try:
            yield hop
        except asyncio.CancelledError:
            fault = Fault(kind="cancelled", message="stopped by a person")
            hop.fail(name, fault)
            raise

    async def quick(self, name: HopName, output: HopOutput, ms: float = 0.3, **more: Any) -> None:
        """A hop that only gives its output."""
        with self.hop(name, **more) as hop:
            await self.work(ms)
            hop.finish(output)
        self.clock += MS // 20

    async def say(self, text: str, ms: float) -> None:
        """Streams `text` in small pieces over `ms` milliseconds."""
        words = text.split(" ")
        for number, word in enumerate(words):
            await self.work(ms / len(words))
            self.driver.progress(self.turn, (" " if number else "") + word)


class Hop:
    """A hop under way."""

    def __init__(self, stage: Stage, number: int, start: int) -> None:
        self.stage = stage
        self.number = number
        self.start = start

    def write(self, event: Event, **took: int) -> None:
        self.stage.write(event, self.number, **took)

    def finish(self, output: HopOutput) -> None:
        total = self.stage.clock - self.start
        self.write(ev.HopFinished(output=output), start=self.start, total=total)

    def fail(self, name: HopName, fault: Fault, degraded: str = "") -> None:
        total = self.stage.clock - self.start
        failed = ev.HopFailed(name=name, fault=fault, degraded=degraded)
        self.write(failed, start=self.start, total=total)

    async def ask(self, question: Question, waited_ms: float = 4_200) -> Approval:
        """Asks the person, as the policy hop does."""
        stage = self.stage
        asked_at = stage.clock
        asked = ev.HumanAsked(
            tool=question.tool, arguments=mask(question.arguments), decision=question.decision
        )
        self.write(asked, start=asked_at, total=0)
        ask = stage.driver.ask
        approval = await ask(question) if ask else Approval(action="reject", by="nobody")
        stage.clock += int(waited_ms * MS)
        waited = stage.clock - asked_at
        self.write(ev.HumanActed(approval=approval), start=asked_at, total=waited)
        return approval


def mask(value: Any) -> Any:
    """Real values back to placeholders."""
    if isinstance(value, str):
        for placeholder, real in VALUES.items():
            value = value.replace(real, placeholder)
        return value
    if isinstance(value, dict):
        return {key: mask(item) for key, item in value.items()}
    if isinstance(value, list):
        return [mask(item) for item in value]
    return value


def unmask(value: Any) -> Any:
    """Placeholders to real values."""
    if isinstance(value, str):
        for placeholder, real in VALUES.items():
            value = value.replace(placeholder, real)
        return value
    if isinstance(value, dict):
        return {key: unmask(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [unmask(item) for item in value]
    return value


class FakeDriver:
    """Plays scenes. `scene` picks one for a message."""

    def __init__(
        self,
        scene: Callable[[str], Scene] | None = None,
        speed: float = 0.0,
        live: bool = True,
        model: str = "sandbox/scripted",
        name: str = "damaged-parcel",
        unsent: str = "",
        closed: tuple[str, ...] = (),
    ) -> None:
        from tests.tui.scenes import pick

        self.name = name
        self.live = live
        self.session = Session()
        self.pack_title = "BrightCart"
        self.greeting = "BrightCart support, offline. Try: my parcel arrived broken, order 10042"
        self.seed = 7
        self.budget: Cost | None = Cost(nano=500_000_000, known="computed")
        self.ask: AskPerson | None = None
        self.seat = Seat()
        self.speed = speed
        self.sent: list[str] = []
        self.saved: list[str] = []
        self.closed = False
        self.restored: list[Any] = []
        self.gates = {name: asyncio.Event() for name in closed}
        self._unsent = unsent
        self._scene = scene or pick
        self._listeners: list[Callable[[Event], None]] = []
        self._progress: list[Callable[[int, str], None]] = []
        self._task: asyncio.Task[None] | None = None
        self.write(
            ev.SessionStarted(pack="brightcart", pack_version="1", seed=7, model=model),
        )

    def open(self, hop: str) -> None:
        """Opens the gate of a hop."""
        self.gates[hop].set()

    def write(self, event: Event) -> None:
        self.session.feed(event)
        for listener in list(self._listeners):
            listener(event)

    def progress(self, turn: int, text: str) -> None:
        for listener in list(self._progress):
            listener(turn, text)

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def on_progress(self, listener: Callable[[int, str], None]) -> Callable[[], None]:
        self._progress.append(listener)
        return lambda: self._progress.remove(listener)

    async def send(self, text: str) -> None:
        if self.session.running or self._task is not None:
            raise SandboxError("a turn is running", "cancel it first", code=2)
        self.sent.append(text)
        self._task = asyncio.ensure_future(self._turn(text))
        try:
            await self._task
        except asyncio.CancelledError:
            pass  # kept, marked cancelled
        finally:
            self._task = None

    async def _turn(self, text: str) -> None:
        stage = Stage(self, len(self.session.turns) + 1)
        started = ev.TurnStarted(model=self.session.model)
        stage.write(started, hop=0)
        try:
            await self._scene(text)(stage, text)
        except asyncio.CancelledError:
            stage.outcome, stage.why = "cancelled", "stopped by a person"
            raise
        finally:
            stage.clock += MS // 4
            finished = ev.TurnFinished(
                outcome=stage.outcome,
                degraded=stage.degraded,
                why=stage.why,
                totals=stage.totals,
                world="9f2c4e1ab0d7",
            )
            stage.write(finished, hop=0, start=0, total=stage.clock)

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def restore(self, value: Any) -> Any:
        self.restored.append(value)
        return unmask(value)

    def masked(self, texts: list[str]) -> list[str]:
        return [mask(text) for text in texts]

    def models(self) -> list[ModelChoice]:
        return MODELS

    def switch_model(self, name: str) -> None:
        if name not in [model.name for model in MODELS]:
            raise SandboxError(
                f"no model {name}", "did you mean openai/gpt-4o-mini or sandbox/sloppy?", code=2
            )
        self.write(ev.ModelSwitched(model=name, before=self.session.model))

    def mark(self, turn: int, mark: Any, note: str) -> None:
        self.write(ev.TurnMarked(turn=turn, mark=mark, note=mask(note)))

    def judge(self, outcome: Any, why: str) -> None:
        turns = len(self.session.turns)
        ended = ev.SessionEnded(outcome=outcome, judged_by="developer", turns=turns, why=why)
        self.write(ended)

    def arm(self, fault: str) -> str:
        spec = str(parse_fault(fault))
        self.write(ev.FaultArmed(spec=spec))
        return spec

    def fault_targets(self) -> list[FaultTarget]:
        return [
            *(FaultTarget(name) for name in ("model", "db", "*", "crm", "orders")),
            FaultTarget("crm.get_customer", False, ("customer_id",)),
            FaultTarget("orders.get_order", False, ("order_id",)),
            FaultTarget("orders.issue_refund", True, ("order_id", "amount")),
        ]

    def check_fault(self, fault: str) -> str:
        return str(parse_fault(fault))

    def disarm(self, which: str) -> list[str]:
        gone = [event.spec for event in disarm_events(which, self.session)]
        for spec in gone:
            self.write(ev.FaultDisarmed(spec=spec))
        return gone

    def withdraw_approvals(self) -> None:
        self.write(withdrawal(self.session))

    async def rerun(self, hop: str) -> tuple[str, bool]:
        raise SandboxError(f"{hop} is no dead letter", "open: there are none", code=2)

    async def fork(
        self, turn: int | None, model: str = "", result: tuple[str, str] | None = None
    ) -> Driver:
        raise SandboxError("a scripted session can't be forked")

    async def branches(self) -> list[Branch]:
        return [Branch(self.name, 0, 0, len(self.session.turns), self.session.model, "")]

    async def branch(self, name: str) -> Driver:
        raise SandboxError(f"there is no branch {name}", code=2)

    def save(self, title: str) -> str:
        self.saved.append(title)
        return f"recordings/{title}.rec.jsonl"

    def unsent(self) -> str:
        return self._unsent

    async def close(self) -> None:
        self.closed = True


def placeholder(text: str, kind: Any, reference: str = "") -> Placeholder:
    return Placeholder(text=text, kind=kind, rule=kind, reference=reference)


def confirm(rule: str, reason: str, **evidence: Any) -> Decision:
    return Decision(verdict="confirm", rule=rule, reason=reason, evidence=evidence)
