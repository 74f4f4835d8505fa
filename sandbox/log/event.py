"""The events of a session, as one tagged union. Read this first: it is what a session is.

Every event has the envelope of `Base`. A new kind exists only for what can happen several times
inside a hop, or outside any hop; everything else is a field of a hop's output.
"""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, TypeAdapter

from sandbox.domain.base import JSON, Frozen, Tagged
from sandbox.domain.faults import Fault
from sandbox.domain.hop import HopName, HopOutput
from sandbox.domain.message import Message
from sandbox.domain.money import Cost, Usage
from sandbox.domain.personal import Placeholder
from sandbox.domain.tool import Failed, Ok, RowChange, Skipped, ToolCall, Unknown
from sandbox.domain.turn import (
    Judge,
    Mark,
    Principal,
    SessionOutcome,
    Totals,
    TurnOutcome,
)
from sandbox.domain.verdict import Approval, Decision
from sandbox.ports import ToolSpec

FORMAT: Final = 1


class Took(Frozen):
    """Durations in nanoseconds from the turn's start. Never part of a digest or a comparison."""

    start: int = 0
    total: int = 0
    first_token: int | None = None


class Base(Tagged):
    """The envelope.

    `at`: world time (ISO 8601, UTC). `turn` and `hop` count from 1; 0 means outside. `took`:
    durations. `made`: placeholders that masking this event brought into being.
    """

    TAG: ClassVar[str] = "kind"
    at: str = ""
    turn: int = 0
    hop: int = 0
    took: Took | None = None
    made: tuple[Placeholder, ...] = ()


class SessionStarted(Base):
    """First event of every log. `files` are digests of the pack's files, by path in the pack."""

    kind: Literal["session_started"] = "session_started"
    format: int = FORMAT
    code: str = ""
    pack: str
    pack_version: str = ""
    files: dict[str, str] = Field(default_factory=dict)
    seed: int = 0
    model: str
    principal: Principal = Principal()
    world: str = ""
    wall: str = ""


class SessionResumed(Base):
    """Opened again. `cut`: the turn that had been cut short, 0 if none."""

    kind: Literal["session_resumed"] = "session_resumed"
    code: str = ""
    cut: int = 0
    wall: str = ""


class SessionForked(Base):
    """This session began as a copy of another up to and including `after` turns."""

    kind: Literal["session_forked"] = "session_forked"
    parent: str
    after: int


class PackChanged(Base):
    """From the next turn on, the pack's files have these digests (whole map)."""

    kind: Literal["pack_changed"] = "pack_changed"
    files: dict[str, str]


class ModelSwitched(Base):
    """From the next turn on, `model` answers."""

    kind: Literal["model_switched"] = "model_switched"
    model: str
    before: str = ""


class PrincipalChanged(Base):
    """Somebody else speaks from the next turn on."""

    kind: Literal["principal_changed"] = "principal_changed"
    principal: Principal


class ClockMoved(Base):
    """The world clock was moved by hand."""

    kind: Literal["clock_moved"] = "clock_moved"
    seconds: float


class WorldEdited(Base):
    """A person changed rows by hand."""

    kind: Literal["world_edited"] = "world_edited"
    changes: tuple[RowChange, ...]


class SettingChanged(Base):
    """A setting of the session changed."""

    kind: Literal["setting_changed"] = "setting_changed"
    name: str
    value: JSON = None


class FaultArmed(Base):
    """A fault waits for its trigger."""

    kind: Literal["fault_armed"] = "fault_armed"
    spec: str


class FaultDisarmed(Base):
    """An armed fault was taken away."""

    kind: Literal["fault_disarmed"] = "fault_disarmed"
    spec: str


class TurnStarted(Base):
    """A turn begins. It holds no text: the words follow in redact's output."""

    kind: Literal["turn_started"] = "turn_started"
    model: str
    characters: int = 0


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
    """One request was answered, or failed with `fault`."""

    kind: Literal["model_responded"] = "model_responded"
    model: str = ""
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    finish: str = ""
    usage: Usage = Usage()
    raw_usage: dict[str, JSON] = Field(default_factory=dict)
    cost: Cost = Cost()
    fault: Fault | None = None


class ToolAttempted(Base):
    """One attempt of one tool is about to run; synced to disk first when it writes."""

    kind: Literal["tool_attempted"] = "tool_attempted"
    tool: str
    arguments: JSON = None
    number: int = 1
    key: str = ""


class ToolResponded(Base):
    """What the attempt brought, with the rows it changed."""

    kind: Literal["tool_responded"] = "tool_responded"
    tool: str
    outcome: Annotated[Ok | Failed | Unknown | Skipped, Field(discriminator="status")]
    changes: tuple[RowChange, ...] = ()
    from_ledger: bool = False


class BreakerMoved(Base):
    """A circuit breaker changed its state."""

    kind: Literal["breaker_moved"] = "breaker_moved"
    service: str
    state: Literal["closed", "open", "half_open"]


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


class TurnFinished(Base):
    """A turn ends. `world` digests the rows changed since the session began."""

    kind: Literal["turn_finished"] = "turn_finished"
    outcome: TurnOutcome
    degraded: bool = False
    judged_by: Judge = "engine"
    why: str = ""
    totals: Totals = Totals()
    world: str = ""


class TurnMarked(Base):
    """A person's mark on a turn; `turn` says which."""

    kind: Literal["turn_marked"] = "turn_marked"
    mark: Mark
    note: str = ""


class SessionEnded(Base):
    """A session ends."""

    kind: Literal["session_ended"] = "session_ended"
    outcome: SessionOutcome
    judged_by: Judge = "engine"


class Blob(Base):
    """A value that other events name by digest; written once, before its first use."""

    kind: Literal["blob"] = "blob"
    digest: str
    value: JSON


Event = (
    SessionStarted
    | SessionResumed
    | SessionForked
    | PackChanged
    | ModelSwitched
    | PrincipalChanged
    | ClockMoved
    | WorldEdited
    | SettingChanged
    | FaultArmed
    | FaultDisarmed
    | TurnStarted
    | HopStarted
    | HopFinished
    | HopFailed
    | ModelRequested
    | ModelResponded
    | ToolAttempted
    | ToolResponded
    | BreakerMoved
    | FaultInjected
    | HumanAsked
    | HumanActed
    | TurnFinished
    | TurnMarked
    | SessionEnded
    | Blob
)
"""Any event: the bare union, for `match`."""

READ_EVENT: Final[TypeAdapter[Event]] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
"""The discriminated form, for reading: one candidate a line instead of twenty-seven."""
