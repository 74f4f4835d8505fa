"""Editing a pack under a running session, and what a replay says of it afterwards."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.faults import SandboxError
from sandbox.hub.live import LiveSession
from sandbox.log.event import PackChanged
from sandbox.log.reader import read_log
from sandbox.log.recording import read_recording
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.own_pack import own_pack

QUESTION = "where is my order 10042?"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of brightcart that a test may edit."""
    return own_pack(tmp_path / "shop")


@pytest.fixture
def live(copy: Path, settings: Settings, tmp_path: Path) -> LiveSession:
    pack = wiring.load(settings, str(copy))
    return wiring.new_session(settings, pack, ask=AnswerAll(True), home=tmp_path)


def _edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text("utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, "utf-8")


def _prompt(copy: Path) -> Path:
    return copy.parents[1] / "prompts" / "brightcart" / "agent.md.j2"


async def _first_difference(live: LiveSession, settings: Settings, copy: Path):
    await live.close()
    recording = read_recording(live.folder.log)
    report = await wiring.strict_replay(settings, recording, str(copy)).run()
    return report.difference


async def test_the_next_turn_follows_an_edit_and_the_log_says_so(
    live: LiveSession, copy: Path
) -> None:
    await live.send(QUESTION)
    file = copy / "procedures" / "order_status.md"
    _edit(file, lambda text: text.replace("was delivered on", "arrived, hurrah, on"))
    await live.send(QUESTION)
    assert "arrived, hurrah, on" in live.session.turns[-1].reply
    changed = [e for e in read_log(live.folder.log).events if isinstance(e, PackChanged)]
    assert len(changed) == 1
    assert len(list(live.folder.packs.iterdir())) == 2
    await live.close()


async def test_a_broken_edit_is_named_and_the_turn_is_not_sent(
    live: LiveSession, copy: Path
) -> None:
    file = copy / "procedures" / "order_status.md"
    whole = file.read_text("utf-8")
    _edit(file, lambda text: text.replace("```steps\nask", "```steps\naks"))
    with pytest.raises(SandboxError, match=r"procedures/order_status\.md:\d+"):
        await live.send(QUESTION)
    assert live.session.turns == []
    file.write_text(whole, "utf-8")
    await live.send(QUESTION)
    assert live.session.turns[0].finished is not None
    await live.close()


async def test_one_changed_line_of_a_prompt_is_named_by_the_replay(
    live: LiveSession, settings: Settings, copy: Path
) -> None:
    await live.send(QUESTION)
    _edit(_prompt(copy), lambda text: text + "\nBe brief.\n")
    found = await _first_difference(live, settings, copy)
    assert found is not None
    assert found.hop.endswith("prompt")
    assert "prompt changed: prompts/brightcart/agent.md.j2" in found.causes


async def test_a_changed_limit_flips_a_verdict_and_is_named(
    live: LiveSession, settings: Settings, copy: Path
) -> None:
    await live.send("My parcel arrived broken, order 10042, I want my money back")
    _edit(copy / "policy" / "data.yaml", lambda text: text.replace("100.00", "10.00"))
    found = await _first_difference(live, settings, copy)
    assert found is not None
    assert found.hop == "1.21 policy orders.issue_refund"
    assert any(cause.startswith("policy changed") for cause in found.causes)


async def test_changed_seed_rows_end_a_replay_with_a_reason(
    live: LiveSession, settings: Settings, copy: Path
) -> None:
    await live.send("cancel order 10093")
    _edit(copy / "rows" / "orders.csv", lambda text: text.replace("processing", "shipped"))
    found = await _first_difference(live, settings, copy)
    assert found is not None
    assert any(cause.startswith("seed rows changed") for cause in found.causes)


async def test_the_pack_that_a_session_ran_on_is_kept(live: LiveSession, pack: Pack) -> None:
    await live.send(QUESTION)
    (kept,) = live.folder.packs.iterdir()
    names = {str(path.relative_to(kept)) for path in kept.rglob("*") if path.is_file()}
    assert names == set(pack.files)
    await live.close()


async def test_the_setting_for_personal_data_goes_over_an_edited_pack_too(
    copy: Path, settings: Settings, tmp_path: Path
) -> None:
    under = settings.model_copy(update={"privacy": "gdpr"})
    pack = wiring.load(under, str(copy))
    live = wiring.new_session(under, pack, ask=AnswerAll(True), home=tmp_path)
    _edit(copy / "domain.yaml", lambda text: f"{text}# changed\n")
    await live.send(QUESTION)
    assert live.pack is not pack
    await live.close()
    # A screen opens and forks with the pack that it has loaded.
    fork = await wiring.fork_session(under, live.name, home=tmp_path, pack=live.pack)
    await fork.send("my card is 4111 1111 1111 1111")
    assert fork.session.turns[1].asked == "my card is [CARD_REMOVED]"
    await fork.close()
