"""`sandbox sessions …` and `sandbox stats` as a person and a program use them."""

import csv
import io
import json
from pathlib import Path

import pytest
import typer

from sandbox import wiring
from sandbox.adapters.ask import AskScreen
from sandbox.cli import drawing
from sandbox.cli.driver import ScreenDriver
from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import find_session, sessions_in
from sandbox.log.lock import held
from sandbox.settings import load_settings
from tests.cli.command_line import Sandbox
from tests.own_pack import own_pack

ROOT = Path(__file__).parents[2]
RECORDINGS = "fixtures/brightcart/recordings"


@pytest.fixture
def three(sandbox: Sandbox, tmp_path: Path) -> list[Path]:
    """Three sessions: resolved, abandoned, failed."""
    for words in ("where is my order 10042?", "where is my order?", "where is my order O-10058?"):
        assert sandbox("run", "-m", words)[0] == 0
    logs = (tmp_path / "home" / "sessions").glob("*/log.jsonl")
    return sorted((log.parent for log in logs), key=lambda path: path.stat().st_mtime_ns)


def listed(sandbox: Sandbox, *words: str) -> list[dict]:
    code, out, err = sandbox("sessions", "list", *words, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_without_a_session_every_command_says_so_quietly(sandbox: Sandbox) -> None:
    assert sandbox("stats") == (0, "0 sessions · 0 turns\n", "")
    assert listed(sandbox) == []
    assert sandbox("sessions", "sql", "SELECT * FROM turns", "--json") == (0, "[]\n", "")
    assert json.loads(sandbox("stats", "--json")[1])["sessions"] == 0
    assert sandbox("sessions", "list")[1].startswith("session  model")


def test_the_list_tells_how_each_ended_oldest_first(sandbox: Sandbox, three: list[Path]) -> None:
    rows = listed(sandbox)
    assert [row["session"] for row in rows] == [path.name for path in three]
    assert [row["outcome"] for row in rows] == ["resolved", "abandoned", "failed"]
    out = sandbox("sessions", "list")[1].splitlines()
    assert [line.split()[0] for line in out[1:]] == [path.name for path in three]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--outcome", "failed"), [2]),
        (("--search", "ORDER where"), [0, 1, 2]),
        (("--search", "delivered"), [0]),
        (("--search", "10058"), [2]),
        (("--search", "delivered 10058"), []),
        (("--limit", "2"), [1, 2]),
        (("-n", "1", "--outcome", "abandoned"), [1]),
        (("--mark", "any"), []),
    ],
)
def test_the_list_is_searched_and_filtered(
    sandbox: Sandbox, three: list[Path], words: tuple[str, ...], wanted: list[int]
) -> None:
    names = [path.name for path in three]
    assert [names.index(row["session"]) for row in listed(sandbox, *words)] == wanted


def test_the_arms_of_a_comparison_are_told_apart(sandbox: Sandbox, three: list[Path]) -> None:
    models = "sandbox/scripted,sandbox/sloppy"
    assert sandbox("compare", "--models", models, "-m", "where is my order 10042?")[0] == 0
    names = [path.name for path in three]
    assert [row["session"] for row in listed(sandbox, "--comparison", "none")] == names
    arms = [row for row in listed(sandbox) if row["session"] not in names]
    assert sorted(row["arm"] for row in arms) == models.split(",")
    (tag,) = {row["comparison"] for row in arms}
    assert len(listed(sandbox, "--comparison", tag)) == 2
    line = sandbox("sessions", "list", "--comparison", tag)[1].splitlines()[1]
    assert f"compare {tag}, sandbox/" in line
    assert "where is my order 10042?" in line


