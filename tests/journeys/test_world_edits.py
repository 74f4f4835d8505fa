"""A person edits rows between turns: in the log, in the world, and in every replay of it."""

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.faults import SandboxError
from sandbox.hub import world_edit
from sandbox.hub.live import LiveSession
from sandbox.hub.world_edit import (
    edit_aside,
    edit_world,
    preview,
    preview_restore,
    take_snapshot,
)
from sandbox.log.changes import changes_by_turn
from sandbox.log.event import WorldEdited
from sandbox.log.recording import Head, Recording, read_recording
from sandbox.replay.edit_again import edit_again
from sandbox.replay.from_turn import go_on
from sandbox.replay.person import fresh_mask
from sandbox.replay.sweep_actors import words_by_turn
from sandbox.settings import Settings
from sandbox.testing.replays import Replays
from sandbox.world.database import WorldDatabase
from sandbox.world.snapshots import snapshots_in
from sandbox.world.transaction import Transaction
from tests.journeys.test_from_turn import _world

REFUND = "My parcel arrived broken, order 10042, I want my money back"
STATUS = "where is my order 10070?"
MAIL = "brigitta.neu@anderswo.example"
NEW_MAIL = f"UPDATE customers SET email = '{MAIL}' WHERE id = 'C-0007'"
FIRST = "(SELECT min(id) FROM ticket_comments)"
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


