"""The events of a session, as one tagged union. Read this first: it is what a session is.

A new kind exists only for what can happen several times inside a hop, or outside any hop;
everything else is a field of a hop's output.
"""

from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from sandbox.log.envelope import FORMAT, Base, Took
from sandbox.log.session_events import (
    Blob,
    ClockMoved,
    FaultArmed,
    FaultDisarmed,
    ModelSwitched,
    PackChanged,
    PrincipalChanged,
    SessionEnded,
    SessionForked,
    SessionResumed,
    SessionStarted,
    SettingChanged,
    TurnMarked,
    WorldEdited,
)
from sandbox.log.turn_events import (
    BreakerMoved,
    FaultInjected,
    HopFailed,
    HopFinished,
    HopStarted,
    HumanActed,
    HumanAsked,
    ModelRequested,
    ModelResponded,
    StepActed,
    StepStopped,
    ToolAttempted,
    ToolResponded,
    TurnFinished,
    TurnStarted,
)

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
    | StepStopped
    | StepActed
    | TurnFinished
    | TurnMarked
    | SessionEnded
    | Blob
)
"""Any event: the bare union, for `match`."""

READ_EVENT: Final[TypeAdapter[Event]] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
"""The discriminated form, for reading: one candidate a line instead of twenty-nine."""

__all__ = [
    "FORMAT",
    "READ_EVENT",
    "Base",
    "Blob",
    "BreakerMoved",
    "ClockMoved",
    "Event",
    "FaultArmed",
    "FaultDisarmed",
    "FaultInjected",
    "HopFailed",
    "HopFinished",
    "HopStarted",
    "HumanActed",
    "HumanAsked",
    "ModelRequested",
    "ModelResponded",
    "ModelSwitched",
    "PackChanged",
    "PrincipalChanged",
    "SessionEnded",
    "SessionForked",
    "SessionResumed",
    "SessionStarted",
    "SettingChanged",
    "StepActed",
    "StepStopped",
    "Took",
    "ToolAttempted",
    "ToolResponded",
    "TurnFinished",
    "TurnMarked",
    "TurnStarted",
    "WorldEdited",
]
