"""validate: JSON Schema, then references, then where every argument came from."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.hop import ValidateOutput
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import ArgumentSource, Problem
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
    """The arguments a model wrote as JSON; an empty text is an empty object."""
    if not written.strip():
        return {}, None
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        value = _mended(written)
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
        sources=sources_of(around.mask(arguments), around.sources),
    )


def unreadable(tool: str, problem: Problem) -> ValidateOutput:
    """The verdict on arguments that are not JSON."""
    return ValidateOutput(tool=tool, problems=(problem,))


def untraced(output: ValidateOutput) -> tuple[ArgumentSource, ...]:
    """Arguments that come from nowhere: a write with one of these asks a person."""
    return tuple(source for source in output.sources if source.source == "nowhere")


def _mended(written: str) -> object:
    text = written.strip()
    if not text.startswith("{") or not text.endswith("}"):
        return None
    import json_repair

    return json_repair.loads(text)


def _no_tool(tool: str, around: Surroundings) -> Problem:
    known = ", ".join(sorted(around.contracts))
    return Problem(pointer="", rule="unknown_tool", expected=f"one of: {known}", got=tool)
