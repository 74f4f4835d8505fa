"""A tool that finds out who speaks makes them the principal, once."""

import pytest

from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Failed, Ok, ToolContract
from sandbox.domain.turn import Principal
from sandbox.hub.identify import identified
from tests.unit.hops.shop import make_pack
from tests.unit.hops.stand_ins import MemoryRows

PACK = make_pack()
CONTRACT = ToolContract(name="verify", service="crm", description="", identifies="customer_id")
ROWS = MemoryRows({PACK.customer_table: [{"id": "C-0007"}]})
NOBODY = Principal(scopes=("crm:read",))


def _ok(result: JSON) -> ExecuteOutput:
    return ExecuteOutput(tool="verify", outcome=Ok(result=result))


def test_nobody_becomes_the_customer_that_the_result_names_and_keeps_the_scopes() -> None:
    found = identified(CONTRACT, _ok({"customer_id": "C-0007"}), NOBODY, PACK, ROWS)
    assert found == Principal(customer="C-0007", scopes=("crm:read",))


@pytest.mark.parametrize(
    "result", [{"customer_id": None}, {"customer_id": "C-9999"}, {"customer_id": 7}, {}, None, []]
)
def test_a_result_that_names_no_customer_identifies_nobody(result: JSON) -> None:
    assert identified(CONTRACT, _ok(result), NOBODY, PACK, ROWS) is None


def test_a_tool_that_returns_the_bare_key_says_who_speaks() -> None:
    contract = CONTRACT.model_copy(update={"identifies": "."})
    found = identified(contract, _ok("C-0007"), NOBODY, PACK, ROWS)
    assert found == Principal(customer="C-0007", scopes=("crm:read",))
    for other in ("C-9999", {"customer_id": "C-0007"}, None):
        assert identified(contract, _ok(other), NOBODY, PACK, ROWS) is None


def test_a_failed_call_identifies_nobody() -> None:
    failed = Failed(fault=Fault(kind="timeout", message="no answer"))
    output = ExecuteOutput(tool="verify", outcome=failed)
    assert identified(CONTRACT, output, NOBODY, PACK, ROWS) is None


def test_a_known_customer_never_becomes_another() -> None:
    known = Principal(customer="C-0008")
    assert identified(CONTRACT, _ok({"customer_id": "C-0007"}), known, PACK, ROWS) is None


def test_a_tool_that_does_not_identify_changes_nothing() -> None:
    plain = CONTRACT.model_copy(update={"identifies": ""})
    assert identified(plain, _ok({"customer_id": "C-0007"}), NOBODY, PACK, ROWS) is None


@pytest.mark.parametrize("degraded", ["cached", "static"])
def test_what_stands_in_for_an_answer_identifies_nobody(degraded: str) -> None:
    output = _ok({"customer_id": "C-0007"}).model_copy(update={"degraded": degraded})
    assert identified(CONTRACT, output, NOBODY, PACK, ROWS) is None
