"""Checks the arguments of one call: schema, references to rows, preconditions."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from sandbox.domain.base import JSON
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Problem
from sandbox.log.codec import canonical
from sandbox.ports import Rows
from sandbox.procedures.expression import holds
from sandbox.tools.schema import closed, problems_of

_NEAREST = 3


def check_arguments(
    contract: ToolContract, arguments: JSON, rows: Rows, tables: Mapping[str, Table]
) -> tuple[Problem, ...]:
    """Every problem of a call, empty when it may go on to policy.

    Schema first; only a call in the right shape is held against the world: does each row that it
    names exist, and do the contract's preconditions hold for it. Whose the row is, policy judges.
    """
    found = problems_of(argument_schema(contract), arguments)
    if found or not isinstance(arguments, dict):
        return found
    missing = tuple(_references(contract, arguments, rows, tables))
    return missing or tuple(_preconditions(contract, arguments, rows))


def argument_schema(contract: ToolContract) -> dict[str, JSON]:
    """The schema that arguments are held against: strict beyond the published one if `closed`."""
    return _closed(canonical(contract.arguments)) if contract.closed else contract.arguments


def check_result(contract: ToolContract, result: JSON) -> Problem | None:
    """The first problem of a tool's result; None when it is as the contract says."""
    if not contract.result:
        return None
    return next(iter(problems_of(contract.result, result)), None)


def nearest_keys(key: str, rows: Rows, table: str) -> tuple[str, ...]:
    """Up to three keys of `table` that look most like `key`."""
    from rapidfuzz import process

    found = process.extract(key, rows.keys(table), limit=_NEAREST, score_cutoff=60)
    return tuple(match[0] for match in found)


@lru_cache(maxsize=512)
def _closed(text: str) -> dict[str, JSON]:
    import json

    return closed(json.loads(text))


def _references(
    contract: ToolContract, arguments: dict[str, JSON], rows: Rows, tables: Mapping[str, Table]
) -> Iterator[Problem]:
    for argument, table in sorted(contract.references.items()):
        key = arguments.get(argument)
        if not isinstance(key, str) or table not in tables:
            continue
        if rows.row(table, key) is None:
            # No near keys in the text: they may be other people's, and the model would take one.
            noun = tables[table].noun or table
            yield Problem(
                pointer=f"/{argument}", rule="reference", expected=f"an existing {noun}", got=key
            )


def _preconditions(
    contract: ToolContract, arguments: dict[str, JSON], rows: Rows
) -> Iterator[Problem]:
    """`row` in a precondition is the row that the contract's first reference names."""
    if not contract.preconditions:
        return
    argument, table = next(iter(contract.references.items()), ("", ""))
    key = arguments.get(argument)
    row = rows.row(table, key) if isinstance(key, str) else None
    facts = {**arguments, "arguments": arguments, "row": row}
    for condition in contract.preconditions:
        if not holds(condition, facts):
            yield Problem(
                pointer=f"/{argument}",
                rule="precondition",
                expected=condition.replace("row.", f"{table} "),
                got=_state(condition, row),
            )


def _state(condition: str, row: Mapping[str, JSON] | None) -> str:
    from sandbox.procedures.expression import paths_in

    if row is None:
        return "no row"
    names = [path.removeprefix("row.") for path in paths_in(condition) if path.startswith("row.")]
    return ", ".join(f"{name} {row.get(name)}" for name in names)
