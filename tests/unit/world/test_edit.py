"""SQL of a person that writes: tried out, bounded, and held to the pack's own tables."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.world import edit
from sandbox.world.connection import connect
from sandbox.world.database import WorldDatabase
from sandbox.world.edit import rehearse
from sandbox.world.lock import locked
from sandbox.world.look import Look
from tests.unit.world.tiny import dump


def test_a_rehearsal_tells_each_row_before_and_after_and_changes_nothing(
    world: WorldDatabase,
) -> None:
    before = dump(world)
    (change,) = rehearse(world, "UPDATE orders SET note = 'seen' WHERE id = 'O-10041'")
    assert (change.table, change.key, change.operation) == ("orders", "O-10041", "update")
    assert change.before is not None
    assert change.after == {**change.before, "note": "seen"}
    assert dump(world) == before


def test_the_world_s_time_stands_for_now(world: WorldDatabase) -> None:
    sql = "UPDATE orders SET note = :now WHERE id = 'O-10041'"
    (change,) = rehearse(world, sql, "2026-11-20T09:00:00Z")
    assert (change.after or {})["note"] == "2026-11-20T09:00:00Z"


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE orders SET id = 'O-1'", "never changes"),
        ("UPDATE ordres SET note = ''", "ordres"),
        ("UPDAET orders SET note = ''", "syntax error"),
        ("DROP TABLE orders", "only INSERT, UPDATE and DELETE"),
        ("DELETE FROM _ledger", "only INSERT, UPDATE and DELETE"),
        ("UPDATE _counters SET next = 1", "only INSERT, UPDATE and DELETE"),
        ("PRAGMA foreign_keys = OFF", "only INSERT, UPDATE and DELETE"),
        ("COMMIT", "only INSERT, UPDATE and DELETE"),
        ("UPDATE orders SET note = ''; DELETE FROM refunds", "one statement"),
        ("UPDATE orders SET status = 'lost'", "CHECK constraint"),
        ("UPDATE orders SET customer_id = 'C-9999'", "FOREIGN KEY"),
        ("UPDATE orders SET note = 'a' || char(0)", "NUL"),
        ("UPDATE orders SET note = datetime('now')", ":now"),
        ("UPDATE orders SET note = zeroblob(100000000)", ""),
    ],
)
def test_what_no_edit_may_do_is_told_in_one_line(world: WorldDatabase, sql: str, says: str) -> None:
    before = dump(world)
    with pytest.raises(SandboxError) as caught:
        rehearse(world, sql)
    assert caught.value.code == 2
    assert says in caught.value.message
    assert "\n" not in caught.value.message
    assert dump(world) == before


def test_an_edit_of_more_rows_than_an_event_holds_says_how_many(
    world: WorldDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edit, "MOST_CHANGED", 1)
    with pytest.raises(SandboxError, match="changes 2 rows"):
        rehearse(world, "INSERT INTO products VALUES ('a', 'x'), ('b', 'y')")


def test_a_statement_that_never_ends_is_stopped(
    world: WorldDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.world.sql.MOST_STEPS", 300_000)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    with pytest.raises(SandboxError, match="too long"):
        rehearse(world, endless + "UPDATE orders SET total = (SELECT max(x) FROM n)")


def test_a_rehearsal_is_stopped_by_the_clock_or_from_another_thread(
    world: WorldDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    sql = endless + "UPDATE orders SET total = (SELECT max(x) FROM n)"
    monkeypatch.setattr("sandbox.world.sql.MOST_STEPS", 10**12)
    monkeypatch.setattr(edit, "SECONDS", 0.05)
    with pytest.raises(SandboxError, match="takes too long"):
        rehearse(world, sql)
    monkeypatch.setattr(edit, "SECONDS", 60)
    look = Look(lambda: connect(world.path, durable=False), world.tables)
    told: list[str] = []

    def ask() -> None:
        try:
            rehearse(world, sql, "", look.stoppable)
        except SandboxError as error:
            told.append(error.message)

    thread = threading.Thread(target=ask)
    thread.start()
    while thread.is_alive():
        look.stop()
        thread.join(0.01)
    assert told == ["the statement was stopped"]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE orders SET note = '\ud800'", "half a character"),
        ("UPDATE orders SET note = json_extract('{}', id)", "JSON path error"),
        ("UPDATE orders SET total = to_minor(id)", "an amount looks like 49.90"),
    ],
)
def test_an_error_of_a_write_quotes_no_cell(world: WorldDatabase, sql: str, says: str) -> None:
    with pytest.raises(SandboxError) as caught:
        rehearse(world, sql)
    assert says in caught.value.message
    assert "O-1" not in caught.value.message


def test_nobody_waits_for_a_rehearsal_and_a_rehearsal_for_nobody(world: WorldDatabase) -> None:
    """`locked` and `begin` wait a quarter of a second for another writer, and then fail."""
    sql = "UPDATE orders SET note = 'tried' WHERE id = 'O-10041'"

    @contextmanager
    def meanwhile(_connection: sqlite3.Connection) -> Iterator[None]:
        with world.writing() as transaction:
            transaction.connection.execute("UPDATE orders SET note = 'real' WHERE id = 'O-10041'")
        yield

    (change,) = rehearse(world, sql, stoppable=meanwhile)
    assert (change.after or {})["note"] == "tried"
    assert (world.row("orders", "O-10041") or {})["note"] == "real"
    with locked(world):
        (change,) = rehearse(world, sql)
    assert (change.before or {})["note"] == "real"


@pytest.mark.parametrize(
    ("sql", "hint"),
    [
        ("UPDATE orders SET status = 'lost'", "status is one of: "),
        ("UPDATE orders SET id = 'O-1'", "insert the row under its new key"),
        ("UPDATE orders SET nowhere = 1", "columns of orders: id, "),
        ("UPDATE ordres SET note = ''", "there are: "),
        ("UPDATE orders SET customer_id = 'C-9999'", "customer_id (customers)"),
        ("DELETE FROM customers", "name it: change or delete those first"),
        ("UPDATE orders SET customer_id = NULL", "give it a value"),
        ("INSERT INTO orders SELECT * FROM orders", "there is a row with this key already"),
        ("UPDAET orders", "one INSERT, UPDATE or DELETE at a time"),
    ],
)
def test_what_sqlite_refuses_is_told_with_what_to_do(
    world: WorldDatabase, sql: str, hint: str
) -> None:
    with pytest.raises(SandboxError) as caught:
        rehearse(world, sql)
    assert hint in caught.value.hint
    assert "\n" not in caught.value.hint
