"""A killed program loses nothing and does nothing twice, wherever it was killed."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.adapters.clocks import NoSleep
from sandbox.hub.live import LiveSession
from sandbox.log.fold import fold
from sandbox.log.reader import read_log
from sandbox.log.recording import read_recording
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.journeys.crashed import images_of

REFUND = "My parcel arrived broken, order 10042, I want my money back, mail jo@private.example"


async def _resumed(settings: Settings, home: Path, approve: bool = True) -> LiveSession:
    (only,) = (home / "sessions").iterdir()
    return await wiring.open_session(settings, only.name, ask=AnswerAll(approve), home=home)


_SHARDS = 6
"""Every crash point is tried, a sixth of them a test, so that no test is long."""


@pytest.mark.timeout(240)
@pytest.mark.parametrize("shard", range(_SHARDS))
async def test_a_crash_before_any_event_is_resumed_with_one_effect_at_most(
    start: Callable[..., LiveSession],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shard: int,
) -> None:
    live = start()
    await live.send("where is my order 10042?")
    images = await images_of(live, tmp_path, monkeypatch, REFUND)
    await live.close()
    ends: set[str] = set()
    for home in images[shard::_SHARDS]:
        again = await _resumed(settings, home)
        turns = again.session.turns
        if len(turns) == 2:
            assert turns[1].finished is not None
            ends.add(turns[1].finished.outcome)
        refunds = _refunds(again)
        assert refunds <= 1
        waiting = again.unsent()
        assert (waiting == REFUND) == (len(turns) == 1)
        if len(turns) == 1 or turns[1].finished.outcome == "interrupted":  # pyright: ignore
            await again.send(REFUND)
        assert _refunds(again) == 1
        await again.close()
        await _replays(again, settings)
    assert ends <= {"answered", "interrupted"}
    assert "answered" in ends
    assert len(images) > 40


@pytest.mark.timeout(240)
@pytest.mark.parametrize("shard", range(3))
async def test_a_crash_while_replies_are_lost_leaves_one_effect_and_replays(
    start: Callable[..., LiveSession],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shard: int,
) -> None:
    """The reply of the refund is lost once, and the program dies before any event after that."""
    live = start(
        faults=("orders.issue_refund:error_after_commit@1", "orders.get_order:timeout=10ms@1")
    )
    live.parts.ports.sleep = NoSleep()
    images = await images_of(live, tmp_path, monkeypatch, REFUND)
    await live.close()
    for home in images[shard::6]:
        again = await _resumed(settings, home)
        again.parts.ports.sleep = NoSleep()
        turns = again.session.turns
        if not turns or turns[0].finished.outcome == "interrupted":  # pyright: ignore
            await again.send(REFUND)
        assert _refunds(again) == 1
        assert "I have refunded" in again.session.turns[-1].reply
        await again.close()
        await _replays(again, settings)


def _refunds(live: LiveSession) -> int:
    """Refunds made in this session: those that the seed lacks."""
    seeded = len(live.pack.rows["refunds"])
    return len(live.parts.ports.rows.keys("refunds")) - seeded


async def _replays(live: LiveSession, settings: Settings) -> None:
    read_log(live.folder.log)
    recording = read_recording(live.folder.log)
    report = await wiring.strict_replay(settings, recording).run()
    assert report.identical, report.lines()


@pytest.mark.timeout(240)
async def test_random_cuts_of_the_log_are_resumed(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start()
    await live.send(REFUND)
    await live.close()
    whole = live.folder.log.read_bytes()
    begun = whole.index(b"\n") + 1
    for index, cut in enumerate(range(begun, len(whole), len(whole) // 25)):
        home = tmp_path / f"cut-{index}"
        image = home / "sessions" / live.name
        shutil.copytree(live.folder.path, image)
        (image / "log.jsonl").write_bytes(whole[:cut])
        again = await _resumed(settings, home)
        assert again.session.running is None
        assert _refunds(again) == 1
        log = read_log(image / "log.jsonl")
        assert not log.torn
        assert fold(log.events).running is None
        await again.close()


def test_kill_9_in_the_middle_of_a_refund_gives_one_refund_and_a_whole_log(
    tmp_path: Path, settings: Settings
) -> None:
    program = textwrap.dedent(
        f"""
        import asyncio, os, signal
        from pathlib import Path
        from sandbox import wiring
        from sandbox.adapters.ask import AnswerAll
        from sandbox.log.event import ToolResponded
        from sandbox.log.writer import LogWriter
        from sandbox.settings import Settings

        append = LogWriter.append
        def die_before_the_answer(self, event, dumped=None):
            if isinstance(event, ToolResponded) and event.tool == "issue_refund":
                os.kill(os.getpid(), signal.SIGKILL)
            append(self, event, dumped)
        LogWriter.append = die_before_the_answer
        settings = Settings(_env_file=None)
        pack = wiring.load(settings, "brightcart")
        live = wiring.new_session(settings, pack, ask=AnswerAll(True), home=Path({str(tmp_path)!r}))
        asyncio.run(live.send({REFUND!r}))
        """
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, env=os.environ)
    assert done.returncode == -signal.SIGKILL

    async def resume() -> None:
        live = await _resumed(settings, tmp_path)
        assert _refunds(live) == 1
        last = live.session.turns[-1]
        assert last.finished is not None
        assert last.finished.outcome == "answered"
        assert "the refund number is RF-" in last.reply
        await live.send("please try again, refund order 10042")
        assert _refunds(live) == 1
        await live.close()
        await _replays(live, settings)

    asyncio.run(resume())


async def test_a_confirm_that_waits_survives_a_restart(
    start: Callable[..., LiveSession],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = start(approve=False)
    images = await images_of(live, tmp_path, monkeypatch, "cancel order 10093")
    await live.close()
    kinds = [event.kind for event in read_log(live.folder.log).events]
    asked = images[kinds.index("human_acted") - 1]
    again = await _resumed(settings, asked)
    assert again.parts.ports.rows.row("orders", "O-10093")["status"] == "cancelled"  # pyright: ignore
    assert again.session.turns[-1].finished.outcome == "answered"  # pyright: ignore
    await again.close()


def test_no_raw_word_of_a_customer_is_in_any_file_but_the_vault(
    tmp_path: Path, settings: Settings, pack: Pack
) -> None:
    async def run() -> LiveSession:
        live = wiring.new_session(settings, pack, ask=AnswerAll(True), home=tmp_path)
        await live.send(REFUND)
        await live.close()
        return live

    live = asyncio.run(run())
    for path in live.folder.path.rglob("*"):
        if path.is_file() and path != live.folder.vault:
            assert b"jo@private.example" not in path.read_bytes(), path.name
    assert live.folder.vault.stat().st_mode & 0o777 == 0o600
