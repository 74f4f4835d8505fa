"""Puts steps between the steps of a procedure, so that every jump still leads where it led."""

from typing import Final

from sandbox.domain.procedure import Step

_JUMPS: Final = ("when", "jump", "approve", "do")

NOT_APPROVED: Final = "I am sorry, this had to be approved by a colleague, and it was not."
"""What is said after a rejection where the procedure has no `otherwise:` for it."""


def spliced(steps: tuple[Step, ...], at: int, inner: tuple[Step, ...]) -> tuple[Step, ...]:
    """`steps` with `inner` before the step `at`; targets of `inner` count from its own first."""
    moved = [
        _aimed(step, step.otherwise + len(inner)) if step.otherwise >= at else step
        for step in steps
    ]
    placed = [_aimed(step, step.otherwise + at) for step in inner]
    return (*moved[:at], *placed, *moved[at:])


def with_rejections(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Behind each `approve` without an `otherwise:`: what is said, and that it ends."""
    for at in reversed(range(len(steps))):
        step = steps[at]
        if step.kind == "approve" and not step.otherwise:
            said = Step(kind="say", source="", line=step.line, text=NOT_APPROVED)
            inner = (
                Step(kind="jump", source="otherwise:", line=step.line, otherwise=3),
                said.model_copy(update={"source": f'say "{NOT_APPROVED}"'}),
                Step(kind="stop", source="stop", line=step.line),
            )
            steps = spliced(steps, at + 1, inner)
            aimed = step.model_copy(update={"otherwise": at + 2})
            steps = (*steps[:at], aimed, *steps[at + 1 :])
    return steps


def _aimed(step: Step, target: int) -> Step:
    """A step that goes on at `target`; a step that leads nowhere stays as it is."""
    goes = step.kind in _JUMPS or (step.kind == "stop" and step.otherwise)
    return step.model_copy(update={"otherwise": target}) if goes else step
