"""A live session: one log, one world, one vault; takes a message, runs a turn, tells listeners."""

import asyncio
from collections.abc import Awaitable, Callable

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.text import RawText
from sandbox.domain.turn import Mark, Principal, SessionOutcome
from sandbox.domain.verdict import Approval
from sandbox.hub.arming import arm_event, disarm_events
from sandbox.hub.aside import Aside
from sandbox.hub.folder import SessionFolder
from sandbox.hub.journal import Journal
from sandbox.hub.outcome import end_by_rule, end_event, mark_event, opinion
from sandbox.hub.pack_copies import keep_copy
from sandbox.hub.parts import Parts, VaultFirst
from sandbox.hub.rest import Rest
from sandbox.hub.said import check_words
from sandbox.hub.turn import TurnRunner
from sandbox.log.event import (
    Event,
    ModelSwitched,
    PackChanged,
    PrincipalChanged,
    SessionStarted,
    TurnFinished,
)
from sandbox.log.fold import Session
from sandbox.log.lock import held
from sandbox.log.reader import Log, read_log
from sandbox.log.writer import LogWriter, Sink
from sandbox.pack.pack import Pack
from sandbox.ports import Question, TextDelta
from sandbox.privacy.unsent import Unsent

Listener = Callable[[Event], None]
ProgressListener = Callable[[int, str], None]


