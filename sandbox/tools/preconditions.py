"""May the tool be called while its row is in this state?"""

import re
from collections.abc import Iterator, Mapping

from sandbox.domain.base import JSON
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Problem
from sandbox.ports import Rows
from sandbox.procedures.expression import holds, paths_in


def unmet(contract: ToolContract, arguments: JSON, rows: Rows) -> Iterator[Problem]:
    """A problem for every precondition that does not hold.

    `row` is the row that the contract's first reference names. Where that argument may be left out
    and is, nothing is asked about its row.
    """
    if not contract.preconditions or not isinstance(arguments, dict):
        return
    argument, table = next(iter(contract.references.items()), ("", ""))
    key = arguments.get(argument)
    row = rows.row(table, key) if isinstance(key, str) else None
    facts = {**arguments, "arguments": arguments, "row": row}
    for condition in contract.preconditions:
        if (key is None and _of_row(condition)) or holds(condition, facts):
            continue
        yield Problem(
            pointer=f"/{argument}",
            rule="precondition",
            expected=re.sub(r"\brow\.", f"{table} ", condition),
            got=_state(condition, row),
        )


def _of_row(condition: str) -> list[str]:
    return [path.removeprefix("row.") for path in paths_in(condition) if path.startswith("row.")]


def _state(condition: str, row: Mapping[str, JSON] | None) -> str:
    if row is None:
        return "no row"
    return ", ".join(f"{name} {row.get(name)}" for name in _of_row(condition))
