"""When the agent stops going on by itself, what it does then, and how it hands over."""

from typing import Annotated, Final, Literal

from pydantic import Field

from sandbox.domain.base import Frozen
from sandbox.domain.turn import Abstained

AbstainAction = Literal["ask", "static", "hand_off"]
"""`ask`: the turn ends with a question of the engine's; `static`: with a fixed answer; `hand_off`:
a person is given the conversation, or the fixed answer is where nobody can be reached."""

_Turns = Annotated[int, Field(ge=2, le=50)]
_Calls = Annotated[int, Field(ge=1, le=100)]


class Handoff(Frozen):
    """Which arguments of the tool `hand_off` the engine fills: `reason` where it hands over by
    itself, `note` with the packet for the colleague."""

    note: str
    reason: str = "reason"


class Unclear(Frozen):
    """`turns` in a row without a procedure or a passage that fits."""

    turns: _Turns = 3
    do: AbstainAction = "hand_off"


class Frustration(Frozen):
    """`over`: the score (0..1) above which the customer is no longer kept from a person."""

    over: Annotated[float, Field(gt=0, le=1)] = 0.8
    do: AbstainAction = "hand_off"


class Loop(Frozen):
    """`repeats`: how often the same may happen without anything moving."""

    repeats: _Turns = 3
    do: AbstainAction = "hand_off"


class Steps(Frozen):
    """What one turn may use."""

    model_calls: _Calls = 8
    tool_calls: _Calls = 16
    do: AbstainAction = "static"


class Spent(Frozen):
    """What to do when the money or tokens that a session may use are used up."""

    do: AbstainAction = "static"


class Abstain(Frozen):
    """`abstain:` of domain.yaml; what is left out has these defaults."""

    unclear: Unclear = Unclear()
    frustration: Frustration = Frustration()
    loop: Loop = Loop()
    steps: Steps = Steps()
    budget: Spent = Spent()

    def action(self, reason: Abstained) -> AbstainAction:
        """What to do for `reason`."""
        rule = getattr(self, reason)
        action: AbstainAction = rule.do
        return action


DEFAULT: Final = Abstain()
