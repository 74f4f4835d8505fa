"""`sandbox import` and `sandbox sessions import` as a person uses them: a domain, then talks."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "examples" / "library"
IMPORT = ("import", "openai", "library", "--tools", "tools.json", "--db", "db.json")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copytree(LIBRARY, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def library(sandbox: Sandbox) -> Sandbox:
    words = ("--policy", "policy.md", "--bodies", "bodies.py")
    assert sandbox(*IMPORT, *words)[0] == 0
    return sandbox


def test_a_domain_and_its_talks_come_in_and_replay_as_tests(
    library: Sandbox, tmp_path: Path
) -> None:
    assert library("lint", "library")[0] == 1
    body = tmp_path / "fixtures" / "library" / "tools" / "stubs.py"
    text = body.read_text("utf-8").replace("import World, stub", "import World, tool")
    text = text.replace("@stub", "@tool") + "    return []\n"
    body.write_text(text, "utf-8")
    code, out, err = library("lint", "library")
    assert (code, "error" in out, err) == (0, False, "")
    code, out, err = library("import", "messages", "talks.jsonl", "--pack", "library")
    assert (code, err) == (0, "")
    assert "library/renewed  3 turns · 3 of 3 tool results equal · end state as its task" in out
    assert "hub: policy library.renew_loan, turn 3: confirm (writes-ask" in out
    assert "2 conversations, 4 turns: 5 of 5 tool results equal" in out
    assert "2 recordings in fixtures/library/recordings" in out
    code, out, _ = library("replay", "fixtures/library/recordings")
    assert (code, out.count("identical · strict")) == (0, 2)
    code, out, _ = library("replay", "fixtures/library/recordings", "--mode", "drift")
    assert (code, out.count("no drift")) == (0, 2)
    assert not (tmp_path / "home" / "sessions").exists()


def test_the_import_says_what_it_made(sandbox: Sandbox) -> None:
    code, out, err = sandbox(*IMPORT)
    assert code == 0
    assert "made fixtures/library: 2 rows of members, 3 rows of books" in out
    assert "these write: renew_loan, reserve_book" in out
    assert "members.name__first_name" in out
    assert "5 tools without a body: find_member, get_member" in out
    assert "sandbox lint library" in err
    code, out, err = sandbox(*IMPORT)
    assert (code, out) == (2, "")
    assert err == (
        "sandbox: fixtures/library is there already (give another name, or remove it first)\n"
    )


def test_the_import_as_data(sandbox: Sandbox) -> None:
    words = ("--bodies", "bodies.py", "--now", "2026-03-01T08:00:00Z", "--json")
    code, out, _ = sandbox(*IMPORT, *words)
    data = json.loads(out)
    assert code == 0
    assert data["records"] == {"members": 2, "books": 3}
    assert (data["without_body"], data["writes"]) == (
        ["reserve_book"],
        ["renew_loan", "reserve_book"],
    )
    assert (data["now"], data["customers"]) == ("2026-03-01T08:00:00Z", "members")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("import", "openai", "Lib", *IMPORT[3:]), 2, "'Lib' can't be the name of a pack"),
        ((*IMPORT[:4], "none.json", *IMPORT[5:]), 2, "there is no file none.json"),
        ((*IMPORT, "--customers", "member"), 2, "did you mean members?"),
        ((*IMPORT, "--now", "today"), 2, "now 'today' is no time"),
        ((*IMPORT, "--bodies", "policy.md"), 2, "not a name for tools"),
        ((*IMPORT, "--region", "Germany"), 2, "region"),
        ((*IMPORT[:4], "torn.json", *IMPORT[5:]), 3, "torn.json:3: not JSON"),
        ((*IMPORT[:6], "torn.json.gz"), 3, "torn.json.gz is torn"),
        ((*IMPORT, "--policy", "half.json"), 3, "\\ud83d is half of a surrogate pair"),
    ],
)
def test_what_can_not_be_imported_is_one_line_and_leaves_nothing(
    sandbox: Sandbox, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "torn.json").write_text("[\n1,\n", "utf-8")
    (tmp_path / "half.json").write_text('["Be kind \\ud83d"]', "utf-8")
    packed = gzip.compress((LIBRARY / "db.json").read_bytes())
    (tmp_path / "torn.json.gz").write_bytes(packed[: len(packed) // 2])
    found = sandbox(*words)
    assert (found[0], found[1], len(found[2].splitlines())) == (code, "", 1)
    assert said in found[2]
    assert not (tmp_path / "fixtures").exists()


def test_a_failed_import_leaves_the_folder_that_was_there(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "fixtures").mkdir()
    assert sandbox(*IMPORT, "--now", "today")[0] == 2
    assert list((tmp_path / "fixtures").iterdir()) == []


def test_a_list_of_rules_stands_in_the_prompt(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "rules.json").write_text('["Be brief.", "Ask\\n first."]', "utf-8")
    assert sandbox(*IMPORT, "--policy", "policy.md", "--policy", "rules.json")[0] == 0
    prompt = (tmp_path / "fixtures" / "library" / "prompts" / "agent.md.j2").read_text("utf-8")
    assert "A fee is paid at the desk" in prompt
    assert "- Be brief.\n- Ask first.\n" in prompt


def test_differences_are_a_finding_and_told_as_data(library: Sandbox, tmp_path: Path) -> None:
    talks = (tmp_path / "talks.jsonl").read_text("utf-8")
    (tmp_path / "talks.jsonl").write_text(talks.replace("2026-04-03", "2026-04-09"), "utf-8")
    words = ("import", "messages", "talks.jsonl", "--pack", "library")
    code, out, _ = library(*words)
    assert code == 1
    assert "differs: turn 3, call 1, renew_loan/due: 2026-04-09 → 2026-04-03" in out
    code, out, _ = library(*words, "--json", "--out", "again")
    data = json.loads(out)
    assert code == 1
    first = data["conversations"][0]
    assert (first["same"], first["as_task"]) == (False, "differs")
    assert first["differing"][0]["fields"] == [
        {"pointer": "/due", "expected": "2026-04-09", "got": "2026-04-03"}
    ]
    assert (data["totals"]["equal"], data["totals"]["compared"]) == (4, 5)


def test_a_refused_line_is_told_the_others_come_in_and_the_exit_is_3(
    library: Sandbox, tmp_path: Path
) -> None:
    talks = (tmp_path / "talks.jsonl").read_text("utf-8")
    (tmp_path / "talks.jsonl").write_text(talks + '{"messages": [{"role"\n', "utf-8")
    code, out, err = library("import", "messages", "talks.jsonl", "--pack", "library")
    assert code == 3
    assert "2 recordings in" in out
    assert "1 line could not be imported" in out
    assert err.startswith("sandbox: talks.jsonl:3: not JSON")
    assert len(err.splitlines()) == 1


def test_recordings_that_are_there_are_only_replaced_on_demand(library: Sandbox) -> None:
    words = ("import", "messages", "talks.jsonl", "--pack", "library")
    assert library(*words)[0] == 0
    code, out, err = library(*words)
    assert (code, out) == (2, "")
    assert "library-renewed.rec.jsonl and 1 more is there already" in err
    assert library(*words, "--force")[0] == 0


def test_personal_values_of_an_id_name_no_file_and_are_not_told(
    library: Sandbox, tmp_path: Path
) -> None:
    hello = {"role": "assistant", "content": "hi"}
    talk = [{"role": "user", "content": "hello there"}, hello]
    lines = [
        json.dumps({"id": one, "model": "of-zbig@corp.example.com", "messages": talk})
        for one in ("Zbigniew Wojtyla zbig@corp.example.com", "call of Ada Fennimore", "Call 7")
    ]
    (tmp_path / "talks.jsonl").write_text("\n".join(lines), "utf-8")
    words = ("import", "messages", "talks.jsonl", "--pack", "library", "--out", "kept")
    code, out, err = library(*words)
    assert code == 0
    files = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert files == [f"{name}.rec.jsonl" for name in ("call-7", "line-1", "line-2")]
    data = library(*words, "--json", "--force")[1]
    kept = "".join((tmp_path / "kept" / name).read_text("utf-8") for name in files)
    ids = [one["id"] for one in json.loads(data)["conversations"]]
    assert ids == ["line-1", "line-2", "Call 7"]
    for told in (out, err, data, kept):
        assert not any(one in told.lower() for one in ("wojtyla", "zbig", "ada ", "fennimore"))
    assert library("replay", "kept")[0] == 0


def test_nobody_who_approves_is_a_difference(library: Sandbox) -> None:
    words = ("import", "messages", "talks.jsonl", "--pack", "library", "--approve", "none")
    code, out, _ = library(*words)
    assert code == 1
    assert "reject by --approve none" in out
    assert "end state not as its task wants" in out


def test_an_export_of_ours_comes_back_in(sandbox: Sandbox, tmp_path: Path) -> None:
    assert sandbox("run", "-m", "where is my order 10042?")[0] == 0
    assert sandbox("sessions", "export", "last", "own.jsonl", "--to", "openai")[0] == 0
    code, out, _ = sandbox("import", "messages", "own.jsonl", "--out", "talks")
    assert code == 0
    assert "1 of 1 tool results equal" in out
    assert sandbox("replay", "talks")[0] == 0


def test_a_recording_is_a_session_again(library: Sandbox, tmp_path: Path) -> None:
    words = ("import", "messages", "talks.jsonl", "--pack", "library")
    assert library(*words)[0] == 0
    file = "fixtures/library/recordings/library-renewed.rec.jsonl"
    code, out, err = library("sessions", "import", file)
    assert code == 0
    assert "--model MODEL" in err
    session = out.strip()
    assert "due on 3 April 2026" in library("sessions", "show", session)[1]
    code, out, _ = library("db", session, "select loans from members where record_key = 'm_ada_17'")
    assert (code, "2026-04-03" in out) == (0, True)
    assert library("replay", session)[0] == 0
    code, out, err = library("sessions", "import", "talks.jsonl")
    assert (code, out) == (2, "")
    assert "sandbox import messages FILE" in err


def test_the_body_that_the_docs_show_works(sandbox: Sandbox, tmp_path: Path) -> None:
    docs = (ROOT / "docs" / "importing.md").read_text("utf-8")
    (tmp_path / "shown.py").write_text(docs.split("```python\n")[1].split("```")[0], "utf-8")
    parameters = {"type": "object", "properties": {"member_id": {"type": "string"}}}
    specs = [{"name": "close_card", "description": "Closes a card.", "parameters": parameters}]
    (tmp_path / "shown.json").write_text(json.dumps(specs), "utf-8")
    words = ("--tools", "shown.json", "--db", "db.json", "--bodies", "shown.py")
    assert sandbox("import", "openai", "shown", *words)[0] == 0
    close = {"name": "close_card", "arguments": '{"member_id": "m_ada_17"}'}
    talk = [
        {"role": "user", "content": "please close the card of m_ada_17"},
        {"role": "assistant", "tool_calls": [{"id": "c", "function": close}]},
        {"role": "tool", "tool_call_id": "c", "content": "closed"},
        {"role": "assistant", "content": "It is closed."},
    ]
    (tmp_path / "shown.jsonl").write_text(json.dumps(talk) + "\n", "utf-8")
    code, out, _ = sandbox("import", "messages", "shown.jsonl", "--pack", "shown")
    assert (code, "1 of 1 tool results equal" in out) == (0, True)


def test_every_command_of_the_docs_is_one(sandbox: Sandbox) -> None:
    docs = (ROOT / "docs" / "importing.md").read_text("utf-8")
    first = docs.split("```sh\n")[1].split("```")[0].splitlines()
    codes = [sandbox(*line.split()[1:])[0] for line in first]
    assert codes == [0, 1, 0, 0]  # lint names the tool that has no body yet
