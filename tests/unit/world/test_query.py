import pytest

from sandbox.domain.faults import SandboxError
from sandbox.world.database import WorldDatabase
from tests.unit.world.tiny import dump


def test_a_select_gives_rows_up_to_the_limit(world: WorldDatabase):
    sql = "SELECT id, total FROM orders ORDER BY id"
    assert world.query(sql, limit=1) == [{"id": "O-10041", "total": 9900}]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM orders",
        "PRAGMA query_only = OFF",
        "ATTACH ':memory:' AS other",
        "CREATE TABLE x (y)",
        "SELECT 1; DELETE FROM orders",
        "WITH x AS (SELECT 1) INSERT INTO products SELECT 'a', 'b'",
    ],
)
def test_sql_that_would_write_is_refused(world: WorldDatabase, sql: str):
    before = dump(world)
    with pytest.raises(SandboxError) as caught:
        world.query(sql)
    assert caught.value.code == 2
    assert dump(world) == before


def test_a_misspelt_table_is_named(world: WorldDatabase):
    with pytest.raises(SandboxError, match="ordres"):
        world.query("SELECT * FROM ordres")


def test_a_query_that_never_ends_is_stopped(world: WorldDatabase, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sandbox.world.query._MOST_STEPS", 3)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    with pytest.raises(SandboxError, match="too long"):
        world.query(endless)
