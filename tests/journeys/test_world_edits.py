"""A person edits rows between turns: in the log, in the world, and in every replay of it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.faults import SandboxError
from sandbox.hub import world_edit
from sandbox.hub.live import LiveSession
from sandbox.hub.world_edit import edit_world, preview, preview_restore, take_snapshot
from sandbox.log.changes import changes_by_turn
from sandbox.log.event import WorldEdited
from sandbox.log.recording import Head, Recording, read_recording
from sandbox.settings import Settings
from sandbox.testing.replays import Replays
from sandbox.world.database import WorldDatabase
from sandbox.world.transaction import Transaction
from tests.journeys.test_from_turn import _world

REFUND = "My parcel arrived broken, order 10042, I want my money back"
STATUS = "where is my order 10070?"
MAIL = "brigitta.neu@anderswo.example"
NEW_MAIL = f"UPDATE customers SET email = '{MAIL}' WHERE id = 'C-0007'"
LATE = "UPDATE orders SET status = 'cancelled' WHERE id = 'O-10070'"


def _edit(live: LiveSession, sql: str) -> WorldEdited:
    return edit_world(live, preview(live, sql))


def _replayed(settings: Settings, live: LiveSession) -> None:
    """Both replays of the session's own log are identical."""
    recording = Recording(live.name, Head(), read_recording(live.folder.log).log)
    replays = Replays(settings)
    for report in (replays.strict(recording), replays.drift(recording)):
        assert report.passed, report.lines()


async def test_an_edit_is_seen_by_the_next_turn_and_replays_strictly_and_by_drift(
    start: Callable[..., LiveSession], settings: Settings
) -> None:
    live = start()
    await live.send(STATUS)
    before = live.session.turns[0].reply
    _edit(live, LATE)
    _edit(live, NEW_MAIL)
    await live.send(STATUS)
    assert live.session.turns[1].reply != before
    await live.send(REFUND)
    _edit(live, "DELETE FROM ticket_comments WHERE ticket_id IN (SELECT min(id) FROM tickets)")
    await live.close()
    assert [event.kind for event in live.session.outside].count("world_edited") == 3
    _replayed(settings, live)


async def test_no_personal_value_of_an_edit_reaches_the_log(
    start: Callable[..., LiveSession], settings: Settings
) -> None:
    live = start()
    written = _edit(live, NEW_MAIL)
    await live.send("what is my mail address?")
    assert MAIL.encode() not in live.folder.log.read_bytes()
    assert live.restore([one.model_dump() for one in written.changes]) != [
        one.model_dump() for one in written.changes
    ]
    assert written.made
    _replayed(settings, live)


async def test_an_edit_told_by_hand_stands_in_the_diff_of_the_session(
    start: Callable[..., LiveSession],
) -> None:
    live = start()
    await live.send(STATUS)
    _edit(live, LATE)
    (change,) = changes_by_turn(live.session)[0]
    assert (change.table, change.key) == ("orders", "O-10070")


async def test_forks_before_and_after_an_edit_and_the_log_alone_have_its_rows_or_not(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start()
    await live.send(STATUS)  # writes nothing: the world's journal has no change of turn 1
    _edit(live, LATE)
    await live.send(REFUND)
    _edit(live, NEW_MAIL)
    recording = Recording("talk", Head(), read_recording(live.folder.log).log)
    for turn in (1, 2):
        fork = await wiring.fork_session(settings, live.name, turn, home=tmp_path)
        made = await wiring.go_on_from(settings, recording, turn, "sandbox/scripted", home=tmp_path)
        world = fork.parts.ports.rows
        status = (world.row("orders", "O-10070") or {})["status"]
        assert (status == "cancelled") == (turn == 2)
        assert _world(made) == _world(fork)
        await fork.close()
        await made.close()


async def test_an_edit_is_for_between_turns_and_for_rows_as_they_were_shown(
    start: Callable[..., LiveSession],
) -> None:
    live = start()
    shown = preview(live, LATE)
    _edit(live, "UPDATE orders SET status = 'returned' WHERE id = 'O-10070'")
    with pytest.raises(SandboxError, match="not as you found it"):
        edit_world(live, shown)
    with pytest.raises(SandboxError, match="no row"):
        edit_world(live, preview(live, "DELETE FROM orders WHERE id = 'nobody'"))
    count = live.session.count
    seen: list[str] = []

    def during(event: object) -> None:
        try:
            preview(live, LATE)
        except SandboxError as error:
            seen.append(error.message)

    stop = live.subscribe(during)
    await live.send(STATUS)
    stop()
    assert set(seen) == {"a turn is running"}
    assert live.session.count > count


async def test_a_snapshot_s_rows_come_back_as_one_edit_and_that_replays(
    start: Callable[..., LiveSession], settings: Settings
) -> None:
    live = start()
    await live.send(STATUS)
    take_snapshot(live, "before-refund")
    rows = _rows(live)
    await live.send(REFUND)
    assert _rows(live) != rows
    written = edit_world(live, preview_restore(live, "before-refund"), "before-refund")
    assert (_rows(live), written.restored) == (rows, "before-refund")
    await live.send("My parcel arrived broken, order 10042, I want my money back, please")
    await live.close()
    _replayed(settings, live)


async def test_an_edit_that_a_crash_kept_from_the_world_is_made_when_the_session_opens_again(
    start: Callable[..., LiveSession],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = start()
    await live.send(STATUS)
    changes = preview(live, NEW_MAIL)

    def crash(*_args: object, before_commit: Callable[[], None], **_more: object) -> None:
        before_commit()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(world_edit.by_hand, "edit", crash)
        with pytest.raises(KeyboardInterrupt):
            edit_world(live, changes)
    assert _mail(live) != MAIL
    live._rest.now()
    again = await wiring.open_session(settings, live.name, ask=AnswerAll(True), home=tmp_path)
    assert _mail(again) == MAIL
    await again.close()
    _replayed(settings, again)


def _mail(live: LiveSession) -> object:
    return (live.parts.ports.rows.row("customers", "C-0007") or {})["email"]


def _rows(live: LiveSession) -> dict[str, list]:
    world = live.parts.ports.rows
    assert isinstance(world, WorldDatabase)
    return {name: world.rows(name) for name in world.tables}


@pytest.mark.parametrize("fails", [1, 2])
async def test_a_commit_that_fails_after_the_log_has_the_edit_is_made_up_for_or_told(
    start: Callable[..., LiveSession],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fails: int,
) -> None:
    live = start()
    await live.send(STATUS)
    changes = preview(live, NEW_MAIL)
    left = [fails]
    commit = Transaction.commit

    def failing(self: Transaction, *where: Any) -> None:
        if left[0]:
            left[0] -= 1
            raise sqlite3.OperationalError("disk I/O error")
        commit(self, *where)

    monkeypatch.setattr(Transaction, "commit", failing)
    if fails == 1:
        edit_world(live, changes)
        assert _mail(live) == MAIL
    else:
        with pytest.raises(SandboxError, match="is in the log"):
            edit_world(live, changes)
    live._rest.now()
    again = await wiring.open_session(settings, live.name, ask=AnswerAll(True), home=tmp_path)
    assert _mail(again) == MAIL
    await again.close()
    _replayed(settings, again)
