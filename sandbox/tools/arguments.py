"""Is this call well formed? JSON Schema first, then whether the rows it names exist."""

from collections.abc import Mapping

from sandbox.domain.base import JSON
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Problem
from sandbox.ports import Rows
from sandbox.tools.closed import closed_schema
from sandbox.tools.preconditions import unmet
from sandbox.tools.problems import problems_of, without_echoes
from sandbox.tools.references import missing_rows
from sandbox.tools.schemas import argument_validator, pointer_of
from sandbox.tools.unreadable import unreadable

__all__ = ["check_arguments", "closed_schema"]


def check_arguments(
    contract: ToolContract, arguments: JSON, rows: Rows, tables: Mapping[str, Table]
) -> tuple[Problem, ...]:
    """Every problem, with real values in `arguments`: those of the schema, then of the references.

    Then the contract's preconditions, for a call that is in order otherwise. Each in the order of
    the document; what is missing comes after what is there. Whose row it is, policy judges.
    """
    # First, for the validator itself stumbles over some of these.
    if broken := unreadable(arguments):
        return tuple(broken)
    validator = argument_validator(contract)
    found: tuple[Problem, ...] = ()
    if not validator.is_valid(arguments):
        schema = closed_schema(contract)
        errors = validator.iter_errors(arguments)
        every = [problem for error in errors for problem in problems_of(error, schema)]
        found = _in_order(without_echoes(every, schema), arguments)
    found = (*found, *missing_rows(contract, arguments, rows, tables))
    return found or tuple(unmet(contract, arguments, rows))


def _in_order(problems: list[Problem], arguments: JSON) -> tuple[Problem, ...]:
    places: dict[str, int] = {}
    _number(arguments, "", places)
    last = len(places)
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda problem: places.get(problem.pointer, last)))


def _number(value: JSON, pointer: str, places: dict[str, int]) -> None:
    """Numbers every place of the document, in order."""
    places[pointer] = len(places)
    if not isinstance(value, dict | list):
        return
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, item in inner:
        _number(item, pointer + pointer_of([name]), places)
