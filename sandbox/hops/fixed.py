"""Arguments that the procedure's step fixes: a call with other values is no call of that step."""

from collections.abc import Mapping, Sequence

from sandbox.domain.base import JSON
from sandbox.domain.verdict import Problem, RepairStep
from sandbox.procedures.compare import equal
from sandbox.procedures.why import in_short

RULE = "fixed"
MEND = "fixed-argument"

Fixed = Mapping[str, JSON]
"""Real values by argument, as one step fixes them."""


def off_step(arguments: JSON, steps: Sequence[Fixed]) -> tuple[Problem, ...]:
    """What is wrong with a call that may be one of `steps`: nothing where it fits one of them."""
    if not isinstance(arguments, dict) or not steps:
        return ()
    misfits = [_misfits(arguments, fixed) for fixed in steps]
    if not all(misfits):
        return ()
    if len(steps) > 1:
        told = " or ".join(in_short(dict(fixed)) for fixed in steps[:3])
        got = {name: arguments.get(name) for fixed in steps for name in fixed}
        return (Problem(pointer="", rule=RULE, expected=told, got=in_short(got)),)
    return tuple(
        Problem(
            pointer=f"/{name}",
            rule=RULE,
            expected=f"{in_short(steps[0][name])}, which the step fixes",
            got=in_short(arguments[name]) if name in arguments else "nothing",
        )
        for name in misfits[0]
    )


def put_right(
    arguments: dict[str, JSON], steps: Sequence[Fixed]
) -> tuple[dict[str, JSON], tuple[RepairStep, ...]]:
    """The arguments as the one step fixes them, and what was changed."""
    if len(steps) != 1:
        return arguments, ()
    names = _misfits(arguments, steps[0])
    made = tuple(
        RepairStep(rule=MEND, pointer=f"/{name}", before=arguments.get(name), after=steps[0][name])
        for name in names
    )
    return {**arguments, **{name: steps[0][name] for name in names}}, made


def _misfits(arguments: Mapping[str, JSON], fixed: Fixed) -> list[str]:
    return [
        name
        for name, value in fixed.items()
        if name not in arguments or not equal(arguments[name], value)
    ]
