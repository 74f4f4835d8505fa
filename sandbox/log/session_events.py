"""Events outside any turn: what holds from here on, and what a person did between turns."""

from typing import Literal

from pydantic import Field

from sandbox.domain.base import JSON
from sandbox.domain.tool import RowChange
from sandbox.domain.turn import Judge, Mark, Principal, SessionOutcome
from sandbox.log.envelope import FORMAT, Base


class SessionStarted(Base):
    """First event of every log. `files` are digests of the pack's files, by path in the pack.

    `repair`: how wrong calls are mended in this session.
    """

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
    repair: Literal["off", "deterministic", "model"] = "model"


class SessionResumed(Base):
    """Opened again. `cut`: the turn that had been cut short, 0 if none."""

    kind: Literal["session_resumed"] = "session_resumed"
    code: str = ""
    cut: int = 0
    wall: str = ""


class SessionForked(Base):
    """This session began as a copy of another up to and including `after` turns.

    `wall`: the real date of the copy, "" in logs from before it was kept.
    """

    kind: Literal["session_forked"] = "session_forked"
    parent: str
    after: int
    wall: str = ""


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
    """A person changed rows by hand. `restored`: the snapshot whose rows came back, "" if none."""

    kind: Literal["world_edited"] = "world_edited"
    changes: tuple[RowChange, ...]
    restored: str = ""


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


class TurnMarked(Base):
    """A person's mark on a turn; `turn` says which. None takes the mark away."""

    kind: Literal["turn_marked"] = "turn_marked"
    mark: Mark | None = None
    note: str = ""


class SessionEnded(Base):
    """How a session ended, judged when it had `turns` turns; a later turn makes it outdated.

    `why` is the rule that decided, or a person's own words.
    """

    kind: Literal["session_ended"] = "session_ended"
    outcome: SessionOutcome
    judged_by: Judge = "engine"
    turns: int = 0
    why: str = ""


class Blob(Base):
    """A value that other events name by digest; written once, before its first use."""

    kind: Literal["blob"] = "blob"
    digest: str
    value: JSON
