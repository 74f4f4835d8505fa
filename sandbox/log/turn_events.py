"""Events of a turn: its hops, and what can happen several times inside one."""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault
from sandbox.domain.hop import HopName, HopOutput
from sandbox.domain.message import Message
from sandbox.domain.money import Cost, Usage, Used, used_by
from sandbox.domain.step import Place, StepWhat, ToldAction
from sandbox.domain.tool import Failed, Ok, RowChange, Skipped, ToolCall, Unknown
from sandbox.domain.turn import Abstained, Judge, Totals, TurnOutcome
from sandbox.domain.verdict import Approval, Decision
from sandbox.log.envelope import Base
from sandbox.ports import ToolSpec


class TurnStarted(Base):
    """A turn begins. It holds no text: the words follow in redact's output.

    `wall`: the real date, "" in logs from before it was kept.
    """

    kind: Literal["turn_started"] = "turn_started"
    model: str
    wall: str = ""


class HopStarted(Base):
    """A hop begins; `at` is the one time it sees. `call` is the call's position, or None."""

    kind: Literal["hop_started"] = "hop_started"
    name: HopName
    subject: str = ""
    call: int | None = None


class HopFinished(Base):
    """A hop's one typed output."""

    kind: Literal["hop_finished"] = "hop_finished"
    output: HopOutput


class HopFailed(Base):
    """A hop did not finish; `degraded` says what the turn does instead."""

    kind: Literal["hop_failed"] = "hop_failed"
    name: HopName
    fault: Fault
    degraded: str = ""


class ModelRequested(Base):
    """One request went out. On disk, messages and tools are digests of blobs."""

    kind: Literal["model_requested"] = "model_requested"
    model: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    settings: dict[str, JSON] = Field(default_factory=dict)
    attempt: int = 1


class ModelResponded(Base):
    """One request was answered, or failed with `fault`.

    `calls_by`: how the model was told of tools: "" natively, "schema" by a JSON schema that its
    reply had to fit, "prompt" in words.
    """

    kind: Literal["model_responded"] = "model_responded"
    model: str = ""
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    finish: str = ""
    usage: Usage = Usage()
    raw_usage: dict[str, JSON] = Field(default_factory=dict)
    cost: Cost = Cost()
    fault: Fault | None = None
    calls_by: str = ""

    @property
    def used(self) -> Used:
        """Its tokens, marked where nobody told any."""
        return used_by(self.usage, self.cost)


class ToolAttempted(Base):
    """One attempt of one tool is about to run; synced to disk first when it writes.

    `rerun`: the hop whose call a person runs again, outside any turn. `lookup`: the service is only
    asked whether the key's effect has happened.
    """

    kind: Literal["tool_attempted"] = "tool_attempted"
    tool: str
    arguments: JSON = None
    number: int = 1
    key: str = ""
    rerun: str = ""
    lookup: bool = False


class ToolResponded(Base):
    """What the attempt brought, with the rows it changed.

    Rows change even where the reply was lost: they come from the world's journal, not from the
    reply. `source`: the hop whose earlier result stands in, without an attempt.
    """

    kind: Literal["tool_responded"] = "tool_responded"
    tool: str
    outcome: Annotated[Ok | Failed | Unknown | Skipped, Field(discriminator="status")]
    changes: tuple[RowChange, ...] = ()
    from_ledger: bool = False
    source: str = ""


class BreakerMoved(Base):
    """A circuit breaker changed its state at world time `since`, after `failures` in a row."""

    kind: Literal["breaker_moved"] = "breaker_moved"
    service: str
    state: Literal["closed", "open", "half_open"]
    failures: int = 0
    since: str = ""


class FaultInjected(Base):
    """An armed fault fired."""

    kind: Literal["fault_injected"] = "fault_injected"
    spec: str
    target: str


class HumanAsked(Base):
    """A person is asked to confirm a call. It survives a restart."""

    kind: Literal["human_asked"] = "human_asked"
    tool: str
    arguments: JSON = None
    decision: Decision
    deadline: str = ""
    wall: str = ""


class HumanActed(Base):
    """What the person answered."""

    kind: Literal["human_acted"] = "human_acted"
    approval: Approval


class StepStopped(Base):
    """The turn waits for a person before a hop's work, or after it; `spec` is the break point."""

    kind: Literal["step_stopped"] = "step_stopped"
    place: Place
    spec: str = ""


class StepActed(Base):
    """How the person let it go on. For an edit, `what` was changed from `before` to `after`."""

    kind: Literal["step_acted"] = "step_acted"
    action: ToldAction
    by: str = ""
    reason: str = ""
    what: StepWhat = ""
    before: JSON = None
    after: JSON = None


class TurnFinished(Base):
    """A turn ends. `world` digests the rows changed since the session began.

    `abstained`: why the engine itself did not go on, "" if it did; `why` has it in words.
    """

    kind: Literal["turn_finished"] = "turn_finished"
    outcome: TurnOutcome
    degraded: bool = False
    judged_by: Judge = "engine"
    why: str = ""
    totals: Totals = Totals()
    world: str = ""
    abstained: Abstained | Literal[""] = ""