def test_a_mark_is_masked_and_shows_in_list_show_stats_and_sql(
    sandbox: Sandbox, three: list[Path]
) -> None:
    note = "rude to jo@private.example"
    code, out, _ = sandbox("sessions", "mark", three[0].name, "bad", "--note", note)
    assert (code, out) == (0, f"{three[0].name}: turn 1 marked bad\n")
    assert "private" not in (three[0] / "log.jsonl").read_text("utf-8")
    assert [row["session"] for row in listed(sandbox, "--mark", "bad")] == [three[0].name]
    assert "marked bad: rude to [EMAIL]" in sandbox("sessions", "show", three[0].name)[1]
    assert json.loads(sandbox("stats", "--json")[1])["total"]["bad"] == 1
    sql = "SELECT turn, mark, note FROM turns WHERE mark IS NOT NULL"
    (row,) = json.loads(sandbox("sessions", "sql", sql, "--json")[1])
    assert row == {"turn": 1, "mark": "bad", "note": "rude to [EMAIL]"}
    assert sandbox("sessions", "mark", three[0].name, "none", "--turn", "1")[0] == 0
    assert listed(sandbox, "--mark", "any") == []


def test_an_outcome_of_a_person_is_shown_as_theirs(sandbox: Sandbox, three: list[Path]) -> None:
    name = three[2].name
    assert sandbox("sessions", "mark", name, "--outcome", "resolved", "--note", "right so")[0] == 0
    shown = sandbox("sessions", "show", name)[1].splitlines()
    assert shown[-1] == "resolved, judged by the developer: right so"
    data = json.loads(sandbox("sessions", "show", name, "--json")[1])
    assert data["outcome"] == {"outcome": "resolved", "judged_by": "developer", "why": "right so"}
    judged = json.loads(sandbox("stats", "--json")[1])["judged_by"]
    assert judged == {"engine": 2, "developer": 1}
    assert sandbox("run", "--resume", name, "-m", "where is my order?")[0] == 0
    assert json.loads(sandbox("sessions", "show", name, "--json")[1])["outcome"]["judged_by"] == (
        "engine"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("mark", "last"), "good, bad or none"),
        (("mark", "last", "good", "--outcome", "failed"), "good, bad or none"),
        (("mark", "last", "--outcome", "failed", "--turn", "1"), "an outcome is the session's"),
        (("mark", "last", "good", "--turn", "9"), "there is no turn 9"),
        (("mark", "nobody", "good"), "no session nobody"),
        (("mark", "last", "excellent"), "excellent"),
        (("rm", "last"), "say --yes"),
        (("rm", "nobody", "--yes"), "no session nobody"),
        (("rm", "", "--yes"), "without a name"),
        (("list", "--outcome", "great"), "great"),
        (("sql", "SELECT 1", "--json", "--csv"), "choose one"),
        (("sql", "SELECT * FROM turn"), "did you mean turns?"),
        (("sql", "DROP TABLE t_turn"), "read-only"),
    ],
)
def test_a_mistake_is_one_line(
    sandbox: Sandbox, three: list[Path], words: tuple[str, ...], says: str
) -> None:
    code, out, err = sandbox("sessions", *words)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1
    assert len(listed(sandbox)) == 3


def test_a_title_takes_the_place_of_the_first_words(sandbox: Sandbox, three: list[Path]) -> None:
    code, out, _ = sandbox("sessions", "rename", three[0].name, "Order of  jo@private.example")
    assert (code, out) == (0, f"{three[0].name} is called Order of [EMAIL]\n")
    assert "Order of [EMAIL]" in sandbox("sessions", "list")[1]
    assert [row["title"] for row in listed(sandbox, "--search", "order OF")] == ["Order of [EMAIL]"]
    assert sandbox("replay", three[0].name)[0] == 0
    assert "has no title" in sandbox("sessions", "rename", three[0].name, "")[1]


def test_a_session_is_removed_for_good_and_forgotten(sandbox: Sandbox, three: list[Path]) -> None:
    assert len(listed(sandbox)) == 3
    code, out, _ = sandbox("sessions", "rm", three[0].name, three[1].name, "--yes")
    assert (code, out) == (0, f"removed {three[0].name}\nremoved {three[1].name}\n")
    assert not three[0].exists()
    assert [row["session"] for row in listed(sandbox)] == [three[2].name]
    left = sandbox("sessions", "sql", "SELECT DISTINCT session FROM hops", "--csv")[1]
    assert left.split() == ["session", three[2].name]


