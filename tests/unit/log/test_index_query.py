"""SQL that a person types: it reads, it ends, and a mistake is told with what there is."""

from pathlib import Path

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.log import index_query
from sandbox.log.fold import fold
from sandbox.log.index import SessionIndex, index_of, open_index
from sandbox.log.index_query import query, views
from sandbox.log.index_views import VIEWS
from sandbox.log.recording import read_recording

FOLDER = Path(__file__).parents[3] / "fixtures" / "brightcart" / "recordings"
SHIPPED = ("turns", "hops", "tool_calls", "repairs", "policy", "usage")


@pytest.fixture
def index() -> SessionIndex:
    names = ("refund", "repaired", "denied")
    read = {name: fold(read_recording(FOLDER / f"{name}.rec.jsonl").log.events) for name in names}
    return index_of(read, {})


@pytest.mark.parametrize("view", SHIPPED)
def test_every_view_that_was_promised_is_there_and_holds_something(
    index: SessionIndex, view: str
) -> None:
    names, rows = query(index, f"SELECT * FROM {view}")
    assert rows
    assert names[:2] == ["session", "turn"]
    assert tuple(names) == tuple(views(index)[view])


def test_views_join_on_session_turn_and_hop(index: SessionIndex) -> None:
    _, rows = query(
        index,
        "SELECT c.tool, p.rule FROM tool_calls c JOIN policy p USING (session, turn) "
        "WHERE p.tool = c.tool AND c.session = 'refund' ORDER BY c.hop",
    )
    assert [tool for tool, _ in rows] == ["get_order", "get_order_line", "issue_refund"]


def test_values_inside_json_can_be_reached(index: SessionIndex) -> None:
    _, rows = query(
        index,
        "SELECT DISTINCT json_extract(output, '$.procedure') FROM hops "
        "WHERE name = 'route' AND session = 'refund'",
    )
    assert rows == [("damaged_item",)]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM t_turn",
        "UPDATE t_turn SET asked = ''",
        "INSERT INTO t_turn (session) VALUES ('x')",
        "DROP VIEW turns",
        "CREATE TABLE x (y)",
        "ATTACH 'elsewhere.sqlite' AS x",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "VACUUM INTO 'copy.sqlite'",
        "SELECT load_extension('x')",
        "BEGIN",
        "REINDEX",
    ],
)
def test_nothing_is_changed_and_no_other_file_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    home, work = tmp_path / "home", tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    log = home / "log.jsonl"
    home.mkdir()
    log.write_bytes((FOLDER / "refund.rec.jsonl").read_bytes().split(b"\n", 1)[1])
    index = open_index(home, {"refund": log})
    before = (home / "index.sqlite").read_bytes()
    with pytest.raises(SandboxError) as told:
        query(index, sql)
    assert told.value.code == 2
    assert (home / "index.sqlite").read_bytes() == before
    assert list(work.iterdir()) == []
    assert query(index, "SELECT count(*) FROM turns")[1] == [(1,)]


@pytest.mark.parametrize(
    ("sql", "message", "hint"),
    [
        ("SELECT * FROM turn", "no such view: turn", "did you mean turns?"),
        ("SELECT * FROM t_x", "no such view: t_x", "views: "),
        ("SELECT * FROM x", "no such view: x", "views: sessions, turns, hops, tool_calls"),
        ("SELECT outcom FROM turns", "no such column: outcom", "did you mean outcome? turns: "),
        ("SELECT t.modle FROM turns t", "no such column: t.modle", "did you mean model?"),
        ("SELEC 1", 'near "SELEC": syntax error', "views: "),
        ("SELECT 1; SELECT 2", "one statement at a time", ""),
        ("", "no query", "one SELECT"),
        ("-- nothing", "no query", "one SELECT"),
    ],
)
def test_a_mistake_names_what_was_meant_or_what_there_is(
    index: SessionIndex, sql: str, message: str, hint: str
) -> None:
    with pytest.raises(SandboxError) as told:
        query(index, sql)
    assert message in told.value.message
    assert hint in told.value.hint
    assert told.value.code == 2


def test_a_query_without_an_end_is_stopped(
    index: SessionIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_query, "_MOST_STEPS", 2)
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c"
    with pytest.raises(SandboxError, match="takes too long"):
        query(index, endless)
    assert query(index, "SELECT 1")[1] == [(1,)]


def test_every_column_has_a_name_of_its_own(index: SessionIndex) -> None:
    for name, columns in views(index).items():
        assert len(set(columns)) == len(columns) > 5, name
    assert set(views(index)) == set(VIEWS)
