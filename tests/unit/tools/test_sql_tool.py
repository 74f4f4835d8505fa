"""SQL tools on a world: values are bound, types come out as promised, everything ends."""

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.domain.tool import ToolContract
from sandbox.pack.finding import Report
from sandbox.pack.sql_file import read_sql
from sandbox.pack.yaml_text import Located
from sandbox.ports import Injected
from sandbox.tools.toolbox import WorldToolbox
from sandbox.world.database import WorldDatabase
from tests.unit.tools.helpers import FixedClock, attempt, failure, result
from tests.unit.world.tiny import TABLES, dump

ATTACKS = (
    "'; DROP TABLE orders; --",
    "O-10042' OR '1'='1",
    '" OR ""="',
    "O-10042; UPDATE orders SET total = 0",
    "%' UNION SELECT key FROM _ledger --",
    ":customer",
    "x'00'",
    "{order_id}",
    "\u0000",
)


def box(
    world: WorldDatabase,
    body: str,
    arguments: tuple[str, ...] = ("order_id",),
    out: dict[str, Any] | None = None,
    customer: str = "C-0001",
    **more: Any,
) -> WorldToolbox:
    """One tool, `act`, whose body is this YAML."""
    properties: dict[str, Any] = {name: {} for name in arguments}
    contract = ToolContract(
        name="act",
        service="orders",
        description="",
        arguments={"type": "object", "properties": properties},
        result={"type": "object", "properties": out} if out else {},
        **more,
    )
    report = Report()
    located = Located("tools.yaml", {"act": {"sql": yaml.safe_load(body)}})
    tools = read_sql("", located, {"act": contract}, TABLES, report)
    assert not report.failed, report.in_order()
    return WorldToolbox(world, {"act": contract}, tools, lambda: customer, FixedClock())


ONE = "SELECT id, status, total FROM orders WHERE id = :order_id"
NOTE = """
steps:
  - update: UPDATE orders SET note = :note WHERE id = :order_id
    message: there is no order {order_id}
    kind: unknown_reference
one: SELECT id, note FROM orders WHERE id = :order_id
"""


async def test_the_row_is_the_result(world: WorldDatabase) -> None:
    reply = await box(world, ONE).attempt(attempt(order_id="O-10042"))
    assert result(reply) == {"id": "O-10042", "status": "delivered", "total": 4990}
    assert reply.changes == ()


async def test_no_row_is_an_unknown_reference(world: WorldDatabase) -> None:
    body = f"{{one: '{ONE}', missing: 'there is no order {{order_id}}'}}"
    fault = failure(await box(world, body).attempt(attempt(order_id="O-1"))).fault
    assert (fault.kind, fault.message) == ("unknown_reference", "there is no order O-1")


async def test_two_rows_are_no_one(world: WorldDatabase) -> None:
    fault = failure(await box(world, "SELECT id FROM orders").attempt(attempt())).fault
    assert fault.message == "the query gives more than one row"


@pytest.mark.parametrize("text", ATTACKS)
async def test_an_attack_in_an_argument_is_only_a_text(world: WorldDatabase, text: str) -> None:
    before = dump(world)
    assert failure(await box(world, ONE).attempt(attempt(order_id=text)))
    write = box(world, NOTE, ("order_id", "note"), effect="write")
    assert failure(await write.attempt(attempt(order_id=text, note="x")))
    assert dump(world) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(note=st.text(max_size=60) | st.sampled_from(ATTACKS))
async def test_a_text_is_kept_as_it_is_or_refused(world: WorldDatabase, note: str) -> None:
    before = dump(world)
    reply = await box(world, NOTE, ("order_id", "note"), effect="write").attempt(
        attempt(order_id="O-10042", note=note)
    )
    if "\0" in note:
        assert failure(reply).fault.kind == "bad_arguments"
        assert dump(world) == before
        return
    assert result(reply) == {"id": "O-10042", "note": note}
    row = world.row("orders", "O-10042")
    assert row is not None
    assert row["note"] == note
    assert {name: rows for name, rows in dump(world).items() if name != "orders"} == {
        name: rows for name, rows in before.items() if name != "orders"
    }


async def test_types_come_out_as_the_contract_says(world: WorldDatabase) -> None:
    body = """
      one: >
        SELECT total AS total, total AS cents, status = 'delivered' AS here,
               json_array(1, json_object('paid', 1)) AS list, id AS "of.id", note AS "of.note"
        FROM orders WHERE id = :order_id
    """
    out = {
        "total": {"type": "string", "format": "money"},
        "cents": {"type": "integer"},
        "here": {"type": "boolean"},
        "list": {"type": "array"},
        "of": {"type": "object", "properties": {"id": {"type": "string"}}},
    }
    with_note = {**out, "of": {"type": "object"}}
    reply = await box(world, body, out=with_note).attempt(attempt(order_id="O-10042"))
    assert result(reply) == {
        "total": "49.90",
        "cents": 4990,
        "here": True,
        "list": [1, {"paid": 1}],
        "of": {"id": "O-10042", "note": None},
    }


async def test_without_a_described_result_the_columns_say_their_types(world: WorldDatabase) -> None:
    body = "{reads: [customers], many: 'SELECT id, vip, score FROM customers ORDER BY id'}"
    assert result(await box(world, body).attempt(attempt())) == [
        {"id": "C-0001", "vip": True, "score": 0.1 + 0.2},
        {"id": "C-0002", "vip": False, "score": None},
    ]


async def test_a_list_of_texts_holds_texts(world: WorldDatabase) -> None:
    out = {"ids": {"type": "array", "items": {"type": "string"}}}
    body = "{lists: {ids: 'SELECT id FROM orders ORDER BY id DESC LIMIT 2'}}"
    assert result(await box(world, body, out=out).attempt(attempt())) == {
        "ids": ["O-10077", "O-10042"]
    }


