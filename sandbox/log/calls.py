"""The tool calls of a turn: each one over all the hops that judged and ran it."""

import json
from dataclasses import dataclass, field
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.hop import (
    ExecuteOutput,
    ParseOutput,
    PolicyOutput,
    RepairOutput,
    ValidateOutput,
)
from sandbox.domain.tool import RowChange, ToolCall
from sandbox.domain.verdict import Problem, RepairStep
from sandbox.log.canonical import canonical
from sandbox.log.event import ToolAttempted
from sandbox.log.fold import Hop, Turn

ENGINE: Final = "engine"
"""The id of a call that the engine made."""


@dataclass
class MadeCall:
    """One call as the model wrote it, and its hops in order. All masked, as in the log.

    `round`: which of the turn's replies it is from, from 1.
    """

    round: int
    written: ToolCall
    hops: list[Hop] = field(default_factory=list[Hop])

    @property
    def tool(self) -> str:
        """The tool that was meant: a repair may have found another than was written."""
        judged = [
            h.output for h in self.hops if isinstance(h.output, ValidateOutput | RepairOutput)
        ]
        return judged[-1].tool if judged else self.written.tool

    @property
    def subject(self) -> str:
        """`orders.issue_refund`; the bare tool for one that there is not."""
        return next((hop.subject for hop in reversed(self.hops) if hop.subject), self.tool)

    @property
    def arguments(self) -> JSON:
        """What was attempted; else what was found valid; else what the model wrote."""
        for hop in reversed(self.hops):
            for event in hop.events:
                if isinstance(event, ToolAttempted):
                    return event.arguments
        for hop in reversed(self.hops):
            if isinstance(hop.output, ValidateOutput) and hop.output.ok:
                return hop.output.arguments
        return as_json(self.written.arguments)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with it in the end."""
        judged = [hop.output for hop in self.hops if isinstance(hop.output, ValidateOutput)]
        return judged[-1].problems if judged else ()

    @property
    def mends(self) -> tuple[RepairStep, ...]:
        """How it was mended without the model."""
        return tuple(
            step
            for hop in self.hops
            if isinstance(hop.output, RepairOutput) and hop.output.verdict == "repaired"
            for step in hop.output.steps
        )

    @property
    def judged(self) -> PolicyOutput | None:
        """The last word of policy, None when it did not come to that."""
        found = [hop.output for hop in self.hops if isinstance(hop.output, PolicyOutput)]
        return found[-1] if found else None

    @property
    def executed(self) -> ExecuteOutput | None:
        """What came of it, None when it did not run."""
        found = [hop.output for hop in self.hops if isinstance(hop.output, ExecuteOutput)]
        return found[-1] if found else None

    @property
    def changes(self) -> list[RowChange]:
        """The rows it changed, in order."""
        return [change for hop in self.hops for change in hop.changes]


def calls_of(turn: Turn) -> list[MadeCall]:
    """The calls of a turn, in the order in which the model wrote them; the engine's own last."""
    found: list[MadeCall] = []
    now: dict[int, MadeCall] = {}
    rounds = 0
    for hop in turn.hops:
        if isinstance(hop.output, ParseOutput):
            rounds += 1
            now = {call.position: MadeCall(rounds, call) for call in hop.output.calls}
            found += now.values()
        elif hop.call is not None:
            if hop.call not in now:
                now[hop.call] = _by_engine(hop, rounds)
                found.append(now[hop.call])
            now[hop.call].hops.append(hop)
    return found


def _by_engine(hop: Hop, rounds: int) -> MadeCall:
    """A call that no reply holds: the engine itself hands over to a person."""
    judged = hop.output if isinstance(hop.output, ValidateOutput) else None
    tool = judged.tool if judged else hop.subject.rpartition(".")[2]
    arguments = canonical(judged.arguments) if judged else ""
    call = ToolCall(position=hop.call or 0, id=ENGINE, tool=tool, arguments=arguments)
    return MadeCall(rounds, call)


def as_json(text: str) -> JSON:
    """Arguments as the model wrote them: parsed if they are JSON, else the text."""
    try:
        return json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError):
        return text
