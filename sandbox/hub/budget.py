"""Limits of one turn, so that a model that calls tools for ever is stopped with its number."""

from dataclasses import dataclass

from sandbox.domain.faults import Fault, FaultError


class StepsSpent(FaultError):
    """The turn's own calls are used up; a budget of money or tokens is another fault."""


@dataclass
class Budget:
    """Counts what a turn has used. Raises `StepsSpent` before the limit is passed."""

    model_calls: int = 8
    tool_calls: int = 16
    used_models: int = 0
    used_tools: int = 0

    def model_call(self) -> None:
        if self.used_models >= self.model_calls:
            raise StepsSpent(_spent("model calls", self.model_calls))
        self.used_models += 1

    def tool_call(self) -> None:
        if self.used_tools >= self.tool_calls:
            raise StepsSpent(_spent("tool calls", self.tool_calls))
        self.used_tools += 1


def _spent(what: str, limit: int) -> Fault:
    return Fault(
        kind="budget",
        message=f"the turn used up its {limit} {what}",
        hint="the model may be repeating itself: look at the last calls",
    )
