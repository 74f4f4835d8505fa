"""Looking into a world: pages, results, and SQL that can do no harm."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.schema import Column, Table
from sandbox.world.connection import connect
from sandbox.world.database import WorldDatabase
from sandbox.world.look import LONGEST_CELL, MOST_CHARACTERS, PAGE, Look, SqlError
from tests.unit.world.tiny import dump

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
STATUSES = "SELECT DISTINCT status FROM orders"
HOSTILE = 'sel"ect [/x]'


@pytest.fixture
def look(world: WorldDatabase) -> Iterator[Look]:
    one = Look(lambda: connect(world.path, durable=False), world.tables)
    yield one
    one.close()


def _many(path: Path, count: int, table: str = HOSTILE) -> Look:
    with sqlite3.connect(path) as made:
        made.execute(f"""CREATE TABLE "{table.replace('"', '""')}" ("or der" TEXT, "from" TEXT)""")
        rows = ((f"K-{number:06}", "x" * 20) for number in range(count))
        made.executemany(f"""INSERT INTO "{table.replace('"', '""')}" VALUES (?, ?)""", rows)
    made.close()
    columns = (Column(name="or der"), Column(name="from"))
    tables = {table: Table(name=table, service="", columns=columns)}
    return Look(lambda: connect(path, durable=False), tables)


def test_a_table_of_a_hundred_thousand_rows_is_read_a_page_at_a_time(tmp_path: Path) -> None:
    look = _many(tmp_path / "w.sqlite", 100_000)
    changed = [f"K-{number:06}" for number in range(0, 4_000, 2)]
    assert look.count(HOSTILE) == 100_000
    page = look.page(HOSTILE, 97_900, without=changed)
    assert (len(page), page[0]["or der"]) == (100, "K-099900")
    assert len(look.page(HOSTILE, 0)) == PAGE
    assert look.place(HOSTILE, "K-004001", changed) == 2_001
    look.close()


@pytest.mark.parametrize(
    ("sql", "at"),
    [
        ("SELECT * FORM orders", 9),
        ("SELECT * FROM orders WHERE orders orders", 34),
        ("SELECT status FROM orders, refunds WHERE nope = 1", 41),
        ("SELECT * FROM ordres", 14),
        ("SELECT o.stat FROM orders o", 9),
        ("SELECT (1", 9),
        ("SELECT 'a", 7),
        ("SELECT 1 # 2", 9),
    ],
)
def test_a_mistake_is_told_with_its_place(look: Look, sql: str, at: int) -> None:
    with pytest.raises(SqlError) as caught:
        look.select(sql)
    assert caught.value.at == at
    assert caught.value.message.endswith(f", at character {at + 1}")


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM orders",
        "UPDATE orders SET note = ''",
        "PRAGMA query_only = OFF",
        "PRAGMA table_info(orders)",
        "ATTACH ':memory:' AS other",
        "CREATE TEMP TABLE x (y)",
        "BEGIN",
        "VACUUM",
        "SELECT 1; DELETE FROM orders",
        "EXPLAIN DELETE FROM orders",
        "WITH x AS (SELECT 1) INSERT INTO products SELECT 'a', 'b'",
        "SELECT load_extension('x')",
        "",
        ENDLESS + " UNION SELECT randomblob(1e10)",
    ],
)
def test_nothing_that_is_typed_writes(
    look: Look, world: WorldDatabase, sql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.world.query._MOST_STEPS", 3)
    before = dump(world)
    if sql:
        with pytest.raises(SqlError):
            look.select(sql)
    else:
        assert look.select(sql).rows == ()
    assert dump(world) == before


@given(st.text(max_size=60))
def test_no_text_breaks_the_sql_line(text: str) -> None:
    look = Look(lambda: sqlite3.connect(":memory:"), {})
    at = 0
    try:
        look.select(text)
    except SqlError as error:
        at = error.at
    assert -1 <= at <= len(text)


def test_an_endless_query_ends_by_itself_or_when_it_is_stopped(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def ask() -> None:
        try:
            look.select(ENDLESS)
        except SqlError as error:
            told.append(error.message)

    thread = threading.Thread(target=ask)
    thread.start()
    while thread.is_alive():
        look.stop()
        thread.join(0.01)
    monkeypatch.setattr("sandbox.world.query._MOST_STEPS", 3)
    ask()
    assert told == ["the query was stopped", "the query takes too long"]


def test_long_cells_are_cut_and_columns_of_one_name_are_told_apart(look: Look) -> None:
    sql = "SELECT printf('%.*c', 900000, 'x') AS a, x'00ff' AS a, 1 AS a"
    found = look.select(sql)
    assert found.names == ("a", "a_2", "a_3")
    text, blob, one = found.rows[0]
    assert len(text) < LONGEST_CELL + 40
    assert text.endswith("880000 more characters")
    assert (blob, one) == ("2 bytes: 00ff", 1)


def test_a_result_stops_at_its_most_rows_and_says_so(look: Look) -> None:
    found = look.select("SELECT id FROM orders", most=1)
    assert (len(found.rows), found.more) == (1, True)
    assert look.select("SELECT id FROM orders").more is False


def test_a_page_of_long_cells_takes_what_can_be_looked_at(tmp_path: Path) -> None:
    columns = (Column(name="id"), Column(name="note"), Column(name="data", type="json"))
    tables = {"t": Table(name="t", service="", columns=columns)}
    path = tmp_path / "w.sqlite"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE t (id TEXT, note TEXT, data TEXT)")
        long = "é" * 2_000_000
        made.execute("INSERT INTO t VALUES ('a', ?, ?)", (long, f'["{long}"]'))
        made.execute("INSERT INTO t VALUES ('b', 'x', '[1]')")
    made.close()
    look = Look(lambda: connect(path, durable=False), tables)
    first, second = look.page("t", 0)
    assert all(len(str(cell)) < LONGEST_CELL + 40 for cell in first.values())
    assert str(first["note"]).endswith("… 1980000 more characters")
    assert second == {"id": "b", "note": "x", "data": [1]}
    look.close()


@pytest.mark.parametrize("said", ["SELECT json_extract('{}', status) FROM orders"])
def test_an_error_quotes_no_cell(look: Look, said: str) -> None:
    with pytest.raises(SqlError) as caught:
        look.select(said)
    assert "JSON path" in caught.value.message
    assert not any(row[0] in caught.value.message for row in look.select(STATUSES).rows)


def test_half_a_character_is_refused_with_its_place(look: Look) -> None:
    with pytest.raises(SqlError, match="half a character, at character 9") as caught:
        look.select("SELECT '\ud800'")
    assert caught.value.at == 8


def test_a_result_is_cut_where_its_cells_fill_it(look: Look) -> None:
    many = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 900) "
    found = look.select(many + "SELECT printf('%.*c', 3000000, 'x') FROM c")
    assert (found.more, found.big) == (True, True)
    assert 0 < sum(len(row[0]) for row in found.rows) <= MOST_CHARACTERS


def test_a_query_that_lasts_is_stopped_by_the_clock(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.world.look.SECONDS", 0.05)
    with pytest.raises(SqlError, match="takes too long"):
        look.select(ENDLESS)


def test_a_result_tells_which_columns_were_read(look: Look) -> None:
    found = look.select("SELECT upper(status) AS s FROM orders WHERE id <> ''")
    assert found.reads == {("orders", "status"), ("orders", "id")}
