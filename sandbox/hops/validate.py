"""validate: JSON Schema, then references, then where every argument came from."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.hop import ValidateOutput
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import ArgumentSource, Problem
from sandbox.hops.fixed import Fixed, off_step
from sandbox.hops.provenance import Sources, sources_of
from sandbox.hops.written import read_written
from sandbox.ports import Rows
from sandbox.tools.arguments import check_arguments
from sandbox.tools.schemas import path_of
from sandbox.tools.words import shown


@dataclass(frozen=True)
class Surroundings:
    """What a call is judged against: contracts, tables, the world's rows, and what was said.

    `offered`: the tools that may be called at this step, None for all. `currency`: ISO 4217 code
    that amounts are in, "" if the pack names none. `fixed`: for a tool, what the steps that call
    it fix.
    """

    contracts: Mapping[str, ToolContract]
    tables: Mapping[str, Table]
    rows: Rows
    sources: Sources
    mask: Callable[[JSON], JSON]
    offered: Collection[str] | None = None
    currency: str = ""
    fixed: Callable[[str], Sequence[Fixed]] = lambda tool: ()


def read_arguments(written: str, tool: str = "") -> tuple[JSON, Problem | None]:
    """The arguments a model wrote as JSON; an empty text or null is an empty object."""
    value, _, problem = read_written(written, tool)
    return value, problem


def validate(tool: str, arguments: JSON, around: Surroundings) -> ValidateOutput:
    """Every problem of one call, with real values in `arguments`."""
    contract = around.contracts.get(tool)
    if contract is None:
        return ValidateOutput(tool=tool, arguments=arguments, problems=(_no_tool(tool, around),))
    if around.offered is not None and tool not in around.offered:
        problem = _not_offered(tool, around.offered)
        return ValidateOutput(tool=tool, arguments=arguments, problems=(problem,))
    masked = around.mask(arguments)
    wrong = check_arguments(contract, arguments, around.rows, around.tables)
    problems = (
        *of_masked(wrong, arguments, around.mask),
        *off_step(arguments, around.fixed(tool), around.mask),
    )
    return ValidateOutput(
        tool=tool,
        arguments=arguments,
        problems=problems,
        sources=sources_of(masked, around.sources, _defaults(contract)),
    )


def unreadable(
    tool: str, written: str, problem: Problem, mask: Callable[[JSON], JSON]
) -> ValidateOutput:
    """The verdict on arguments that are not JSON, for the `problem` that reading them met."""
    # Told of what is masked, as in `of_masked`.
    _, told = read_arguments(str(mask(written)), tool)
    return ValidateOutput(tool=tool, problems=(told or problem,))


def of_masked(
    problems: Sequence[Problem], arguments: JSON, mask: Callable[[JSON], JSON]
) -> tuple[Problem, ...]:
    """The problems, told of the masked values.

    What is told is cut where it is long. Cut first, half a mail address would be nobody's any more,
    and would be masked by nothing.
    """

    def told(problem: Problem) -> Problem:
        value = _at(arguments, problem.pointer)
        if problem.got != shown(value):
            return problem
        return problem.model_copy(update={"got": shown(mask(value))})

    return tuple(map(told, problems))


def _at(value: JSON, pointer: str) -> JSON:
    for part in path_of(pointer):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


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
    known = around.contracts if around.offered is None else around.offered
    return Problem(pointer="", rule="unknown_tool", expected=_one_of(known), got=tool[:80])


def _not_offered(tool: str, offered: Collection[str]) -> Problem:
    return Problem(pointer="", rule="offered", expected=_one_of(offered), got=tool)


def _one_of(tools: Collection[str]) -> str:
    return f"one of: {', '.join(sorted(tools))}" if tools else "no tool at this step"
