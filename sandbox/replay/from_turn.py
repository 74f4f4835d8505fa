"""Goes on live from a turn of a recording: the session as it was before it, made from the log.

Rows, keys of what was done and personal values come from the events alone, so a recording from
somebody else will do. It is a fork: its log shares the recording's lines up to that turn.
"""

from collections.abc import Mapping, Sequence

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.text import RawText
from sandbox.domain.tool import Ok, RowChange
from sandbox.hub.folder import SessionFolder
from sandbox.hub.live import LiveSession
from sandbox.hub.pack_copies import keep_copy
from sandbox.log.event import (
    ClockMoved,
    Event,
    FaultArmed,
    FaultDisarmed,
    PrincipalChanged,
    SessionForked,
    ToolAttempted,
    ToolResponded,
    TurnFinished,
    TurnStarted,
    WorldEdited,
)
from sandbox.log.writer import LogWriter
from sandbox.pack.pack import Pack
from sandbox.ports import Attempt
from sandbox.privacy.mask import Mask
from sandbox.privacy.vault import Entry, Vault
from sandbox.replay.edit_again import edit_again
from sandbox.replay.hidden_cells import as_found
from sandbox.replay.person import fresh_mask, lookup_in
from sandbox.tools import ledger
from sandbox.world import by_hand
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase


def split(name: str, events: Sequence[Event], turn: int) -> tuple[tuple[Event, ...], list[Event]]:
    """The events before `turn`, and those from there on. Raises `SandboxError` (code 2)."""
    starts = [index for index, event in enumerate(events) if isinstance(event, TurnStarted)]
    if not 0 < turn <= len(starts):
        many = "1 turn" if len(starts) == 1 else f"{len(starts)} turns"
        raise SandboxError(
            f"{name} has {many}, so none begins with number {turn}",
            f"go on from a turn from 1 to {len(starts)}" if starts else "it has nothing to go on",
            code=2,
        )
    at = starts[turn - 1]
    return tuple(events[:at]), list(events[at:])


def make_session(
    name: str, events: Sequence[Event], turn: int, folder: SessionFolder, pack: Pack
) -> None:
    """Fills the empty `folder` with the session of recording `name` as it was before `turn`.

    Raises `SandboxError`: a row is not as the recording found it, or the result of a write whose
    reply was lost stands nowhere in the recording.
    """
    kept, _ = split(name, events, turn)
    keep_copy(folder, pack)
    world = WorldDatabase.create(folder.world, pack)
    try:
        _Past(world, events, pack).play(kept)
    finally:
        world.close()
    made = [Entry(**one.model_dump(), turn=event.turn) for event in kept for one in event.made]
    Vault.rebuild(made, lookup_in(pack), pack.region).save(folder.vault)
    writer = LogWriter(folder.log)
    try:
        for event in kept:
            writer.append(event)
        writer.append(SessionForked(parent=name, after=turn - 1, at=kept[-1].at))
        writer.sync()
    finally:
        writer.close()


async def go_on(live: LiveSession, event: Event, words: Mapping[int, RawText], tape: Mask) -> bool:
    """Does live what the recording's event tells of; True when that was a turn.

    `tape` knows the recording's values. Raises `SandboxError` where an edit by hand does not fit
    the rows as they are here, see `edit_again`.
    """
    match event:
        case TurnStarted() if event.turn in words:
            await live.send(words[event.turn].reveal())
            return True
        case PrincipalChanged() if not event.turn:
            live.switch_principal(event.principal.customer)
        case FaultArmed():
            live.arm(event.spec)
        case FaultDisarmed():
            live.disarm(event.spec)
        case ClockMoved():
            live.parts.ports.clock.move(event.seconds)
            live.note(ClockMoved(seconds=event.seconds))
        case WorldEdited():
            await edit_again(live, event, tape)
        case _:
            pass
    return False


class _Past:
    """Brings a fresh world to where a recording had it, ledger and journal included."""

    def __init__(self, world: WorldDatabase, events: Sequence[Event], pack: Pack) -> None:
        self._world = world
        self._mask = fresh_mask(pack, events).tape
        self._told = _successes(events)
        self._done: set[str] = set()
        self._attempt: ToolAttempted | None = None
        self._edits = self._turn = 0

    def play(self, events: Sequence[Event]) -> None:
        for event in events:
            match event:
                case ToolAttempted():
                    self._attempt = event
                case ToolResponded() if self._attempt is not None and not event.source:
                    self._responded(self._attempt, event)
                    self._attempt = None
                case TurnFinished() if self._attempt is not None:
                    self._cut(self._attempt)
                    self._attempt = None
                case WorldEdited():
                    self._edits += 1
                    rows = as_found(event.changes, self._mask, self._world)
                    by_hand.edit(self._world, rows, self._edits, self._turn)
                case TurnStarted(turn=turn):
                    self._turn = turn
                case _:
                    pass

    def _responded(self, attempt: ToolAttempted, event: ToolResponded) -> None:
        key = attempt.key
        if not key:
            self._apply(event.changes, event.turn)
        elif key not in self._done and (isinstance(event.outcome, Ok) or event.changes):
            self._do(attempt, event.changes, event.turn)

    def _cut(self, attempt: ToolAttempted) -> None:
        """An attempt that a crash cut: whether it was done stands later in the recording."""
        told = self._told.get(attempt.key)
        if attempt.key and told is not None and told.from_ledger and attempt.key not in self._done:
            self._do(attempt, told.changes, attempt.turn)

    def _do(self, attempt: ToolAttempted, changes: Sequence[RowChange], turn: int) -> None:
        told = self._told.get(attempt.key)
        if told is None or not isinstance(told.outcome, Ok):
            raise SandboxError(
                f"turn {turn}: the reply of {attempt.tool} was lost, and its result stands nowhere",
                "go on from an earlier turn, or fork the session itself",
            )
        self._apply(changes, turn)
        self._done.add(attempt.key)
        real = Attempt(tool=attempt.tool, arguments={}, key=attempt.key, turn=turn, hop=attempt.hop)
        with self._world.writing(turn, attempt.hop, attempt.tool) as transaction:
            ledger.enter(
                transaction.connection, real, self._real(told.outcome.result), self._rows(changes)
            )

    def _apply(self, changes: Sequence[RowChange], turn: int) -> None:
        if changes:
            apply_changes(self._world, as_found(changes, self._mask, self._world), turn)

    def _rows(self, changes: Sequence[RowChange]) -> tuple[RowChange, ...]:
        return tuple(RowChange.model_validate(self._real(one.model_dump())) for one in changes)

    def _real(self, value: JSON) -> JSON:
        return self._mask.restore(value)


def _successes(events: Sequence[Event]) -> dict[str, ToolResponded]:
    """The first success that was told under each key."""
    found: dict[str, ToolResponded] = {}
    key = ""
    for event in events:
        if isinstance(event, ToolAttempted):
            key = event.key
        elif isinstance(event, ToolResponded) and key and isinstance(event.outcome, Ok):
            found.setdefault(key, event)
            key = ""
    return found
