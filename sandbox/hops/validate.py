"""validate: JSON Schema, then references, then where every argument came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.hop import ValidateOutput
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import ArgumentSource, Problem
from sandbox.hops.nearly_json import read_json
from sandbox.hops.provenance import Sources, sources_of
from sandbox.ports import Rows
from sandbox.tools.arguments import check_arguments


@dataclass(frozen=True)
class Surroundings:
    """What a call is judged against: contracts, tables, the world's rows, and what was said."""

    contracts: Mapping[str, ToolContract]
    tables: Mapping[str, Table]
    rows: Rows
    sources: Sources
    mask: Callable[[JSON], JSON]


def read_arguments(written: str) -> tuple[JSON, Problem | None]:
    """The arguments a model wrote as JSON; an empty text or null is an empty object."""
    if written.strip() in ("", "null"):
        return {}, None
    value = read_json(written)
    if not isinstance(value, dict):
        problem = Problem(
            pointer="", rule="json", expected="a JSON object", got=written.strip()[:80]
        )
        return None, problem
    return value, None


def validate(tool: str, arguments: JSON, around: Surroundings) -> ValidateOutput:
    """Every problem of one call, with real values in `arguments`."""
    contract = around.contracts.get(tool)
    if contract is None:
        return ValidateOutput(tool=tool, arguments=arguments, problems=(_no_tool(tool, around),))
    problems = check_arguments(contract, arguments, around.rows, around.tables)
    return ValidateOutput(
        tool=tool,
        arguments=arguments,
        problems=problems,
        sources=sources_of(around.mask(arguments), around.sources, _defaults(contract)),
    )


def unreadable(tool: str, problem: Problem) -> ValidateOutput:
    """The verdict on arguments that are not JSON."""
    return ValidateOutput(tool=tool, problems=(problem,))


def untraced(output: ValidateOutput) -> tuple[ArgumentSource, ...]:
    """Arguments that come from nowhere: a write with one of these asks a person."""
    return tuple(source for source in output.sources if source.source == "nowhere")


def _defaults(contract: ToolContract) -> dict[str, JSON]:
    """The contract's own defaults, by pointer: nobody has to have said those."""
    properties = contract.arguments.get("properties")
    return {
        f"/{name}": schema["default"]
        for name, schema in (properties.items() if isinstance(properties, dict) else ())
        if isinstance(schema, dict) and "default" in schema
    }


def _no_tool(tool: str, around: Surroundings) -> Problem:
    known = ", ".join(sorted(around.contracts))
    return Problem(pointer="", rule="unknown_tool", expected=f"one of: {known}", got=tool)
