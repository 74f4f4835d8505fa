"""Recorded conversations through the hub: same results, honest differences, strict recordings."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.imports.conversations import Conversation, read_conversations
from sandbox.imports.play import play
from sandbox.imports.played import Played
from sandbox.imports.recordings import TAG, recording_paths, write
from sandbox.log.recording import read_recording
from sandbox.pack.pack import Pack
from tests.unit.imports.stage import (
    LIBRARY,
    SMALL,
    domain,
    imported,
    library,
    lines,
    settings_for,
    small_retail,
)
from tests.unit.imports.test_conversations import call, result, said, user

Player = Callable[..., Any]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return library(tmp_path_factory.mktemp("library"))


@pytest.fixture
def player(tmp_path: Path, pack: Pack) -> Player:
    """Plays messages on the library; returns what came of them."""

    async def run(*messages: Any, approve: bool = True, **more: Any) -> Played:
        path = tmp_path / "talk.jsonl"
        path.write_text(json.dumps({"messages": messages, **more}) + "\n", "utf-8")
        found = read_conversations(path)[0]
        assert isinstance(found, Conversation), found
        return (await played_and_kept(found, pack, tmp_path, approve))[0]

    return run


async def played_and_kept(
    found: Conversation, pack: Pack, folder: Path, approve: bool = True
) -> tuple[Played, Path]:
    settings = settings_for(pack)
    start = wiring.Start(model="sandbox/scripted")
    live = wiring.new_session(settings, pack, start, ask=AnswerAll(approve), home=folder / "home")
    try:
        played = await play(found, live)
    finally:
        await live.close()
    path = recording_paths([found], folder / "out")[found.line]
    write(found, live, path)
    return played, path


def conversations(path: Path) -> list[Conversation]:
    return [one for one in read_conversations(path) if isinstance(one, Conversation)]


async def test_the_library_s_talks_come_out_as_recorded_and_replay_strictly(
    pack: Pack, tmp_path: Path
) -> None:
    settings = settings_for(pack)
    for found in conversations(LIBRARY / "talks.jsonl"):
        played, path = await played_and_kept(found, pack, tmp_path)
        assert (played.same, played.equal, played.as_task) == (True, played.calls, "equal")
        assert [step.what.split()[0] for step in played.step_ins] == ["confirm"]
        recording = read_recording(path)
        assert (recording.head.tags, recording.head.title) == ((TAG,), found.id)
        report = await wiring.strict_replay(settings, recording).run()
        assert report.identical, report.lines()
        text = path.read_text("utf-8")
        assert "imported/desk-model" in text
        for value in ("ada.fennimore", "Fennimore", "Mill Lane", "04109"):
            assert value not in text


async def test_retail_conversations_bring_the_recorded_results(tmp_path: Path) -> None:
    pack = small_retail(tmp_path / "packs")
    settings = settings_for(pack)
    for found in conversations(SMALL / "conversations.jsonl.gz"):
        played, path = await played_and_kept(found, pack, tmp_path)
        assert (played.differing, played.equal, played.as_recorded) == ([], played.calls, "equal")
        report = await wiring.strict_replay(settings, read_recording(path)).run()
        assert report.identical, report.lines()


async def test_a_result_that_differs_is_told_by_turn_call_and_field(player: Player) -> None:
    member = lines(LIBRARY / "talks.jsonl")[0]["messages"][6]["content"]
    other = member.replace("2.5", "3.5").replace("Ada", "Ida")
    played = await player(
        user("hello"),
        said("hi"),
        user("who is m_ada_17?"),
        call("a", "find_member", '{"email": "nobody@example.org"}'),
        result("a", "Error: member not found"),
        call("b", "get_member", '{"member_id": "m_ada_17"}'),
        result("b", other),
        said("That is a member."),
    )
    assert not played.same
    assert (played.calls, played.equal) == (2, 1)
    difference = played.differing[0]
    assert (difference.turn, difference.call, difference.tool) == (2, 2, "get_member")
    assert [one.pointer for one in difference.fields] == ["/name/first_name", "/fees"]
    assert [(one.expected, one.got) for one in difference.fields][1] == (3.5, 2.5)
    assert difference.fields[0].got.startswith("[NAME_")


async def test_a_tool_that_nobody_knows_is_a_step_of_the_hub_and_a_difference(
    player: Player,
) -> None:
    messages = (user("go"), call("a", "fly_away", "{}"), result("a", "ok"), said("I flew."))
    played = await player(*messages)
    assert [(one.tool, one.fields[0].pointer) for one in played.differing] == [
        ("fly_away", "/error")
    ]
    assert any(step.hop == "repair" for step in played.step_ins)


async def test_arguments_that_are_no_json_go_through_the_hub_as_they_were_written(
    player: Player,
) -> None:
    broken = '{"member_id": "m_ada_17"'
    mended = await player(user("go"), call("a", "get_member", broken), said("There."))
    assert (mended.calls, mended.without_result) == (1, 1)
    assert any(step.hop in ("parse", "repair") for step in mended.step_ins)
    hopeless = call("a", "get_member", "not at all")
    played = await player(user("go"), hopeless, result("a", "ok"), said("There."))
    assert played.differing[0].fields[0].pointer == "/error"


async def test_no_recording_holds_names_and_birth_dates_that_have_no_column(tmp_path: Path) -> None:
    contact = {"lastName": "Kowalczyk", "birthDate": "1980-05-17"}
    record = {**{f"n{i}": i for i in range(52)}, "last_name": "Wojtyla", "contact": contact}
    (tmp_path / "db.json").write_text(json.dumps({"users": {"u-1": record}}), "utf-8")
    (tmp_path / "tools.json").write_text('[{"name": "get_it"}]', "utf-8")
    (tmp_path / "bodies.py").write_text(
        "from sandbox.api import get_record, tool\n\n\n@tool\ndef get_it(world):\n"
        '    return get_record(world, "users", "u-1")\n',
        "utf-8",
    )
    files = (tmp_path / "tools.json", tmp_path / "db.json", (tmp_path / "bodies.py",))
    pack = imported(tmp_path / "packs", domain("odd", *files))
    path = tmp_path / "talk.jsonl"
    messages = [user("who is it?"), call("a"), result("a", json.dumps(record)), said("Wojtyla.")]
    path.write_text(json.dumps(messages) + "\n", "utf-8")
    played, kept = await played_and_kept(conversations(path)[0], pack, tmp_path)
    assert (played.same, played.equal) == (True, 1)
    text = kept.read_text("utf-8")
    for value in ("Wojtyla", "Kowalczyk", "1980-05-17"):
        assert value not in text
    report = await wiring.strict_replay(settings_for(pack), read_recording(kept)).run()
    assert report.identical, report.lines()


@pytest.mark.parametrize("own", ["zbig@corp.example.com", "5551234567", "a\x1b\0b"])
async def test_a_call_id_of_any_form_meets_its_result_and_replays(
    pack: Pack, tmp_path: Path, own: str
) -> None:
    path = tmp_path / "talk.jsonl"
    member = json.loads(lines(LIBRARY / "talks.jsonl")[0]["messages"][6]["content"])
    ask = call("other", "search_books", '{"words": "nothing like it"}')
    ask["tool_calls"] += call(own, "get_member", '{"member_id": "m_ada_17"}')["tool_calls"]
    found = (result(own, json.dumps(member)), result("other", "[]"), said("There."))
    path.write_text(json.dumps([user("who is m_ada_17?"), ask, *found]) + "\n", "utf-8")
    played, kept = await played_and_kept(conversations(path)[0], pack, tmp_path)
    assert (played.same, played.equal) == (True, 2)
    report = await wiring.strict_replay(settings_for(pack), read_recording(kept)).run()
    assert report.identical, report.lines()


async def test_a_refused_confirm_is_a_difference_and_no_row_changes(player: Player) -> None:
    talk = lines(LIBRARY / "talks.jsonl")[0]
    played = await player(*talk.pop("messages"), approve=False, **talk)
    assert [one.tool for one in played.differing] == ["renew_loan"]
    assert played.as_task == "differs"
    assert any("reject" in step.what for step in played.step_ins)


async def test_a_repeated_write_is_answered_from_the_ledger_and_told(player: Player) -> None:
    renew = '{"member_id": "m_ada_17", "book_id": "b-0310"}'
    done = '{"book_id": "b-0310", "due": "2026-04-03", "renewed": 2}'
    played = await player(
        user("renew b-0310 of m_ada_17"),
        call("a", "renew_loan", renew),
        result("a", done),
        call("b", "renew_loan", renew),
        result("b", "Error: the loan was renewed twice already"),
        said("It was renewed."),
    )
    assert [(one.call, one.fields[0].pointer) for one in played.differing] == [(2, "/error")]
    assert "answered from the ledger: it was done before" in [s.what for s in played.step_ins]


async def test_a_value_from_nowhere_is_told_as_provenance_where_rules_allow(
    pack: Pack, tmp_path: Path
) -> None:
    allowed = tmp_path / "packs"
    copy = library(allowed)
    rules = copy.root / "policy" / "imported.rego"
    rules.write_text(rules.read_text("utf-8").replace('"confirm"', '"allow"'), "utf-8")
    from sandbox.pack.load import load_pack

    path = tmp_path / "talk.jsonl"
    renew = call("a", "renew_loan", '{"member_id": "m_ada_17", "book_id": "b-0310"}')
    messages = [user("renew my book"), renew, said("Done.")]
    path.write_text(json.dumps(messages) + "\n", "utf-8")
    played, _ = await played_and_kept(conversations(path)[0], load_pack(str(copy.root)), tmp_path)
    assert [step.what.split(",")[0] for step in played.step_ins] == ["confirm (provenance"]


async def test_calls_beyond_the_hub_s_budget_are_told_as_not_played(player: Player) -> None:
    many = [
        one
        for number in range(10)
        for one in (
            call(f"c{number}", "search_books", json.dumps({"words": f"x{number}"})),
            result(f"c{number}", "[]"),
        )
    ]
    played = await player(user("search"), *many, said("Nothing."))
    assert (played.calls, played.equal, played.unplayed, played.same) == (10, 8, 2, False)
    assert "turn 1: 3 answers of the transcript were not played" in played.notes
    assert any("used up its 8 model calls" in step.what for step in played.step_ins)


async def test_a_transcript_that_ends_with_a_result_says_so(player: Player) -> None:
    search = call("a", "search_books", '{"words": "orchard"}')
    played = await player(user("search"), search)
    assert "turn 1: the transcript ends without a reply" in played.notes
    assert played.same


def test_recordings_are_called_after_their_conversations_and_never_alike(tmp_path: Path) -> None:
    found = [
        Conversation(n, name, "m", [], [], {}) for n, name in enumerate(("A/1", "a 1", "é"), 1)
    ]
    paths = [path.name for path in recording_paths(found, tmp_path).values()]
    assert paths == ["a-1.rec.jsonl", "a-1-line-2.rec.jsonl", "line-3.rec.jsonl"]
