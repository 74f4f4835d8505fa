"""Keys that may have been meant, for the message that goes back to the model."""

from dataclasses import replace

from sandbox.domain.base import JSON
from sandbox.domain.hop import ValidateOutput
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Problem
from sandbox.hops.provenance import plain
from sandbox.hops.validate import Surroundings
from sandbox.tools.references import named_rows
from sandbox.tools.schemas import pointer_of

_FAR = 2
"""Slips up to which a key is near another one."""
_MOST = 3


def with_nearest(judged: ValidateOutput, around: Surroundings) -> tuple[Problem, ...]:
    """The problems; a reference to no row with the near keys that were named in the conversation.

    Only these: other near keys may be other people's rows, and the model would take one.
    """
    contract = around.contracts.get(judged.tool)
    if contract is None:
        return judged.problems
    return tuple(_named(one, contract, judged.arguments, around) for one in judged.problems)


def _named(
    problem: Problem, contract: ToolContract, arguments: JSON, around: Surroundings
) -> Problem:
    if problem.rule != "reference":
        return problem
    for path, table, key in named_rows(contract.references, arguments):
        if pointer_of(path) == problem.pointer and isinstance(key, str):
            near = _near(key, table, around)
            if near:
                expected = f"{problem.expected}, perhaps {' or '.join(near)}"
                return problem.model_copy(update={"expected": expected})
    return problem


def _near(key: str, table: str, around: Surroundings) -> list[str]:
    # Late: most calls name rows that exist.
    from rapidfuzz.distance import OSA

    near = [one for one in around.rows.keys(table) if OSA.distance(one, key) <= _FAR]
    # Not what the engine knows of itself, but what somebody has said or a tool has shown.
    said = replace(around.sources, fixed={})
    return [one for one in near if said.place_of(plain(one))][:_MOST]
