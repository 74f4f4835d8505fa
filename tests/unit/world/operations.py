"""Random operations on a world, for property tests."""

from contextlib import suppress
from typing import Any

from hypothesis import strategies as st

from sandbox.api import ToolError
from sandbox.world.cells import quoted
from sandbox.world.database import WorldDatabase

CUSTOMERS = st.sampled_from(["C-0001", "C-0002", "C-0003", "C-0004"])
ORDERS = st.sampled_from(["O-10041", "O-10042", "O-10077", "O-10078", "O-10079"])
TEXTS = st.text(max_size=12)
REALS = st.floats(allow_nan=False, allow_infinity=False)

OPERATIONS = st.one_of(
    st.tuples(
        st.just("insert"),
        st.just("customers"),
        st.fixed_dictionaries(
            {"name": TEXTS, "score": REALS, "vip": st.booleans() | st.none(), "email": TEXTS},
            optional={"id": CUSTOMERS, "referred_by": CUSTOMERS},
        ),
    ),
    st.tuples(
        st.just("insert"),
        st.just("orders"),
        st.fixed_dictionaries(
            {
                "customer_id": CUSTOMERS,
                "status": st.sampled_from(["open", "shipped"]),
                "total": st.integers(-(2**62), 2**62),
            },
            optional={"id": ORDERS, "note": TEXTS},
        ),
    ),
    st.tuples(st.just("update"), st.just("orders"), ORDERS, TEXTS),
    st.tuples(st.just("score"), st.just("customers"), CUSTOMERS, REALS),
    st.tuples(st.just("delete"), st.just("orders"), ORDERS),
    st.tuples(st.just("delete"), st.just("customers"), CUSTOMERS),
    st.tuples(st.just("new_id"), st.just("orders")),
)

TURNS = st.lists(st.lists(OPERATIONS, max_size=5), min_size=1, max_size=6)
"""Some turns, each with the operations of its one call."""


def run(world: WorldDatabase, turn: int, operations: list[tuple[Any, ...]]):
    """Does what the schema allows in one transaction; the net row changes."""
    with world.writing(turn, hop=1, tool="random") as transaction:
        for what, table, *rest in operations:
            # What the schema rules out is refused by itself and leaves the transaction whole.
            with suppress(ToolError):
                if what == "insert":
                    transaction.rows.insert(table, rest[0])
                elif what == "update":
                    transaction.rows.update(table, rest[0], note=rest[1])
                elif what == "score":
                    transaction.rows.update(table, rest[0], score=rest[1])
                elif what == "delete":
                    transaction.rows.delete(table, rest[0])
                else:
                    transaction.rows.new_id(table)
        return transaction.changes()


def everything(world: WorldDatabase) -> dict[str, list[dict[str, Any]]]:
    """Rows of every table, the engine's own included."""
    names = [*world.tables, "_counters", "_ledger"]
    return {name: world.query(f"SELECT * FROM {quoted(name)} ORDER BY 1") for name in names}