class LiveSession:
    """See `sandbox.tui.driver.Driver` for what a screen uses of it."""

    live = True

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._listeners: list[Listener] = []
        self._progress: list[ProgressListener] = []
        self._last, self._written, self._size, self._stopped = "", set[str](), 0, False
        self._task: asyncio.Task[TurnFinished] | None = None
        self.aside = Aside()
        self._rest = Rest(lambda: self.parts.ports.rows, lambda: self.busy)
        self.ask: Callable[[Question], Awaitable[Approval]] | None = None
        parts.ports.progress = self._on_text

    # What a screen reads

    @property
    def name(self) -> str:
        return self.parts.folder.id

    @property
    def session(self) -> Session:
        return self.parts.agent.session

    @property
    def pack(self) -> Pack:
        return self.parts.pack

    @property
    def folder(self) -> SessionFolder:
        return self.parts.folder

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tells `listener` every event from now on, in order; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def on_progress(self, listener: ProgressListener) -> Callable[[], None]:
        """Tells `listener` pieces of streamed text with their turn; some may be dropped."""
        self._progress.append(listener)
        return lambda: self._progress.remove(listener)

    def restore(self, value: JSON) -> JSON:
        """Placeholders replaced by real values, for the screen only."""
        return self.parts.mask.restore(value, literals=True)

    def unsent(self) -> str:
        """Words of a turn that a crash cut before they were in the log, "" if none."""
        words = Unsent(self.folder.unsent).words(len(self.session.turns) + 1)
        return words.reveal() if words else ""

    # What a screen does

    async def send(self, text: str) -> TurnFinished | None:
        """Runs one turn. None when it was cancelled, be it before it had begun.

        Raises `SandboxError` for an empty or too long message, or while another turn runs.
        """
        from sandbox.hub.world_edit import complete_edit

        self._stopped = False
        await self.aside.over()
        if self._stopped:
            return None
        self.check_idle()
        check_words(text)
        with held(self.folder.lock):
            self.catch_up()
            complete_edit(self)
            self._follow_pack()
            number = len(self.session.turns) + 1
            words = Unsent(self.folder.unsent)
            words.keep(number, text)
            writer = self.writer()
            try:
                return await self._run(RawText(text), writer)
            finally:
                self.close_writer(writer)
                words.forget()
                self.parts.breaks.turn_over()
                self._rest.soon()

    def cancel(self) -> None:
        """Stops the running turn; it is kept, marked cancelled. A write under way is finished."""
        self._stopped = True
        if self._task is not None:
            self._task.cancel()

    def switch_model(self, name: str) -> None:
        """From the next turn on, `name` answers. Raises `SandboxError` with the nearest names."""
        if name == self.session.model:
            return
        self.parts.model_for(name)
        self.note(ModelSwitched(model=name, before=self.session.model))

    def switch_principal(self, customer: str) -> None:
        """From the next turn on, this customer speaks; "" or "nobody" for nobody yet."""
        key, table = "" if customer == "nobody" else customer, self.pack.customer_table
        if key and self.parts.ports.rows.row(table, key) is None:
            raise SandboxError(f"there is no customer {customer} in {table}", code=2)
        principal = self.session.principal.model_copy(update={"customer": key})
        self.note(PrincipalChanged(principal=Principal.model_validate(principal)))

    def mark(self, turn: int, mark: Mark | None, note: str = "") -> None:
        """A person's mark on a turn; None takes it away."""
        self.note(mark_event(self.session, turn, mark, opinion(note, self.parts.mask)))

    def judge(self, outcome: SessionOutcome, why: str = "") -> None:
        """A person's judgement of the session so far; a later turn makes it outdated."""
        self.note(end_event(self.session, outcome, "developer", opinion(why, self.parts.mask)))

    def arm(self, fault: str) -> str:
        """Arms a fault from the next turn on; returns it as it is listed. See docs/faults.md."""
        event = arm_event(fault, self.pack.contracts)
        self.note(event)
        return event.spec

    def disarm(self, which: str) -> list[str]:
        """Disarms a fault by number or text, or "all"; returns which."""
        events = disarm_events(which, self.session)
        for event in events:
            self.note(event)
        return [event.spec for event in events]

    def note(self, event: Event) -> None:
        """Writes one event outside any turn."""
        self.check_idle()
        with held(self.folder.lock):
            self.catch_up()
            self.append_raw(event)

    def start(self, event: SessionStarted) -> None:
        """Writes the first event of a new session."""
        keep_copy(self.folder, self.pack)
        self.note(event)

    def take_over(self, events: tuple[Event, ...], log: Log) -> None:
        """Feeds `events`, which are on disk already, and goes on after the end of `log`."""
        for event in events:
            self.absorb(event)
        self._last, self._written, self._size = log.last, set(log.blobs), log.whole

    def absorb(self, event: Event) -> None:
        """Takes an event that is in the log already: state, row changes and time follow it."""
        changes = self.session.back.news(event)
        self.parts.agent.feed(event)
        self.parts.world.add(changes)
        if event.at:
            self.parts.ports.clock.set(event.at)

    def append_raw(self, event: Event) -> None:
        """Writes one event that is its own envelope; for the holder of the lock only."""
        writer = self.writer()
        try:
            self.journal(self.vault_first(writer)).write(event)
            writer.sync()
        finally:
            self.close_writer(writer)

    async def close(self) -> None:
        """Stops a running turn, judges how the session ended, and lets go of every file."""
        self.cancel()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        await self.aside.over()
        end_by_rule(self)
        self._rest.now()
        if (end := getattr(self.parts.ports.toolbox, "aclose", None)) is not None:
            await end()  # processes of other servers

    # Inside

    def journal(self, sink: Sink) -> Journal:
        """A journal of this session that writes to `sink`."""
        parts = self.parts
        return Journal(sink, parts.mask, parts.ports.clock, parts.stopwatch, self.tell)

    def vault_first(self, writer: LogWriter) -> Sink:
        """A sink that saves the vault before the log names what only the vault knows."""
        return VaultFirst(writer, self.parts)

    async def _run(self, raw: RawText, writer: LogWriter) -> TurnFinished | None:
        parts = self.parts
        model = self.session.model
        parts.ports.model = parts.model_for(model)
        runner = TurnRunner(
            parts.agent, self.journal(self.vault_first(writer)), parts.ports, parts.world
        )
        self._task = asyncio.ensure_future(runner.run(raw, model))
        try:
            return await asyncio.shield(self._task)
        except asyncio.CancelledError:
            # Either `cancel` stopped the turn, or whoever awaits us was stopped: then stop it too.
            asked = self._task.cancelled()
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            if not asked:
                raise
            return None
        finally:
            self._task = None

    @property
    def busy(self) -> bool:
        """True while a turn runs, or rows are changed by hand."""
        return self._task is not None or self.aside.busy

    def check_idle(self) -> None:
        """Raises `SandboxError` (code 2) while it is busy."""
        self.aside.check()
        if self._task is not None:
            raise SandboxError(
                "a turn is running", "wait for it to end, or cancel it with Esc", code=2
            )

    def _follow_pack(self) -> None:
        """The next turn follows edits of the pack; the change is an event."""
        pack = self.parts.follow(self.pack)
        if pack is self.pack and dict(pack.digests) == self.session.files:
            return
        keep_copy(self.folder, pack)
        self.parts.use(pack)
        if dict(pack.digests) != self.session.files:
            self.append_raw(PackChanged(files=dict(pack.digests)))

    def catch_up(self) -> None:
        """Folds what another window has appended since."""
        path = self.folder.log
        size = path.stat().st_size if path.exists() else 0
        if size == self._size:
            return
        log = read_log(path)
        for event in log.events[self.session.count :]:
            self.absorb(event)
            self._hear(event)
        self._last, self._written, self._size = log.last, set(log.blobs), log.whole

    def writer(self) -> LogWriter:
        return LogWriter(self.folder.log, self._last, self._written)

    def close_writer(self, writer: LogWriter) -> None:
        self._last, self._written = writer.state()
        writer.close()
        self._size = self.folder.log.stat().st_size

    def tell(self, event: Event) -> None:
        """An event that this process has just written."""
        self.parts.agent.feed(event)
        self._hear(event)

    def _hear(self, event: Event) -> None:
        for listener in list(self._listeners):
            listener(event)

    def _on_text(self, item: object) -> None:
        if isinstance(item, TextDelta):
            for listener in list(self._progress):
                listener(len(self.session.turns), item.text)
