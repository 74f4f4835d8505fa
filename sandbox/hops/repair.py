"""repair: deterministic first, never inventing a value; then the model is told what is wrong."""

from collections.abc import Mapping

from sandbox.domain.hop import RepairOutput, ValidateOutput
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Problem
from sandbox.ports import Rows
from sandbox.tools.mend import mend

ASKS_A_TURN = 2
"""How often a turn asks the model to correct a call before it gives up."""


def repair(
    judged: ValidateOutput,
    contract: ToolContract | None,
    rows: Rows,
    tables: Mapping[str, Table],
    asked: int,
) -> RepairOutput:
    """Mended arguments, or the smallest message that explains the problems to the model.

    `asked`: how often this turn has asked already.
    """
    if contract is not None and isinstance(judged.arguments, dict):
        arguments, steps = mend(contract, judged.arguments, judged.problems, rows, tables)
        if steps:
            return RepairOutput(
                tool=judged.tool, verdict="repaired", steps=tuple(steps), arguments=arguments
            )
    verdict = "ask_model" if asked < ASKS_A_TURN else "gave_up"
    return RepairOutput(tool=judged.tool, verdict=verdict, message=problem_text(judged.problems))


def problem_text(problems: tuple[Problem, ...]) -> str:
    """The problems in as few words as a model needs."""
    return "; ".join(
        f"{problem.pointer or 'call'}: expected {problem.expected}, got {problem.got}"
        for problem in problems[:5]
    )
