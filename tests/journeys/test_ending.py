"""A session ends with an outcome, goes on after it, and takes what a person says of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.clocks import NoStopwatch, SteppingClock
from sandbox.domain.faults import SandboxError
from sandbox.hub.annotate import Say, annotate
from sandbox.hub.folder import SessionFolder
from sandbox.hub.live import LiveSession
from sandbox.hub.outcome import end_event, mark_event
from sandbox.log.event import Event, SessionEnded, TurnFinished, TurnMarked
from sandbox.log.fold import Session, fold
from sandbox.log.lock import held
from sandbox.log.outcome import outcome_of
from sandbox.log.reader import read_log
from sandbox.log.recording import read_recording
from sandbox.pack.pack import Pack
from sandbox.settings import Settings

Start = Callable[..., LiveSession]
STATUS = "where is my order 10042?"
MAIL, PHONE = "jo@private.example", "+49 151 23456789"


def _ends(live: LiveSession) -> list[tuple[str, str]]:
    events = read_log(live.folder.log).events
    return [(e.outcome, e.judged_by) for e in events if isinstance(e, SessionEnded)]


def _judged(live: LiveSession) -> tuple[str, str]:
    judged = outcome_of(fold(read_log(live.folder.log).events))
    assert judged is not None
    return judged.outcome, judged.judged_by


async def _again(live: LiveSession, settings: Settings) -> LiveSession:
    home = live.folder.path.parents[1]
    return await wiring.open_session(settings, live.name, home=home)


async def test_closing_judges_once_and_a_later_turn_makes_it_outdated(
    start: Start, settings: Settings
) -> None:
    live = start()
    await live.send("where is my order?")
    await live.close()
    assert _ends(live) == [("abandoned", "engine")]
    again = await _again(live, settings)
    await again.close()
    assert _ends(live) == [("abandoned", "engine")]
    again = await _again(live, settings)
    await again.send("10042")
    await again.close()
    assert _ends(live) == [("abandoned", "engine"), ("resolved", "engine")]
    report = await wiring.strict_replay(settings, read_recording(live.folder.log)).run()
    assert report.identical, report.lines()


async def test_a_session_without_a_turn_ends_without_an_outcome(start: Start) -> None:
    live = start()
    await live.close()
    assert _ends(live) == []


async def test_a_persons_outcome_is_not_judged_over(start: Start, settings: Settings) -> None:
    live = start()
    await live.send("where is my order O-10058?")
    live.judge("resolved", f"told {MAIL} the truth")
    await live.close()
    assert _ends(live) == [("resolved", "developer")]
    await (await _again(live, settings)).close()
    assert _judged(live) == ("resolved", "developer")
    assert MAIL not in live.folder.log.read_text("utf-8")


async def test_what_the_live_session_is_told_is_what_the_log_tells(start: Start) -> None:
    live = start()
    heard: list[Event] = []
    live.subscribe(heard.append)
    await live.send(STATUS)
    live.mark(1, "bad", f"asked for {PHONE}")
    await live.close()
    assert [type(event) for event in heard[-2:]] == [TurnMarked, SessionEnded]
    assert live.session == fold(read_log(live.folder.log).events)
    assert PHONE not in live.folder.log.read_text("utf-8")
    assert live.session.turns[0].note == "asked for [PHONE]"


async def test_while_another_window_runs_a_turn_closing_writes_nothing_and_ends(
    start: Start,
) -> None:
    live = start()
    await live.send(STATUS)
    with held(live.folder.lock):
        await live.close()
    assert _ends(live) == []
    assert _judged(live) == ("resolved", "engine")


@pytest.mark.parametrize("turn", [0, 2, -1])
async def test_there_is_no_mark_on_a_turn_that_is_not_there(start: Start, turn: int) -> None:
    live = start()
    await live.send(STATUS)
    with pytest.raises(SandboxError, match=f"no turn {turn}"):
        live.mark(turn, "good")
    await live.close()


def _say(folder: SessionFolder, pack: Pack, event: Callable[[Session, Say], Event]) -> Event:
    return annotate(folder, pack, SteppingClock(pack.now), NoStopwatch(), event)


def _bad(session: Session, say: Say) -> Event:
    return mark_event(session, 1, "bad", say(f"wrote to {MAIL} and {PHONE}"))


async def test_a_session_at_rest_is_marked_without_being_opened(
    start: Start, settings: Settings, pack: Pack
) -> None:
    live = start()
    await live.send(f"{STATUS} My mail is {MAIL}")
    await live.close()
    before = len(read_log(live.folder.log).events)
    vault = live.folder.vault.read_bytes()
    written = _say(live.folder, pack, _bad)
    text = live.folder.log.read_text("utf-8")
    assert MAIL not in text
    assert PHONE not in text
    log = read_log(live.folder.log)
    assert log.events[before:] == (written,)
    assert log.events[-1].at == log.events[-2].at
    turn = fold(log.events).turns[0]
    # What the session knows can be shown again; what only the note holds leaves no trace in it.
    assert (turn.mark, turn.note) == ("bad", "wrote to [EMAIL_1] and [PHONE]")
    assert (written.made, live.folder.vault.read_bytes()) == ((), vault)
    again = await _again(live, settings)
    assert again.restore(again.session.turns[0].note) == f"wrote to {MAIL} and [PHONE]"
    await again.send(f"my number is {PHONE}, yours +49 151 99999999")
    assert "[PHONE_1]" in again.session.turns[1].asked
    again.mark(2, "good", "and sam@elsewhere.example")
    await again.send(f"write to other@private.example, not {MAIL}")
    await again.close()
    report = await wiring.strict_replay(settings, read_recording(live.folder.log)).run()
    assert report.identical, report.lines()


async def test_a_mark_cuts_a_torn_tail_like_every_writer(start: Start, pack: Pack) -> None:
    live = start()
    await live.send(STATUS)
    await live.close()
    with live.folder.log.open("ab") as file:
        file.write(b'{"kind":"turn_sta')
    _say(live.folder, pack, _bad)
    log = read_log(live.folder.log)
    assert (log.torn, fold(log.events).turns[0].mark) == (b"", "bad")
    assert list(live.folder.path.glob("*.torn"))


async def test_a_turn_that_was_cut_is_not_written_into(
    start: Start, pack: Pack, tmp_path: Path
) -> None:
    live = start()
    await live.send(STATUS)
    await live.send(STATUS)
    await live.close()
    lines = live.folder.log.read_bytes().splitlines(keepends=True)
    last = max(n for n, line in enumerate(lines) if b'"turn_finished"' in line)
    live.folder.log.write_bytes(b"".join(lines[:last]))
    before = live.folder.log.read_bytes()
    with pytest.raises(SandboxError, match=r"turn 2 of .* was cut short"):
        _say(live.folder, pack, _bad)
    assert live.folder.log.read_bytes() == before


async def test_a_locked_session_takes_no_mark(start: Start, pack: Pack) -> None:
    live = start()
    await live.send(STATUS)
    await live.close()
    with held(live.folder.lock), pytest.raises(SandboxError, match="another program"):
        _say(live.folder, pack, _bad)


async def test_a_session_whose_vault_is_gone_can_still_be_judged(start: Start, pack: Pack) -> None:
    live = start()
    await live.send(STATUS)
    await live.close()
    live.folder.vault.unlink(missing_ok=True)
    shutil.rmtree(live.folder.packs, ignore_errors=True)
    _say(
        live.folder,
        pack,
        lambda found, say: end_event(found, "failed", "developer", say(f"{MAIL} waits")),
    )
    assert _judged(live) == ("failed", "developer")
    assert MAIL not in live.folder.log.read_text("utf-8")


async def test_each_turn_says_who_judged_it(start: Start) -> None:
    live = start()
    await live.send(STATUS)
    await live.close()
    events = read_log(live.folder.log).events
    assert [e.judged_by for e in events if isinstance(e, TurnFinished)] == ["engine"]
