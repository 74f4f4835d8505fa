"""`do NAME`: puts the steps of other procedures where they are done, once, when a pack is loaded.

So a run needs no stack, every jump still goes forward, and the prompt shows all steps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sandbox.domain.procedure import Procedure, Step, VariableSpec
from sandbox.procedures.splice import spliced

DEPTH: Final = 6
"""How deep procedures may do each other."""
MOST_STEPS: Final = 400
"""Steps of one procedure with all that it does."""


@dataclass(frozen=True)
class LinkFault:
    """A `do` or `switch` that can't be followed: in which procedure, on which line, why."""

    procedure: str
    line: int
    message: str
    unknown: str = ""


def linked(procedures: Mapping[str, Procedure]) -> tuple[dict[str, Procedure], list[LinkFault]]:
    """The procedures with what they do put in; a `do` with a fault stays without steps."""
    faults: dict[LinkFault, None] = {}
    found: dict[str, Procedure] = {}
    for name, procedure in procedures.items():
        linker = _Linker(procedure, procedures, faults)
        steps = linker.steps(procedure, (name,))
        if len(steps) > MOST_STEPS:
            message = f"with all that it does it has {len(steps)} steps; {MOST_STEPS} are allowed"
            faults[LinkFault(name, 1, message)] = None
            steps = procedure.steps
        update = {"steps": steps, "variables": tuple(linker.variables.values())}
        found[name] = procedure.model_copy(update=update)
        faults.update(dict.fromkeys(_bad_switches(procedure, procedures)))
    return found, list(faults)


class _Linker:
    """Expands one procedure; collects the variables of what it does."""

    def __init__(
        self,
        root: Procedure,
        procedures: Mapping[str, Procedure],
        faults: dict[LinkFault, None],
    ) -> None:
        self._procedures = procedures
        self._faults = faults
        self.variables: dict[str, VariableSpec] = {spec.name: spec for spec in root.variables}

    def steps(self, procedure: Procedure, trail: tuple[str, ...]) -> tuple[Step, ...]:
        """The steps of the last of `trail`, which leads here from the first."""
        steps = procedure.steps
        for at in reversed(range(len(steps))):
            step = steps[at]
            if step.kind != "do" or len(steps) > MOST_STEPS:
                continue
            inner = self._inner(step, trail)
            steps = spliced(steps, at + 1, inner)
            aimed = step.model_copy(update={"otherwise": at + 1 + len(inner)})
            steps = (*steps[:at], aimed, *steps[at + 1 :])
        return steps

    def _inner(self, step: Step, trail: tuple[str, ...]) -> tuple[Step, ...]:
        target = self._procedures.get(step.name)
        fault = ""
        if target is None:
            fault = f"does {step.name!r}, no procedure of this pack"
        elif step.name in trail:
            circle = (*trail[trail.index(step.name) :], step.name)
            fault = f"does itself over and over: {' → '.join(circle)}"
        elif len(trail) > DEPTH:
            fault = f"procedures do each other more than {DEPTH} deep: {' → '.join(trail)}"
        if fault or target is None:
            unknown = step.name if target is None else ""
            self._faults[LinkFault(trail[-1], step.line, fault, unknown)] = None
            return ()
        for spec in target.variables:
            same = self.variables.setdefault(spec.name, spec)
            if (same.type, same.table) != (spec.type, spec.table):
                message = (
                    f"{step.name} asks for {spec.name!r} as {spec.type}, others as {same.type}"
                )
                self._faults[LinkFault(trail[-1], step.line, message)] = None
        inner = self.steps(target, (*trail, step.name))
        return tuple(_taken(one, step.name, len(inner)) for one in inner)


def _taken(step: Step, name: str, end: int) -> Step:
    """A step as it stands in another procedure: `stop` only ends what was done."""
    update: dict[str, object] = {"of": step.of or name}
    if step.kind == "stop" and not step.otherwise:
        update["otherwise"] = end
    return step.model_copy(update=update)


def _bad_switches(procedure: Procedure, procedures: Mapping[str, Procedure]) -> Iterator[LinkFault]:
    for step in procedure.steps:
        if step.kind == "switch" and step.name not in procedures:
            message = f"switches to {step.name!r}, no procedure of this pack"
            yield LinkFault(procedure.id, step.line, message, step.name)
        elif step.kind == "switch" and step.name == procedure.id:
            yield LinkFault(procedure.id, step.line, "switches to itself")
