"""May the tool be called while its row is in this state?"""

from typing import Any

from sandbox.tools.arguments import check_arguments
from sandbox.world.database import WorldDatabase
from tests.unit.tools.helpers import contract_of
from tests.unit.world.tiny import TABLES

TEXT = {"type": "string"}
SHIP = contract_of(
    {"order_id": TEXT, "carrier": TEXT},
    "order_id",
    references={"order_id": "orders"},
    preconditions=('row.status in ["open"]', 'carrier != "pigeon"'),
)
NOTE = contract_of(
    {"order_id": TEXT, "text": TEXT},
    references={"order_id": "orders"},
    preconditions=('row.status in ["delivered"]', "text is set"),
)


def found(contract: Any, arguments: Any, world: WorldDatabase) -> list[tuple[str, str, str, str]]:
    problems = check_arguments(contract, arguments, world, TABLES)
    return [(one.pointer, one.rule, one.expected, one.got) for one in problems]


def test_a_row_in_the_right_state_passes(world: WorldDatabase):
    assert found(SHIP, {"order_id": "O-10077"}, world) == []


def test_a_row_in_another_state_is_told_with_its_state(world: WorldDatabase):
    assert found(SHIP, {"order_id": "O-10042"}, world) == [
        ("/order_id", "precondition", 'orders status in ["open"]', "status delivered")
    ]


def test_a_condition_on_arguments_alone_counts_too(world: WorldDatabase):
    (problem,) = found(SHIP, {"order_id": "O-10077", "carrier": "pigeon"}, world)
    assert problem[:3] == ("/order_id", "precondition", 'carrier != "pigeon"')


def test_preconditions_wait_until_the_rest_is_in_order(world: WorldDatabase):
    assert [one[1] for one in found(SHIP, {"order_id": "O-99999"}, world)] == ["reference"]
    assert [one[1] for one in found(SHIP, {"order_id": 1}, world)] == ["type"]


def test_where_the_row_may_be_left_out_and_is_nothing_is_asked_about_it(world: WorldDatabase):
    assert found(NOTE, {"text": "x"}, world) == []
    assert [one[2] for one in found(NOTE, {}, world)] == ["text is set"]
    assert [one[1] for one in found(NOTE, {"text": "x", "order_id": "O-10077"}, world)] == [
        "precondition"
    ]
