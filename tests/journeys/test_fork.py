"""A fork is the session as it was before a turn; what happens in one branch stays in it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.faults import SandboxError
from sandbox.hub.live import LiveSession
from sandbox.log.event import SessionForked
from sandbox.log.recording import read_recording
from sandbox.pack.pack import Pack
from sandbox.settings import Settings

REFUND = "My parcel arrived broken, order 10042, I want my money back"
STATUS = "where is my order 10070?"
CANCEL = "cancel order 10093"
MAIL = "my mail address is jo@private.example, where is order 10042?"


def _new(settings: Settings, pack: Pack, home: Path) -> LiveSession:
    return wiring.new_session(settings, pack, ask=AnswerAll(True), home=home)


async def _fork(settings: Settings, live: LiveSession, turn: int, home: Path) -> LiveSession:
    return await wiring.fork_session(settings, live.name, turn, ask=AnswerAll(True), home=home)


def _rows(live: LiveSession) -> dict[str, list[str]]:
    world = live.parts.ports.rows
    return {table: list(world.keys(table)) for table in ("refunds", "tickets")}


async def test_a_fork_knows_the_turns_before_and_no_other(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    live = _new(settings, pack, tmp_path)
    for text in (STATUS, REFUND, CANCEL):
        await live.send(text)
    branch = await _fork(settings, live, 2, tmp_path)
    assert [turn.asked for turn in branch.session.turns] == [STATUS]
    assert len(_rows(branch)["refunds"]) == len(_rows(live)["refunds"]) - 1
    forked = [e for e in branch.session.outside if isinstance(e, SessionForked)]
    assert [(event.parent, event.after) for event in forked] == [(live.name, 1)]
    await branch.close()
    await live.close()


async def test_the_refund_of_one_branch_is_paid_in_the_other_as_well_and_the_first_is_untouched(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    live = _new(settings, pack, tmp_path)
    await live.send(STATUS)
    await live.send(REFUND)
    before = live.folder.log.read_bytes(), _rows(live)
    branch = await _fork(settings, live, 2, tmp_path)
    await branch.send(REFUND)
    assert {c.table for c in branch.session.turns[1].changes} == {"orders", "refunds"}
    assert _rows(branch) == _rows(live)
    assert (live.folder.log.read_bytes(), _rows(live)) == before
    await branch.close()
    await live.close()


async def test_a_fork_at_the_head_goes_on_and_replays(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    live = _new(settings, pack, tmp_path)
    await live.send(REFUND)
    branch = await _fork(settings, live, 2, tmp_path)
    await branch.send("please refund order 10042 again")
    await branch.close()
    await live.close()
    assert len(_rows(branch)["refunds"]) == len(_rows(live)["refunds"])
    report = await wiring.strict_replay(settings, read_recording(branch.folder.log)).run()
    assert report.identical, report.lines()


async def test_a_fork_forgets_values_that_were_said_after_it(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    live = _new(settings, pack, tmp_path)
    await live.send(STATUS)
    await live.send(MAIL)
    branch = await _fork(settings, live, 2, tmp_path)
    assert "jo@private.example" in live.folder.vault.read_text()
    assert "jo@private.example" not in branch.folder.vault.read_text()
    await branch.close()
    await live.close()


@pytest.mark.parametrize("turn", [0, -1, 4])
async def test_a_turn_that_is_not_there_is_named_and_nothing_is_left_behind(
    pack: Pack, settings: Settings, tmp_path: Path, turn: int
) -> None:
    live = _new(settings, pack, tmp_path)
    await live.send(STATUS)
    await live.send(CANCEL)
    with pytest.raises(SandboxError, match="has 2 turns"):
        await _fork(settings, live, turn, tmp_path)
    assert [path.name for path in (tmp_path / "sessions").iterdir()] == [live.name]
    await live.close()


TEXTS = st.sampled_from((STATUS, REFUND, CANCEL, MAIL, "thanks", "I want to make a complaint"))
STEPS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), TEXTS), min_size=2, max_size=7)


@hypothesis_settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=(HealthCheck.function_scoped_fixture,),
)
@given(STEPS)
async def test_nothing_leaks_between_the_branches_of_any_tree(
    pack: Pack, settings: Settings, tmp_path_factory: pytest.TempPathFactory, steps: list
) -> None:
    """Each branch ends as the same words said in one session that was never forked."""
    home = tmp_path_factory.mktemp("tree")
    branches = [(_new(settings, pack, home), list[str]())]
    for which, back, text in steps:
        live, said = branches[which % len(branches)]
        turn = 1 + back % (len(said) + 1)
        branch = await _fork(settings, live, turn, home)
        await branch.send(text)
        branches.append((branch, [*said[: turn - 1], text]))
    for live, said in branches:
        alone = _new(settings, pack, tmp_path_factory.mktemp("alone"))
        for text in said:
            await alone.send(text)
        assert _ends(live) == _ends(alone)
        await alone.close()
        await live.close()


def _ends(live: LiveSession) -> list[tuple[str, str, str]]:
    return [
        (turn.reply, turn.finished.outcome, turn.finished.world)
        for turn in live.session.turns
        if turn.finished
    ]
