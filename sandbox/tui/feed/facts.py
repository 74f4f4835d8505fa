"""What a filter asks of a hop beyond its row: read from the hop when it is first asked for."""

from __future__ import annotations

from functools import cached_property

from sandbox.domain.hop import (
    InferOutput,
    PolicyOutput,
    RedactOutput,
    RepairOutput,
    ValidateOutput,
)
from sandbox.domain.money import total_cost
from sandbox.log.canonical import canonical
from sandbox.log.event import (
    FaultInjected,
    HumanAsked,
    ModelRequested,
    ModelResponded,
    ToolAttempted,
)
from sandbox.log.fold import Hop
from sandbox.tui.feed.safe import cap

_LONGEST = 4_000
"""Characters of a call's arguments that a filter looks at."""


class HopFacts:
    """Facts of one hop, all in lower case where they are words. Masked, as in the log."""

    def __init__(self, hop: Hop) -> None:
        self._hop = hop

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Its name, and what it did: model, tool, db, fault, error, person."""
        hop = self._hop
        kinds: set[str] = {hop.name}
        kinds |= {"infer": {"model", "llm"}, "execute": {"tool"}}.get(hop.name, set())
        if hop.changes:
            kinds.add("db")
        if any(isinstance(event, FaultInjected) for event in hop.events):
            kinds.add("fault")
        if hop.fault is not None or hop.mark == "E":
            kinds.add("error")
        if any(isinstance(event, HumanAsked) for event in hop.events):
            kinds.add("person")
        return frozenset(kinds)

    @cached_property
    def tool(self) -> str:
        """`orders.issue_refund`; "" for a hop that is about no call."""
        return self._hop.subject.lower() if self._hop.call is not None else ""

    @cached_property
    def models(self) -> tuple[str, ...]:
        """Every model that was asked or that answered."""
        names = {event.model for event in self._hop.events if isinstance(event, ModelRequested)}
        names |= {event.model for event in self._hop.events if isinstance(event, ModelResponded)}
        if isinstance(self._hop.output, InferOutput):
            names.add(self._hop.output.model)
        return tuple(sorted(name.lower() for name in names if name))

    @cached_property
    def nano(self) -> int | None:
        """Cost of its model calls in nano-dollars; None where there are none, or it is unknown."""
        calls = [event for event in self._hop.events if isinstance(event, ModelResponded)]
        return total_cost(event.cost for event in calls).nano if calls else None

    @cached_property
    def pointers(self) -> frozenset[str]:
        """Where problems were found and mends made."""
        out = self._hop.output
        if isinstance(out, ValidateOutput):
            return frozenset(problem.pointer for problem in out.problems)
        if isinstance(out, RepairOutput):
            return frozenset(step.pointer for step in out.steps)
        return frozenset()

    @cached_property
    def rules(self) -> frozenset[str]:
        """Rules that found, mended, decided or masked something."""
        match self._hop.output:
            case ValidateOutput(problems=problems):
                rules = [problem.rule for problem in problems]
            case RepairOutput(steps=steps):
                rules = [step.rule for step in steps]
            case PolicyOutput(decision=decision):
                rules = [decision.rule]
            case RedactOutput(spans=spans):
                rules = [span.rule for span in spans]
            case _:
                rules = [
                    event.decision.rule
                    for event in self._hop.events
                    if isinstance(event, HumanAsked)
                ]
        return frozenset(rule.lower() for rule in rules)

    @cached_property
    def tables(self) -> frozenset[str]:
        """Tables in which it changed rows."""
        return frozenset(change.table.lower() for change in self._hop.changes)

    @cached_property
    def arguments(self) -> str:
        """What the call was given, as text: plain words look here too."""
        tried = [event for event in self._hop.events if isinstance(event, ToolAttempted)]
        out = self._hop.output
        judged = out.arguments if isinstance(out, ValidateOutput | RepairOutput) else None
        value = tried[-1].arguments if tried else judged
        return cap(canonical(value), _LONGEST)[0].lower() if value is not None else ""
