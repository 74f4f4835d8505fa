"""repair: deterministic first, never inventing a value; then the model is told what is wrong."""

from typing import Literal, get_args

from sandbox.domain.explain import for_model
from sandbox.domain.hop import RepairOutput, ValidateOutput
from sandbox.domain.tokens import estimate_tokens
from sandbox.domain.verdict import Problem, RepairStep
from sandbox.hops.fixed import RULE, put_right
from sandbox.hops.nearest import with_nearest
from sandbox.hops.validate import Surroundings
from sandbox.tools.mend import mend
from sandbox.tools.mends.tool_name import tool_meant

RepairMode = Literal["off", "deterministic", "model"]
"""`off`: nothing is mended; `deterministic`: by rules alone; `model`: then the model is asked."""
REPAIR_MODES: tuple[RepairMode, ...] = get_args(RepairMode)

ASKS_A_CALL = 1
"""How often a wrong call of one tool goes back to the model in a turn."""
ASKS_A_TURN = 2
"""How often a reply that can't be read goes back to the model in a turn."""


def repair(
    judged: ValidateOutput,
    around: Surroundings,
    asked: int = 0,
    mode: RepairMode = "model",
    exact: bool = False,
) -> RepairOutput:
    """Mended arguments, or the smallest message that explains the problems to the model.

    `asked`: how often this turn has sent a call of this tool back already. `exact`: nothing is
    mended; a person has set these arguments, or they have been mended once.
    """
    if mode != "off" and not exact and isinstance(judged.arguments, dict):
        mended = _mended(judged, around)
        if mended is not None:
            return mended
    ask = mode == "model" and asked < ASKS_A_CALL
    return told(judged.tool, with_nearest(judged, around), ask)


def told(tool: str, problems: tuple[Problem, ...], ask: bool) -> RepairOutput:
    """What goes back to the model. `ask`: it is asked to write the call again."""
    message = for_model(problems)
    return RepairOutput(
        tool=tool,
        verdict="ask_model" if ask else "gave_up",
        message=message,
        tokens_added=estimate_tokens(message) if ask else 0,
    )


def _mended(judged: ValidateOutput, around: Surroundings) -> RepairOutput | None:
    tool, arguments, steps = judged.tool, judged.arguments, ()
    if tool not in around.contracts:
        tool = tool_meant(tool, around.contracts)
        steps = (RepairStep(rule="tool-name", pointer="", before=judged.tool, after=tool),)
    contract = around.contracts.get(tool)
    if contract is None or (around.offered is not None and tool not in around.offered):
        return None
    arguments, fixed = put_right(arguments, around.fixed(tool))
    rest = tuple(problem for problem in judged.problems if problem.rule != RULE)
    found, made = mend(contract, arguments, rest, around.rows, around.tables, around.currency)
    steps = (*steps, *fixed, *made)
    return (
        RepairOutput(tool=tool, verdict="repaired", steps=steps, arguments=found) if steps else None
    )
