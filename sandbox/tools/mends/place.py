"""Where a problem stands, and what a rule proposes for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Problem, RepairStep
from sandbox.ports import Rows
from sandbox.tools.schemas import path_of, pointer_of
from sandbox.tools.shape import choices_of, properties_at, required_at, schemas_at, types_of

MISSING: Any = object()


@dataclass(frozen=True)
class Proposal:
    """Whole arguments with one mend, and the step that says what was done."""

    arguments: dict[str, JSON]
    step: RepairStep


@dataclass(frozen=True)
class Place:
    """One problem of one call. `schema` is the contract's, open; `currency` the pack's or ""."""

    contract: ToolContract
    arguments: dict[str, JSON]
    problem: Problem
    rows: Rows
    tables: Mapping[str, Table]
    currency: str

    @cached_property
    def path(self) -> list[str]:
        return path_of(self.problem.pointer)

    @cached_property
    def value(self) -> Any:
        """The value at the problem, `MISSING` if there is none."""
        return get(self.arguments, self.path)

    @cached_property
    def schemas(self) -> list[Mapping[str, Any]]:
        return schemas_at(self.contract.arguments, self.path)

    @cached_property
    def types(self) -> set[str]:
        return types_of(self.schemas)

    @property
    def table(self) -> Table | None:
        """The table whose key stands here, if the contract says so."""
        return self.tables.get(self.contract.references.get(self.dotted, ""))

    @property
    def dotted(self) -> str:
        """The path as contracts write it in `references`: names only, joined by dots."""
        return ".".join(part for part in self.path if not part.isdigit())

    @property
    def name(self) -> str:
        """The argument's own name, also for an item of a list."""
        return self.dotted.rpartition(".")[2]

    @property
    def parent(self) -> dict[str, JSON]:
        """The object around the problem; empty when something else is around it."""
        found = get(self.arguments, self.path[:-1])
        return found if isinstance(found, dict) else {}

    @cached_property
    def siblings(self) -> dict[str, Mapping[str, Any]]:
        """The properties that the object around the problem may have."""
        return properties_at(self.contract.arguments, self.path[:-1])

    @property
    def money(self) -> str:
        """The currency of the amounts here, as the call, its schema or the pack says; "" if none.

        What stands beside the amount comes first: that is what it would be paid in.
        """
        said = self.parent.get("currency")
        choices = choices_of(schemas_at(self.contract.arguments, [*self.path[:-1], "currency"]))
        only = choices[0] if len(choices) == 1 else ""
        found = said if isinstance(said, str) and said else only or self.currency
        return found.upper() if isinstance(found, str) else ""

    @property
    def required(self) -> bool:
        return self.path[-1] in required_at(self.contract.arguments, self.path[:-1])

    def replaced(self, rule: str, value: JSON) -> Proposal:
        """The value here becomes `value`."""
        return Proposal(
            put(self.arguments, self.path, value),
            RepairStep(rule=rule, pointer=self.problem.pointer, before=self.value, after=value),
        )

    def whole(self, rule: str, arguments: dict[str, JSON]) -> Proposal:
        """The object around the problem becomes `arguments`."""
        around = self.path[:-1]
        step = RepairStep(
            rule=rule, pointer=pointer_of(list(around)), before=self.parent, after=arguments
        )
        return Proposal(put(self.arguments, around, arguments), step)

    def moved(self, rule: str, source: Sequence[str], target: Sequence[str]) -> Proposal:
        """The value at `source` goes to `target`, which is free."""
        value = get(self.arguments, source)
        kept = put(self.arguments, source, MISSING)
        before, after = pointer_of(list(source)), pointer_of(list(target))
        return Proposal(
            put(kept, target, value),
            RepairStep(rule=rule, pointer=before, before={before: value}, after={after: value}),
        )


Rules = Iterator[Proposal]


def get(value: Any, path: Sequence[str]) -> Any:
    """The value at a path, `MISSING` if there is none."""
    for name in path:
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return MISSING
    return value


def put(value: Any, path: Sequence[str], new: Any) -> Any:
    """A copy with `new` at a path, objects on the way made as needed; `MISSING` removes it."""
    if not path:
        return new
    name, *rest = path
    if isinstance(value, list):
        copy = list(value)
        copy[int(name)] = put(copy[int(name)], rest, new)
        return copy
    held = dict(value) if isinstance(value, dict) else {}
    if not rest and new is MISSING:
        held.pop(name, None)
    else:
        held[name] = put(held.get(name), rest, new)
    return held
