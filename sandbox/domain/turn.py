"""How turns and sessions end."""

from typing import Final, Literal

from sandbox.domain.base import Frozen
from sandbox.domain.money import Cost

TurnOutcome = Literal["answered", "asked", "handed_off", "cancelled", "interrupted", "failed"]
SessionOutcome = Literal["resolved", "handed_off", "abandoned", "failed"]
Judge = Literal["engine", "customer", "developer", "model"]
Mark = Literal["good", "bad"]
Abstained = Literal["unclear", "frustration", "loop", "steps", "budget"]
"""Why the engine itself did not go on: nothing fitted for some turns, the customer is losing
patience, nothing moved, the turn's calls were used up, the money or tokens were."""

HUMAN: Final = "sandbox/human"
"""The model that a reply names where a person answered, also in another's place."""


class Totals(Frozen):
    """Counts of one turn. Token counts are reported ones where `tokens_estimated` is False."""

    model_calls: int = 0
    tool_calls: int = 0
    repairs: int = 0
    denials: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    tokens_estimated: bool = False
    cost: Cost = Cost(nano=0, known="computed")


class Principal(Frozen):
    """Who is speaking. `customer` is a key of the pack's customer table, or "" for nobody yet."""

    customer: str = ""
    role: str = "customer"
    channel: str = "chat"
    scopes: tuple[str, ...] = ()