def test_a_session_in_which_a_turn_runs_is_not_removed(sandbox: Sandbox, three: list[Path]) -> None:
    with held(three[0] / "lock"):
        code, out, err = sandbox("sessions", "rm", three[0].name, "--yes")
    assert (code, out) == (3, "")
    assert "another program" in err
    assert (three[0] / "log.jsonl").exists()


@pytest.mark.parametrize(("answer", "left"), [(True, 2), (False, 3)])
def test_at_a_terminal_removing_asks(
    sandbox: Sandbox,
    three: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    answer: bool,
    left: int,
) -> None:
    def confirm(text: str, abort: bool, err: bool) -> bool:
        assert "this session" in text
        if abort and not answer:
            raise typer.Abort
        return answer

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "confirm", confirm)
    code, _, err = sandbox("sessions", "rm", three[0].name)
    assert code == (0 if answer else 130)
    assert "where is my order 10042?" in err
    assert len(listed(sandbox)) == left


def test_sql_gives_a_table_json_and_csv(sandbox: Sandbox, three: list[Path]) -> None:
    sql = "SELECT name, count(*) AS n, name FROM hops GROUP BY name ORDER BY name LIMIT 2"
    table = sandbox("sessions", "sql", sql)[1].splitlines()
    assert table[0].split() == ["name", "n", "name"]
    assert table[1].split() == ["context", "3", "context"]
    data = json.loads(sandbox("sessions", "sql", sql, "--json")[1])
    assert data[0] == {"name": "context", "n": 3, "name_2": "context"}
    rows = list(csv.reader(io.StringIO(sandbox("sessions", "sql", sql, "--csv")[1])))
    assert rows[:2] == [["name", "n", "name"], ["context", "3", "context"]]
    assert "tool_calls" in sandbox("sessions", "sql")[1]


def test_csv_keeps_a_cell_as_it_is(sandbox: Sandbox, three: list[Path]) -> None:
    sql = "SELECT 'a,\"b\"' || char(10) || 'c' || char(27) AS x, NULL AS y"
    rows = list(csv.reader(io.StringIO(sandbox("sessions", "sql", sql, "--csv")[1])))
    assert rows == [["x", "y"], ['a,"b"\nc\x1b', ""]]
    assert "\x1b" not in sandbox("sessions", "sql", sql)[1]


def test_stats_of_recordings_and_of_sessions_can_be_mixed(
    sandbox: Sandbox, three: list[Path]
) -> None:
    count = len(list((ROOT / RECORDINGS).glob("*.rec.jsonl")))
    assert json.loads(sandbox("stats", RECORDINGS, "--json")[1])["sessions"] == count
    mixed = json.loads(sandbox("stats", RECORDINGS, three[0].name, "--json")[1])
    assert mixed["sessions"] == count + 1
    one = json.loads(sandbox("stats", "last", "--json")[1])
    assert (one["sessions"], one["total"]["turns"]) == (1, 1)


