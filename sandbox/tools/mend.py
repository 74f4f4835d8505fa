"""Mends a call without a model: only what has one exact answer, and only if the call then fits."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Problem, RepairStep
from sandbox.log.codec import canonical
from sandbox.ports import Rows
from sandbox.tools.arguments import check_arguments
from sandbox.tools.mends.dates import date_format
from sandbox.tools.mends.enums import enum_case, enum_near, enum_synonym
from sandbox.tools.mends.extras import drop_extra
from sandbox.tools.mends.ids import id_format
from sandbox.tools.mends.lists import json_in_string, numbered, split_list, unwrap_array, wrap_array
from sandbox.tools.mends.names import rename_field
from sandbox.tools.mends.place import Place, Proposal
from sandbox.tools.mends.types import (
    boolean_string,
    drop_null,
    money_format,
    numeric_string,
    string_number,
    text_case,
    trim,
)
from sandbox.tools.mends.wrapping import nest_field, unwrap_call, unwrap_object, unwrap_value

RULES: Final[tuple[Callable[[Place], Iterator[Proposal]], ...]] = (
    unwrap_call,
    unwrap_object,
    rename_field,
    nest_field,
    drop_extra,
    drop_null,
    trim,
    unwrap_value,
    json_in_string,
    id_format,
    money_format,
    date_format,
    enum_case,
    enum_synonym,
    enum_near,
    text_case,
    numeric_string,
    boolean_string,
    string_number,
    unwrap_array,
    numbered,
    split_list,
    wrap_array,
)
"""In this order: the narrower rule first. Each is a generator with at most one proposal."""

_MOST_CHECKS: Final = 100
"""Calls with more trouble than this are the model's to mend."""


def mend(
    contract: ToolContract,
    arguments: dict[str, JSON],
    problems: tuple[Problem, ...],
    rows: Rows,
    tables: Mapping[str, Table],
    currency: str = "",
) -> tuple[dict[str, JSON], tuple[RepairStep, ...]]:
    """Mended arguments and how, or the arguments as they were and no steps.

    All problems are mended or none, but for preconditions: no other arguments satisfy them.
    `problems` only says whether to look at all; what is judged is what `check_arguments` says.
    `currency` (ISO 4217): amounts in another one are refused.
    """
    if not problems:
        return arguments, ()
    search = _Search(contract, rows, tables, currency)
    try:
        found = search.run(arguments, ())
    except RecursionError:
        found = None  # nested deeper than anybody means it
    return found if found is not None else (arguments, ())


_Found = tuple[dict[str, JSON], tuple[RepairStep, ...]]


class _Search:
    """Depth first over the rules' proposals: a rename may uncover a wrong type."""

    def __init__(
        self, contract: ToolContract, rows: Rows, tables: Mapping[str, Table], currency: str
    ) -> None:
        self._contract = contract
        self._rows = rows
        self._tables = tables
        self._currency = currency
        self._seen: set[str] = set()

    def run(self, arguments: dict[str, JSON], steps: tuple[RepairStep, ...]) -> _Found | None:
        """The first way to arguments without problems, None if there is none."""
        mark = canonical(arguments)
        if mark in self._seen or len(self._seen) >= _MOST_CHECKS:
            return None
        self._seen.add(mark)
        left = check_arguments(self._contract, arguments, self._rows, self._tables)
        if all(problem.rule == "precondition" for problem in left):
            return arguments, steps
        for proposal in self._proposals(arguments, left):
            found = self.run(proposal.arguments, (*steps, proposal.step))
            if found is not None:
                return found
        return None

    def _proposals(
        self, arguments: dict[str, JSON], left: tuple[Problem, ...]
    ) -> Iterator[Proposal]:
        """Proposals for the first problem that has any: each problem has to be mended anyway."""
        for problem in left:
            place = Place(
                self._contract, arguments, problem, self._rows, self._tables, self._currency
            )
            some = False
            # One after the other: where the first leads to the end, the rest is not looked for.
            for proposal in (one for rule in RULES for one in rule(place)):
                some = True
                yield proposal
            if some:
                return
