"""--from-turn: strict up to a turn, then live with any model, from the recording alone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.faults import SandboxError
from sandbox.hub.live import LiveSession
from sandbox.log.fold import fold
from sandbox.log.recording import Head, Recording, read_recording
from sandbox.replay.from_turn import go_on
from sandbox.replay.person import fresh_mask
from sandbox.replay.sweep_actors import words_by_turn
from sandbox.settings import Settings
from sandbox.world.database import WorldDatabase
from tests.cli.command_line import Ran, command_line
from tests.own_pack import own_pack

ROOT = Path(__file__).parents[2]
RECORDINGS = ROOT / "fixtures" / "brightcart" / "recordings"
REFUND = "My parcel arrived broken, order 10042, I want my money back"
MAIL = "my mail address is jo@private.example, where is order 10042?"
TABLES = ("orders", "refunds", "tickets", "ticket_comments", "customers", "returns")


@pytest.fixture
def sandbox(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Ran]:
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path))
    monkeypatch.chdir(ROOT)

    return command_line(monkeypatch, capsys)


def _world(live: LiveSession) -> dict[str, list]:
    world = live.parts.ports.rows
    assert isinstance(world, WorldDatabase)
    tables: dict[str, list] = {name: world.rows(name) for name in TABLES}
    tables["ledger"] = world.query("SELECT key, tool, result, turn FROM _ledger ORDER BY key")
    tables["journal"] = world.query("SELECT turn, name, key FROM _changes ORDER BY id")
    return tables


async def test_what_is_made_from_the_log_alone_is_the_session_as_it_was_before_each_turn(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start(faults=("orders.issue_refund:error_after_commit@1",))
    for text in (MAIL, REFUND, "cancel order 10093", "I want to make a complaint", REFUND):
        await live.send(text)
    recording = Recording("talk", Head(), read_recording(live.folder.log).log)
    for turn in range(1, 6):
        fork = await wiring.fork_session(settings, live.name, turn, home=tmp_path)
        made = await wiring.go_on_from(settings, recording, turn, "sandbox/scripted", home=tmp_path)
        assert _world(made) == _world(fork)
        assert made.session.back.effects == fork.session.back.effects
        assert made.session.turns == fork.session.turns
        assert made.parts.world.value() == fork.parts.world.value()
        assert made.parts.ports.clock.now() == fork.parts.ports.clock.now()
        lines = live.folder.log.read_bytes()
        kept = made.folder.log.read_bytes().splitlines()[:-1]
        assert lines.startswith(b"\n".join(kept))
        await fork.close()
        await made.close()
    await live.close()


async def test_a_write_whose_reply_was_lost_for_good_is_named(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start(faults=("orders.issue_refund:error_after_commit",))
    await live.send(REFUND)
    await live.send("where is my order 10070?")
    await live.close()
    recording = read_recording(live.folder.log)
    with pytest.raises(SandboxError, match="turn 1: the reply of issue_refund was lost"):
        await wiring.go_on_from(settings, recording, 2, "sandbox/scripted", home=tmp_path)
    assert [path.name for path in (tmp_path / "sessions").iterdir()] == [live.name]


@pytest.mark.parametrize("name", ["refund-twice", "order-status", "personal-data", "cancel"])
def test_the_same_model_goes_on_as_it_did(name: str, sandbox: Callable[..., Ran]) -> None:
    turns = fold(read_recording(RECORDINGS / f"{name}.rec.jsonl").log.events).turns
    words = ("--from-turn", str(len(turns)), "--model", "sandbox/scripted", "--approve", "all")
    code, out, err = sandbox("replay", name, *words, "--json")
    assert code == 0, err
    data = json.loads(out)
    assert data["forked_after"] == len(turns) - 1
    assert [one["reply"] for one in data["turns"]] == [turns[-1].reply]
    ends = [turn.finished.world for turn in turns[-1:] if turn.finished]
    assert [one["world"] for one in data["turns"]] == ends


def test_it_goes_on_with_another_model_as_a_session_that_replays(
    sandbox: Callable[..., Ran],
) -> None:
    code, out, err = sandbox(
        "replay", "refund-twice", "--from-turn", "2", "--model", "sandbox/sloppy"
    )
    assert code == 0
    assert "identical · strict · 1 turn; proof: 0 model calls" in err
    assert "· sandbox/sloppy ·" in out
    listed = json.loads(sandbox("sessions", "list", "--json")[1])
    assert [(one["parent"], one["forked_after"]) for one in listed] == [("refund-twice", 1)]
    assert sandbox("replay", "last")[0] == 0
    assert sandbox("replay", "last", "--mode", "drift")[0] == 0


def test_turns_before_that_differ_end_it(sandbox: Callable[..., Ran], tmp_path: Path) -> None:
    pack = own_pack(tmp_path)
    prompt = next((tmp_path / "prompts" / "brightcart").glob("agent*"))
    prompt.write_text(prompt.read_text("utf-8") + "\nBe brief.\n", "utf-8")
    words = ("--from-turn", "2", "--model", "sandbox/scripted", "--pack", str(pack))
    code, out, _ = sandbox("replay", "refund-twice", *words)
    assert code == 1
    assert "differs · strict" in out
    assert not (tmp_path / "sessions").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("refund", "--from-turn", "5", "--model", "sandbox/scripted"), "refund has 1 turn"),
        (("refund", "--from-turn", "1"), "--model is missing"),
        (("refund", "--model", "sandbox/scripted"), "--from-turn is missing"),
        (("refund", "--from-turn", "1", "--model", "x/y"), "no provider is called 'x'"),
        (
            ("refund", "cancel", "--from-turn", "1", "--model", "sandbox/scripted"),
            "takes one recording",
        ),
        (
            ("refund", "--mode", "drift", "--from-turn", "1", "--model", "sandbox/scripted"),
            "goes with strict alone",
        ),
    ],
)
def test_wrong_use_is_named_and_leaves_no_session(
    sandbox: Callable[..., Ran], tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    code, _, err = sandbox("replay", *words)
    assert code == 2
    assert said in err
    assert not list(tmp_path.glob("sessions/*"))


async def test_people_answer_as_approve_says(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    recording = read_recording(RECORDINGS / "refund-rejected.rec.jsonl")
    live = await wiring.go_on_from(
        settings, recording, 1, "sandbox/scripted", ask=AnswerAll(True), home=tmp_path
    )
    events = recording.log.events
    tape = fresh_mask(live.pack, events).tape
    words = words_by_turn(events, tape)
    for event in events:
        await go_on(live, event, words, tape)
    await live.close()
    assert any(change.table == "refunds" for turn in live.session.turns for change in turn.changes)