@pytest.mark.parametrize("by", ["hop", "tool", "model", "intent"])
def test_stats_are_plain_in_a_pipe_and_drawn_on_a_terminal(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    code, plain, err = sandbox("stats", RECORDINGS, "--by", by)
    assert (code, err) == (0, "")
    assert not set(plain) & set("█░▁▏")
    assert f"\n{by} " in plain
    monkeypatch.setattr(drawing, "drawn", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    drawn = sandbox("stats", RECORDINGS, "--by", by)[1]
    assert "█" in drawn
    assert set(drawn) & set("▁▂▃▄▅▆▇")
    assert [line for line in drawn.splitlines() if len(line) > 80] == []


def test_a_torn_and_a_damaged_log_are_told_in_a_line_each_and_the_others_count(
    sandbox: Sandbox, three: list[Path]
) -> None:
    with (three[0] / "log.jsonl").open("ab") as file:
        file.write(b'{"kind":')
    damaged = three[1] / "log.jsonl"
    damaged.write_bytes(damaged.read_bytes().replace(b'"turn_started"', b'"turn_strated"', 1))
    code, out, err = sandbox("stats")
    assert code == 0
    assert out.startswith("2 sessions · 2 turns")
    assert len(err.splitlines()) == 2
    assert f"torn last line: {three[0].name}" in err
    assert f"{three[1].name} (log.jsonl, line" in err
    (problem,) = [row["problem"] for row in listed(sandbox) if row["problem"]]
    assert "line" in problem
    found = json.loads(sandbox("stats", "--json")[1])
    assert list(found["unreadable"]) == [three[1].name]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--since", "soon"), 2, "soon is no date"),
        (("nowhere",), 2, "no session nowhere"),
        (("docs",), 2, "no recordings in docs"),
        (("README.md",), 3, "README.md, line 1"),
        (("--by", "colour"), 2, "colour"),
    ],
)
def test_a_mistake_with_stats_is_one_line(
    sandbox: Sandbox, words: tuple[str, ...], code: int, says: str
) -> None:
    got, out, err = sandbox("stats", *words)
    assert (got, out) == (code, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_since_takes_a_date_or_a_time_ago(sandbox: Sandbox, three: list[Path]) -> None:
    for since, sessions in (("7d", 3), ("1h", 3), ("2020-01-01", 3), ("2999-01-01T00:00+02:00", 0)):
        assert json.loads(sandbox("stats", "--since", since, "--json")[1])["sessions"] == sessions


@pytest.mark.parametrize("words", ["", " ", "x" * 40_000])
def test_a_run_that_fails_before_its_first_turn_leaves_no_session(
    sandbox: Sandbox, tmp_path: Path, words: str
) -> None:
    assert sandbox("run", "-m", "thank you")[0] == 0
    assert sandbox("run", "-m", words)[0] == 2
    assert len(list((tmp_path / "home" / "sessions").iterdir())) == 1


async def test_last_passes_over_a_session_without_a_turn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = load_settings().model_copy(update={"home": str(tmp_path)})
    pack = wiring.load(settings, str(ROOT / "fixtures" / "brightcart"))
    said = wiring.new_session(settings, pack)
    await said.send("thank you")
    await said.close()
    empty = wiring.new_session(settings, pack)
    assert find_session(tmp_path, "last").id == said.name
    assert find_session(tmp_path, empty.name).id == empty.name
    driver = ScreenDriver(empty, settings, AskScreen())
    await driver.close()
    assert [folder.id for folder in sessions_in(tmp_path)] == [said.name]


async def test_closing_the_screen_keeps_what_was_said_and_every_fork(tmp_path: Path) -> None:
    settings = load_settings().model_copy(update={"home": str(tmp_path)})
    pack = wiring.load(settings, str(ROOT / "fixtures" / "brightcart"))
    driver = ScreenDriver(wiring.new_session(settings, pack), settings, AskScreen())
    await driver.send("thank you")
    fork = await driver.fork(1)
    await fork.close()
    await driver.close()
    assert len(sessions_in(tmp_path)) == 2


def test_a_folder_that_becomes_a_project_does_not_hide_what_was_said_before(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SANDBOX_HOME")
    monkeypatch.setattr("sandbox.settings.user_folder", lambda: tmp_path / "user")
    monkeypatch.setattr("sandbox.hub.folder.user_folder", lambda: tmp_path / "user")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert sandbox("run", "-m", "thank you")[0] == 0
    ((name,),) = [[row["session"] for row in listed(sandbox)]]
    own_pack(Path())
    code, out, err = sandbox("sessions", "list", "--json")
    assert (code, [row["session"] for row in json.loads(out)]) == (0, [name])
    assert len(err.splitlines()) == 1
    assert "begun outside" in err
    assert sandbox("stats")[1].startswith("1 session")
    query = ("sessions", "sql", "SELECT session FROM sessions", "--json")
    assert json.loads(sandbox(*query)[1]) == [{"session": name}]
    assert sandbox("sessions", "show", "last")[0] == 0
    assert sandbox("run", "-m", "thank you")[0] == 0
    assert name not in [row["session"] for row in listed(sandbox)]


def test_a_session_that_was_removed_meanwhile_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="session S-1 is gone"), held(tmp_path / "S-1" / "lock"):
        pass