async def test_a_list_as_an_argument_is_read_with_json_each(world: WorldDatabase) -> None:
    body = (
        "{many: 'SELECT id FROM orders WHERE id IN"
        " (SELECT value FROM json_each(:ids)) ORDER BY id'}"
    )
    reply = await box(world, body, ("ids",)).attempt(attempt(ids=["O-10077", "O-10041", "';--"]))
    assert result(reply) == [{"id": "O-10041"}, {"id": "O-10077"}]


async def test_steps_are_one_transaction(world: WorldDatabase) -> None:
    body = """
      steps:
        - insert: refunds
          from: SELECT :order_id AS order_id, to_minor('1.00') AS amount
          as: refund_id
        - update: UPDATE orders SET note = :refund_id || ' at ' || :now WHERE id = :order_id
        - require: SELECT 1 WHERE :order_id <> 'O-10077'
          message: "not {order_id}: {refund_id}"
          kind: policy
      one: SELECT note FROM orders WHERE id = :order_id
    """
    tools = box(world, body, effect="write")
    before = dump(world)
    fault = failure(await tools.attempt(attempt(key="k", order_id="O-10077"))).fault
    assert (fault.kind, fault.message) == ("policy", "not O-10077: RF-0001")
    assert dump(world) == before
    reply = await tools.attempt(attempt(key="k", order_id="O-10042"))
    assert result(reply) == {"note": "RF-0001 at 2026-11-20T09:00:00Z"}
    assert [(one.table, one.key, one.operation) for one in reply.changes] == [
        ("refunds", "RF-0001", "insert"),
        ("orders", "O-10042", "update"),
    ]
    again = await tools.attempt(attempt(key="k", order_id="O-10042"))
    assert again.from_ledger
    assert world.keys("refunds") == ["RF-0001"]


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("update: UPDATE orders SET status = 'lost'", "orders: CHECK constraint failed"),
        ("update: UPDATE orders SET customer_id = 'C-9'", "orders: FOREIGN KEY constraint failed"),
        ("update: UPDATE orders SET total = 'much'", "cannot store TEXT value in INTEGER column"),
        ("insert: refunds\n  from: SELECT 'O-1' AS order_id, 1 AS amount", "there is no O-1 in"),
        ("insert: refunds\n  from: SELECT 'O-10042' AS order_id, 'x' AS amount", "refunds.amount"),
        ("delete: DELETE FROM orders WHERE date(:order_id) > 1", "date() without a time"),
        ("let: SELECT to_minor(:order_id) AS minor", "an amount looks like 49.90"),
        (
            "let: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT count(*) AS c FROM n'",
            "the statement takes too long",
        ),
        (
            "let: SELECT replace(printf('%3000000d', 1), ' ', 'xxx') AS big",
            "SQL: string or blob too",
        ),
    ],
)
async def test_what_the_schema_forbids_fails_in_words_and_changes_nothing(
    world: WorldDatabase, step: str, says: str
) -> None:
    before = dump(world)
    tools = box(world, f"steps:\n- {step}\none: SELECT 1 AS done", effect="write", timeout=30)
    assert says in failure(await tools.attempt(attempt(order_id="now"))).fault.message
    assert dump(world) == before


async def test_more_rows_than_a_prompt_could_hold_are_an_error(world: WorldDatabase) -> None:
    body = (
        "{many: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1001)"
        " SELECT i FROM n ORDER BY i'}"
    )
    fault = failure(await box(world, body).attempt(attempt())).fault
    assert fault.message == "the query gives more than 1,000 rows"


async def test_nobody_is_null_and_arguments_left_out_are_their_defaults(
    world: WorldDatabase,
) -> None:
    body = "SELECT :customer AS who, :order_id AS asked, date(:now) AS today"
    assert result(await box(world, body, customer="").attempt(attempt())) == {
        "who": None,
        "asked": None,
        "today": "2026-11-20",
    }


async def test_a_new_row_counts_its_table_s_keys_on(world: WorldDatabase) -> None:
    body = """
      steps:
        - insert: refunds
          from: SELECT id AS order_id, 1 AS amount FROM orders ORDER BY id
          as: last
      one: SELECT :last AS last
    """
    reply = await box(world, body, effect="write").attempt(attempt())
    assert result(reply) == {"last": "RF-0003"}
    assert world.keys("refunds") == ["RF-0001", "RF-0002", "RF-0003"]


async def test_a_statement_that_takes_too_long_is_stopped_and_the_world_is_free_again(
    world: WorldDatabase,
) -> None:
    body = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT count(*) AS c FROM n, n AS m WHERE m.i = n.i"
    )
    tools = box(world, body, timeout=0.05)
    outcome = failure(await tools.attempt(attempt()))
    assert outcome.fault.kind == "timeout"
    assert outcome.retryable
    reply = await box(world, ONE).attempt(attempt(order_id="O-10042"))
    assert result(reply)["status"] == "delivered"


async def test_a_stale_read_sees_the_rows_from_before_the_last_change(
    world: WorldDatabase,
) -> None:
    write = box(world, NOTE, ("order_id", "note"), effect="write")
    await write.attempt(attempt(key="k", order_id="O-10042", note="new"))
    read = box(world, "SELECT note FROM orders WHERE id = :order_id")
    hit = Injected(spec="orders:stale_read", target="orders", fault="stale_read")
    late = attempt(order_id="O-10042").model_copy(update={"injected": (hit,)})
    assert result(await read.attempt(late)) == {"note": None}
    assert result(await read.attempt(attempt(order_id="O-10042"))) == {"note": "new"}
