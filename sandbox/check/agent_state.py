"""The words for what an agent knows after a turn, and where it stands."""

from typing import Literal

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.hop import VariableSource
from sandbox.domain.money import Cost

Sign = Literal["", "+", "~", "-"]
"""What the turn did to a variable: nothing, new, changed, dropped."""


class Known(Frozen):
    """One variable. `hop` set it, in turn `turn`; it has had this value since turn `since`.

    `left`: turns that it lasts after this one if nobody names it again, None for the session's
    length. `before`: its value before the turn, where `sign` is `~`. `why` says how it was dropped.
    """

    name: str
    value: JSON
    source: VariableSource
    where: str = ""
    turn: int
    since: int
    hop: str
    life: int | None = None
    left: int | None = None
    sign: Sign = ""
    before: JSON = None
    why: str = ""


class Awaited(Frozen):
    """Something that is open: `by` whom it is awaited, what, and the hop that it hangs on."""

    by: Literal["customer", "person"]
    what: str
    hop: str


class Approved(Frozen):
    """An approval that stands for the session: tool and rule, the hop it was given in, by whom."""

    tool: str
    rule: str
    hop: str
    by: str


class AgentState(Frozen):
    """The state after turn `turn` of `turns`; `running`: that turn has not ended.

    `dropped` are variables of the turn before that are gone. `procedure` and its `step` as the last
    prompt had them, "" for none; `waiting`: procedures left for another wish. `summary`: how older
    turns are told to the model, a line each; the last `verbatim` before this one are sent word for
    word. Tokens are the engine's estimates, of what is sent of the turns and of all of them.
    """

    turn: int
    turns: int
    running: bool = False
    customer: str = ""
    variables: tuple[Known, ...] = ()
    dropped: tuple[Known, ...] = ()
    procedure: str = ""
    step: str = ""
    procedure_hop: str = ""
    waiting: tuple[str, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    verbatim: int = 0
    summary: tuple[str, ...] = ()
    window_tokens: int = 0
    history_tokens: int = 0
    approvals: tuple[Approved, ...] = ()
    faults: tuple[str, ...] = ()
    spent: Cost = Cost(nano=0, known="computed")
