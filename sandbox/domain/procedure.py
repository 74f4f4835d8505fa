"""Procedures as data: steps in a small fixed grammar (see `sandbox.procedures.grammar`)."""

from typing import Literal

from pydantic import Field

from sandbox.domain.base import JSON, Frozen

VariableType = Literal["row", "choice", "text", "email", "yes_no", "number", "date"]


class VariableSpec(Frozen):
    """What a procedure needs to know and how it is read from the customer's words.

    `row`: a key of `table`. `choice`: one of `choices` (value -> words that mean it). `text`: the
    whole answer to the question. `email`: the one mail address in it. `ask` is the question put to
    the customer.
    """

    name: str
    type: VariableType
    ask: str = ""
    table: str = ""
    choices: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    life: int | None = None


class Argument(Frozen):
    """One argument of a `call` step: a literal, or a path into variables and results."""

    name: str
    path: str = ""
    literal: JSON = None


class Step(Frozen):
    """One line of a procedure.

    `kind`: "ask", "call", "say", "when" (jumps to `otherwise` if its condition is false), "jump",
    "hand_off" and "stop". `source` is the line as written; `line` counts from 1 in its file.
    """

    kind: Literal["ask", "call", "say", "when", "jump", "hand_off", "stop"]
    source: str
    line: int = 0
    variable: str = ""
    tool: str = ""
    arguments: tuple[Argument, ...] = ()
    text: str = ""
    condition: str = ""
    otherwise: int = 0


class Procedure(Frozen):
    """One procedure of a pack: guidance in prose, variables, and its steps."""

    id: str
    title: str
    version: str
    intent: str
    guidance: str = ""
    variables: tuple[VariableSpec, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def tools(self) -> tuple[str, ...]:
        """Tools named by its `call` steps, in order, each once."""
        return tuple(dict.fromkeys(step.tool for step in self.steps if step.kind == "call"))


class Intent(Frozen):
    """Something a customer may want: example messages, and the procedure that serves it.

    `identified`: only for a customer who is known; the pack's `identify` procedure comes first.
    """

    id: str
    title: str
    examples: tuple[str, ...]
    procedure: str
    risk: Literal["low", "medium", "high"] = "low"
    identified: bool = False
