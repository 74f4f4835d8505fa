"""Who is speaking, once a tool has found that out."""

from sandbox.domain.hop import ExecuteOutput, HopOutput
from sandbox.domain.tool import ITSELF, Ok, ToolContract
from sandbox.domain.turn import Principal
from sandbox.pack.pack import Pack
from sandbox.ports import Rows


def identified(
    contract: ToolContract, output: HopOutput | None, before: Principal, pack: Pack, rows: Rows
) -> Principal | None:
    """The principal after a call whose contract `identifies`; None where nothing changes.

    Only somebody who was nobody is identified: a tool never makes one customer another.
    """
    if not contract.identifies or before.customer or not isinstance(output, ExecuteOutput):
        return None
    if output.degraded:
        # What stands in for an answer says nothing of who is speaking now.
        return None
    result = output.outcome.result if isinstance(output.outcome, Ok) else None
    found = {ITSELF: result} if contract.identifies == ITSELF else result
    customer = found.get(contract.identifies) if isinstance(found, dict) else None
    if not isinstance(customer, str) or rows.row(pack.customer_table, customer) is None:
        return None
    return before.model_copy(update={"customer": customer})
