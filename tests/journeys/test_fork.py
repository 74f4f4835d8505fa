"""A fork is the session as it was before a turn; what happens in one branch stays in it."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.adapters.clocks import NoSleep
from sandbox.domain.faults import SandboxError
from sandbox.hub.live import LiveSession
from sandbox.log.event import SessionForked
from sandbox.log.recording import read_recording
from sandbox.pack.pack import Pack
from sandbox.replay.replayer import StrictReplay
from sandbox.settings import Settings
from sandbox.world.database import WorldDatabase

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


async def test_a_session_whose_last_turn_was_cut_is_forked_before_it_and_not_after(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    live = _new(settings, pack, tmp_path)
    await live.send(STATUS)
    await live.send(REFUND)
    log = live.folder.log
    await live.close()
    lines = log.read_bytes().splitlines(keepends=True)
    last = max(at for at, line in enumerate(lines) if b'"kind":"turn_started"' in line)
    log.write_bytes(b"".join(lines[: last + 9]))
    with pytest.raises(SandboxError, match=r"turn 2 of .* was cut short"):
        await wiring.fork_session(settings, live.name, home=tmp_path)
    branch = await _fork(settings, live, 2, tmp_path)
    assert [turn.asked for turn in branch.session.turns] == [STATUS]
    await branch.close()


async def test_a_damaged_log_is_named_and_its_fork_is_not_left_behind(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    live = _new(settings, pack, tmp_path)
    await live.send(STATUS)
    await live.close()
    log = live.folder.log
    log.write_bytes(log.read_bytes().replace(b"10070", b"10071", 1))
    with pytest.raises(SandboxError, match="changed since it was written"):
        await wiring.fork_session(settings, live.name, home=tmp_path, pack=pack)
    assert [path.name for path in (tmp_path / "sessions").iterdir()] == [live.name]


@dataclass(frozen=True)
class Say:
    """A turn."""

    text: str


@dataclass(frozen=True)
class Arm:
    """A fault from here on."""

    spec: str


@dataclass(frozen=True)
class Disarm:
    """No faults from here on."""


@dataclass(frozen=True)
class Speak:
    """Another customer from here on."""

    customer: str


Step = Say | Arm | Disarm | Speak
SAYS = st.sampled_from(
    [
        Say(text)
        for text in (STATUS, REFUND, REFUND, CANCEL, MAIL, "thanks", "I want to make a complaint")
    ]
)
OTHERS = st.sampled_from(
    (
        Arm("orders:unavailable"),
        Arm("orders.get_order:timeout@2"),
        Arm("orders.issue_refund:error_after_commit@1"),
        Arm("model:rate_limited%30"),
        Disarm(),
        Speak("C-0007"),
        Speak("nobody"),
    )
)
STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.lists(OTHERS, max_size=2), SAYS),
    min_size=2,
    max_size=7,
)


@hypothesis_settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=(HealthCheck.function_scoped_fixture,),
)
@given(STEPS)
async def test_nothing_leaks_between_the_branches_of_any_tree(
    pack: Pack, settings: Settings, tmp_path_factory: pytest.TempPathFactory, steps: list
) -> None:
    """Each branch ends as the same steps taken in one session that was never forked."""
    home = tmp_path_factory.mktemp("tree")
    branches = [(_still(_new(settings, pack, home)), list[Step]())]
    for which, back, others, say in steps:
        live, done = branches[which % len(branches)]
        turn = 1 + back % (1 + sum(isinstance(step, Say) for step in done))
        branch = _still(await _fork(settings, live, turn, home))
        taken = [*_before(done, turn), *others, say]
        for step in (*others, say):
            await _take(branch, step)
        branches.append((branch, taken))
    for live, done in branches:
        alone = _still(_new(settings, pack, tmp_path_factory.mktemp("alone")))
        for step in done:
            await _take(alone, step)
        assert _state(live) == _state(alone)
        await alone.close()
        await live.close()


def _still(live: LiveSession) -> LiveSession:
    """Waits are nominal: the world's clock moves, nobody waits."""
    live.parts.ports.sleep = NoSleep()
    return live


def _before(done: list[Step], turn: int) -> list[Step]:
    """The steps up to the one that is turn number `turn`."""
    says = [index for index, step in enumerate(done) if isinstance(step, Say)]
    return done[: says[turn - 1]] if turn <= len(says) else list(done)


async def _take(live: LiveSession, step: Step) -> None:
    match step:
        case Say(text):
            await live.send(text)
        case Arm(spec):
            live.arm(spec)
        case Disarm():
            if live.session.back.armoury.faults:
                live.disarm("all")
        case Speak(customer):
            live.switch_principal(customer)


def _state(live: LiveSession) -> dict[str, object]:
    """Turns, and all that decides how the next one goes."""
    world, back = live.parts.ports.rows, live.session.back
    assert isinstance(world, WorldDatabase)
    ledger = world.query("SELECT key, tool, result, turn FROM _ledger ORDER BY key")
    armed = [(one.text, one.seen, one.fired, one.last) for one in back.armoury.faults]
    return {
        "turns": [
            (turn.reply, turn.finished.outcome, turn.finished.world)
            for turn in live.session.turns
            if turn.finished
        ],
        "rows": {table: world.rows(table) for table in ("orders", "refunds", "tickets")},
        "ledger": ledger,
        "effects": back.effects,
        "circuits": back.circuits,
        "armed": armed,
        "customer": live.session.principal,
        "variables": live.session.variables,
        "now": live.parts.ports.clock.now(),
        "vault": [one.model_dump() for one in live.parts.mask.vault.entries()],
    }


@pytest.mark.parametrize("forks", [True, False])
async def test_parts_of_a_second_do_not_part_a_session_from_its_replay(
    pack: Pack, settings: Settings, tmp_path: Path, forks: bool
) -> None:
    """A log has whole seconds: who takes it up again knows nothing of what was left over."""
    quick = replace(pack, step=0.33)
    live = _new(settings, quick, tmp_path)
    await live.send(STATUS)
    await live.close()
    take_up = wiring.fork_session if forks else wiring.open_session
    again = await take_up(settings, live.name, ask=AnswerAll(True), home=tmp_path, pack=quick)
    await again.send(STATUS)
    await again.close()
    assert again.session.turns[1].hops[0].at > again.session.turns[0].hops[0].at
    events = read_recording(again.folder.log).log.events
    search, rules = wiring.search_of(quick), wiring.rules_of(quick)
    report = await StrictReplay("x", events, quick, search, rules).run()
    assert report.identical, report.lines()
