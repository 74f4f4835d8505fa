"""Arguments that the procedure's step fixes: a call with other values is no call of that step."""

from collections.abc import Callable, Mapping, Sequence

from sandbox.domain.base import JSON
from sandbox.domain.verdict import Problem, RepairStep
from sandbox.procedures.compare import equal
from sandbox.procedures.why import in_short

RULE = "fixed"
MEND = "fixed-argument"

Fixed = Mapping[str, JSON]
"""Real values by argument, as one step fixes them."""


def off_step(
    arguments: JSON, steps: Sequence[Fixed], mask: Callable[[JSON], JSON]
) -> tuple[Problem, ...]:
    """What is wrong with a call that may be one of `steps`: nothing where it fits one of them.

    `mask`: what is told is cut, and a value that is cut in half is masked by nothing any more.
    """

    def told(value: JSON) -> str:
        return in_short(mask(value))

    if not isinstance(arguments, dict) or not steps:
        return ()
    misfits = [_misfits(arguments, fixed) for fixed in steps]
    if not all(misfits):
        return ()
    if len(steps) > 1:
        wanted = " or ".join(told(dict(fixed)) for fixed in steps[:3])
        got = {name: arguments.get(name) for fixed in steps for name in fixed}
        return (Problem(pointer="", rule=RULE, expected=wanted, got=told(got)),)
    return tuple(
        Problem(
            pointer=f"/{name}",
            rule=RULE,
            expected=f"{told(steps[0][name])}, which the step fixes",
            got=told(arguments[name]) if name in arguments else "nothing",
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
