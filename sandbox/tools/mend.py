"""Deterministic mends of a call. Each is exact, each has a name, none invents a value."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Problem, RepairStep
from sandbox.ports import Rows
from sandbox.tools.arguments import argument_schema, check_arguments
from sandbox.tools.mends import MENDS, Spot

_ROUNDS = 4


@dataclass(frozen=True)
class _World:
    contract: ToolContract
    rows: Rows
    tables: Mapping[str, Table]

    def problems(self, arguments: JSON) -> tuple[Problem, ...]:
        return check_arguments(self.contract, arguments, self.rows, self.tables)


def mend(
    contract: ToolContract,
    arguments: dict[str, JSON],
    problems: tuple[Problem, ...],
    rows: Rows,
    tables: Mapping[str, Table],
) -> tuple[dict[str, JSON], tuple[RepairStep, ...]]:
    """The mended arguments and how; the original ones and no step when they can't be mended whole.

    A mended call always validates; a valid one is never touched; mending twice changes nothing.
    """
    if not problems:
        return arguments, ()
    world = _World(contract, rows, tables)
    mended: dict[str, JSON] = deepcopy(arguments)
    steps: list[RepairStep] = []
    for _ in range(_ROUNDS):
        done = list(_round(world, mended, problems))
        steps += done
        problems = world.problems(mended)
        if not problems or not done:
            break
    return (mended, tuple(steps)) if steps and not problems else (arguments, ())


def _round(
    world: _World, arguments: dict[str, JSON], problems: tuple[Problem, ...]
) -> Iterator[RepairStep]:
    for problem in problems:
        spot = _spot(world, arguments, problem)
        if spot is None:
            continue
        step = next((step for step in (rule(spot) for rule in MENDS) if step), None)
        if step is not None:
            yield step


def _spot(world: _World, arguments: dict[str, JSON], problem: Problem) -> Spot | None:
    """Where a problem sits: the object that holds it, its name there, and its schema."""
    parts = [p.replace("~1", "/").replace("~0", "~") for p in problem.pointer.split("/")[1:]]
    if not parts:
        return None
    holder: Any = arguments
    schema: Any = argument_schema(world.contract)
    for part in parts[:-1]:
        holder, schema = _step_in(holder, part), _schema_of(schema, part)
    if not isinstance(holder, dict) or not isinstance(schema, dict):
        return None
    name = parts[-1]
    table = world.tables.get(world.contract.references.get(name, "")) if len(parts) == 1 else None
    return Spot(
        holder=holder,
        name=name,
        pointer=problem.pointer,
        rule=problem.rule,
        schema=_schema_of(schema, name) or {},
        siblings=schema.get("properties", {}),
        table=table,
        rows=world.rows,
    )


def _step_in(holder: Any, part: str) -> Any:
    if isinstance(holder, list) and part.isdigit() and int(part) < len(holder):
        return holder[int(part)]
    return holder.get(part) if isinstance(holder, dict) else None


def _schema_of(schema: Any, part: str) -> Any:
    if not isinstance(schema, dict):
        return None
    if part.isdigit() and "items" in schema:
        return schema["items"]
    return schema.get("properties", {}).get(part)
