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
    "hand_off", "stop" (goes to `otherwise`, 0 for the end), "approve" (goes to `otherwise` when it
    is rejected), "do" (its steps follow, up to `otherwise`), "switch", "read" and "let".
    `source` is the line as written; `line` counts from 1 in its file, which is that of the
    procedure `of`, "" for the one that it is in. `variable`: what an "ask" or a "let" sets;
    `condition`: that of a "when", or what a "let" works out. `name`: the procedure of a "do" or
    "switch", the article of a "read".
    """

    kind: Literal[
        "ask", "call", "say", "when", "jump", "hand_off", "stop",
        "approve", "do", "switch", "read", "let",
    ]  # fmt: skip
    source: str
    line: int = 0
    of: str = ""
    name: str = ""
    variable: str = ""
    tool: str = ""
    arguments: tuple[Argument, ...] = ()
    text: str = ""
    condition: str = ""
    otherwise: int = 0


class Move(Frozen):
    """Why another step, or another procedure, is active now.

    `kind`: "passed" a step; "started", "left" for another wish, "switched" by a step, "returned" to
    after another one, "dropped" instead of that; "back" at an earlier step; "ended". `at`: the
    number of the step, from 1, 0 where it is about the whole procedure; `step`: as written.
    """

    kind: Literal[
        "passed", "started", "left", "switched", "returned", "dropped", "back", "ended"
    ] = "passed"
    procedure: str
    at: int = 0
    step: str = ""
    why: str = ""


class Procedure(Frozen):
    """One procedure of a pack: guidance in prose, variables, and its steps.

    `needs`: variables that are asked for first. In a pack that is loaded, the steps of what it does
    by `do` stand among `steps`, and their variables among `variables`.
    """

    id: str
    title: str
    version: str
    intent: str
    guidance: str = ""
    variables: tuple[VariableSpec, ...] = ()
    steps: tuple[Step, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def tools(self) -> tuple[str, ...]:
        """Tools named by its `call` steps, in order, each once."""
        return tuple(dict.fromkeys(step.tool for step in self.steps if step.kind == "call"))


class Intent(Frozen):
    """Something a customer may want: example messages, and the procedure that serves it.

    `negatives`: messages that sound like it and are not. `needs`: variables that its procedure asks
    for first. `tools`: the only ones that may be called while it is served; None: those of its
    procedure. `identified`: only for a customer who is known; the pack's `identify` procedure
    comes first.
    """

    id: str
    title: str
    examples: tuple[str, ...]
    procedure: str
    risk: Literal["low", "medium", "high"] = "low"
    identified: bool = False
    negatives: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    tools: tuple[str, ...] | None = None