async def test_a_fork_has_the_snapshots_taken_up_to_its_turn_and_gives_exactly_their_rows_back(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start()
    kept: dict[str, dict[str, list]] = {}
    for number, text in enumerate((STATUS, REFUND, STATUS)):
        take_snapshot(live, f"after-{number}")
        kept[f"after-{number}"] = _rows(live)
        await live.send(text)
        _edit(live, f"UPDATE orders SET total_minor = {number} WHERE id = 'O-10070'")
    await live.close()
    for turn in (1, 2, None):
        fork = await wiring.fork_session(settings, live.name, turn, home=tmp_path)
        there = snapshots_in(fork.folder.snapshots)
        assert [one.name for one in there] == [f"after-{n}" for n in range(turn or 3)]
        for one in there:
            if changes := preview_restore(fork, one.name):
                edit_world(fork, changes, one.name)
            assert _rows(fork) == kept[one.name]
        # Of its own it may take more; those of the session it came from stay as they were.
        take_snapshot(fork, "own")
        await fork.close()
        _replayed(settings, fork)
    assert {one.name for one in snapshots_in(live.folder.snapshots)} == set(kept)


async def test_a_fork_of_a_fork_has_them_when_the_first_session_is_gone(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start()
    take_snapshot(live, "first")
    rows = _rows(live)
    await live.send(REFUND)
    await live.close()
    fork = await wiring.fork_session(settings, live.name, None, home=tmp_path)
    shutil.rmtree(live.folder.path)
    again = await wiring.fork_session(settings, fork.name, 2, home=tmp_path)
    edit_world(again, preview_restore(again, "first"), "first")
    assert _rows(again) == rows


@pytest.mark.parametrize("fails", [0, 1, 2])
async def test_an_edit_in_a_thread_is_told_in_the_loop_s_own_once_and_as_the_log_has_it(
    start: Callable[..., LiveSession],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    fails: int,
) -> None:
    live = start()
    await live.send(STATUS)
    told: list[tuple[int, object]] = []
    live.subscribe(lambda event: told.append((threading.get_ident(), event)))
    left, commit, at_work = [fails], Transaction.commit, set[int]()

    def failing(self: Transaction, *where: Any) -> None:
        at_work.add(threading.get_ident())
        if left[0]:
            left[0] -= 1
            raise sqlite3.OperationalError("disk I/O error")
        commit(self, *where)

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "commit", failing)
        work = edit_aside(live, preview(live, NEW_MAIL))
        if fails == 2:
            with pytest.raises(SandboxError, match="is in the log"):
                await work
        else:
            await work
    here = threading.get_ident()
    assert at_work
    assert here not in at_work
    assert [(where, event.kind) for where, event in told] == [(here, "world_edited")]  # pyright: ignore
    await live.send(STATUS)  # makes up for what could not be done
    assert _mail(live) == MAIL
    await live.close()
    _replayed(settings, live)


async def test_who_stops_waiting_for_an_edit_does_not_leave_half_of_it(
    start: Callable[..., LiveSession], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = start()
    await live.send(STATUS)
    begun, go = threading.Event(), threading.Event()
    edit = world_edit.by_hand.edit

    def slowly(*args: Any, **how: Any) -> None:
        begun.set()
        assert go.wait(60)
        edit(*args, **how)

    monkeypatch.setattr(world_edit.by_hand, "edit", slowly)
    waiting = asyncio.ensure_future(edit_aside(live, preview(live, NEW_MAIL)))
    assert await asyncio.to_thread(begun.wait, 60)
    waiting.cancel()
    with pytest.raises(SandboxError, match="rows are being changed by hand"):
        take_snapshot(live, "now")
    closing = asyncio.ensure_future(live.close())
    await asyncio.sleep(0)
    assert not closing.done()
    go.set()
    await closing
    assert waiting.cancelled()
    assert _mail(live) == MAIL
    _replayed(settings, live)


async def test_going_on_live_past_an_edit_makes_it_on_the_rows_as_they_are_there(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start()
    await live.send(STATUS)
    _edit(live, LATE)
    _edit(live, NEW_MAIL)
    await live.send(STATUS)
    await live.close()
    recording = Recording("talk", Head(), read_recording(live.folder.log).log)
    events = recording.log.events
    made = await wiring.go_on_from(settings, recording, 1, "sandbox/sloppy", home=tmp_path)
    # Whoever answers has left the row otherwise, in a column that the person left alone.
    _edit(made, "UPDATE orders SET total_minor = 1 WHERE id = 'O-10070'")
    tape = fresh_mask(made.pack, events).tape
    words = words_by_turn(events, tape)
    for event in events:
        await go_on(made, event, words, tape)
    row = made.parts.ports.rows.row("orders", "O-10070") or {}
    assert (row["status"], row["total_minor"]) == ("cancelled", 1)
    assert len(made.session.turns) == 2
    assert made.session.turns[1].reply == live.session.turns[1].reply
    # The recording has no real value of the mail, and its own stands for it.
    assert _mail(made) not in (MAIL, None)
    assert "@" in str(_mail(made))
    await made.close()
    _replayed(settings, made)


@pytest.mark.parametrize(
    ("sql", "here", "how"),
    [
        (LATE, "UPDATE orders SET status = 'returned' WHERE id = 'O-10070'", "has another status"),
        (
            f"DELETE FROM ticket_comments WHERE id = {FIRST}",
            f"UPDATE ticket_comments SET body = 'b' WHERE id = {FIRST}",
            "is another row",
        ),
        (
            f"UPDATE ticket_comments SET body = 'b' WHERE id = {FIRST}",
            f"DELETE FROM ticket_comments WHERE id = {FIRST}",
            "is gone",
        ),
        (LATE, LATE, ""),
        (NEW_MAIL, NEW_MAIL, ""),
    ],
)
async def test_what_person_and_live_session_both_changed_is_refused_in_one_line_and_else_made(
    start: Callable[..., LiveSession], sql: str, here: str, how: str
) -> None:
    first, live = start(), start()
    event = _edit(first, sql)
    _edit(live, here)
    rows, count = _rows(live), live.session.count
    if not how:
        await edit_again(live, event, first.parts.mask)
        assert live.session.count == count  # it has been made here already
    else:
        with pytest.raises(SandboxError, match=how) as caught:
            await edit_again(live, event, first.parts.mask)
        assert "\n" not in str(caught.value)
    assert _rows(live) == rows
