"""Procedures of every kind of step, killed anywhere and made up at random."""

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.faults import SandboxError
from sandbox.hub.agent import Agent
from sandbox.log.event import Blob, Event
from sandbox.log.reader import read_log
from sandbox.log.recording import read_recording
from sandbox.pack.load import load_pack
from sandbox.pack.pack import Pack
from sandbox.procedures.grammar import StepError, parse_block
from sandbox.settings import Settings
from tests.journeys.crashed import images_of
from tests.journeys.workshop_talk import HOURS, WANT, Open, discounts, talk
from tests.unit.pack.workshop import write_workshop


@pytest.mark.timeout(240)
@pytest.mark.parametrize("shard", range(3))
async def test_a_crash_before_any_event_keeps_place_results_and_what_waits(
    workshop: Open,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shard: int,
):
    """Killed anywhere in three turns: taken up, the same words lead to the same end, once."""
    words = [WANT, HOURS, "yes"]
    live = workshop()
    images = await images_of(live, tmp_path, monkeypatch, *words)
    await live.close()
    assert len(images) > 60
    for home in images[shard::3]:
        (only,) = (home / "sessions").iterdir()
        again = await wiring.open_session(settings, only.name, ask=AnswerAll(True), home=home)
        left = words[len(again.session.turns) :]
        last = again.session.turns[-1].finished if again.session.turns else None
        if last is not None and last.outcome == "interrupted":
            left = words[len(again.session.turns) - 1 :]
        for one in left:
            await again.send(one)
        assert discounts(again) == ["10.01"], home.name
        await again.close()
        report = await wiring.strict_replay(settings, read_recording(again.folder.log)).run()
        assert report.identical, [home.name, *report.lines()]


LINES = st.sampled_from(
    [
        "ask late",
        "ask repair_id",
        "call get_repair(repair_id)",
        'say "It is {get_repair.state}."',
        'say "Well."',
        "do find_repair",
        "switch hours",
        "switch lost",
        'read "terms"',
        "read hours",
        "let off = round(get_repair.price / 3, 2)",
        'let off = join("R", off)',
        'approve "may I, for {off}?"',
        'approve "well?"\notherwise:\n  say "no"',
        'call give_discount(repair_id, amount="1.00", reason="late")',
        "stop",
    ]
)
CONDITIONS = st.sampled_from(["late", "get_repair.price > 50", "off is set", "approval is set"])


def _indented(lines: list[str]) -> str:
    return "\n".join(f"  {line}" for block in lines for line in block.split("\n"))


BLOCKS = st.recursive(
    LINES,
    lambda inner: st.builds(
        lambda condition, yes, no: (
            f"when {condition}:\n{_indented(yes)}"
            + (f"\notherwise:\n{_indented(no)}" if no else "")
        ),
        CONDITIONS,
        st.lists(inner, min_size=1, max_size=3),
        st.lists(inner, max_size=2),
    ),
    max_leaves=6,
)
WORDS = st.lists(
    st.sampled_from([WANT, HOURS, "yes", "no", "R-002", "discount on R-003", "hello", "thank you"]),
    min_size=1,
    max_size=4,
)


@pytest.mark.timeout(240)
@how(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(BLOCKS, min_size=1, max_size=6), WORDS, st.booleans())
def test_any_procedure_ends_or_asks_and_its_log_folds_to_the_same_agent(
    settings: Settings, blocks: list[str], words: list[str], approve: bool
):
    steps = "\n".join(blocks)
    try:
        parse_block(steps)
    except StepError:
        return
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANDBOX_PACKS", folder)
        root = write_workshop(Path(folder) / "workshop")
        page = root / "procedures/discount.md"
        head = page.read_text("utf-8").split("```steps")[0]
        page.write_text(f"{head}```steps\n{steps}\n```\n", encoding="utf-8")
        others = 'when false:\n  do find_repair\nwhen false:\n  switch lost\nsay "We are open."'
        hours = (root / "procedures/hours.md").read_text("utf-8").split("```steps")[0]
        page = root / "procedures/hours.md"
        page.write_text(f"{hours}```steps\n{others}\n```\n", encoding="utf-8")
        try:
            pack = load_pack(str(root))
        except SandboxError:
            return
        asyncio.run(_told_twice(settings, pack, Path(folder), words, approve))


async def _told_twice(
    settings: Settings, pack: Pack, home: Path, words: list[str], approve: bool
) -> None:
    live = wiring.new_session(settings, pack, ask=AnswerAll(approve), home=home)
    states: list[object] = []
    feed = Agent.feed

    def noting(self: Agent, event: Event) -> None:
        feed(self, event)
        if not isinstance(event, Blob):
            states.append(_state(self))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Agent, "feed", noting)
        began = len(states)
        await talk(live, *words)
        lived = states[began:]
        states.clear()
        again = Agent(pack)
        for event in read_log(live.folder.log).events:
            again.feed(event)
    assert lived
    assert states[-len(lived) :] == lived
    for turn in live.session.turns:
        assert turn.finished is not None
        assert len(turn.hops) < 120
        assert turn.reply
    await live.close()
    report = await wiring.strict_replay(settings, read_recording(live.folder.log)).run()
    assert report.identical, report.lines()


def _state(agent: Agent) -> object:
    """All that the agent knows of its procedures."""
    waiting = [(one.run.model_dump(), one.turn, one.stale) for one in agent.shelf.waiting]
    return agent.run and agent.run.model_dump(), waiting, agent.waiting
