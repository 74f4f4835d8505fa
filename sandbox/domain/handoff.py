"""The packet that goes to a person with a conversation. Everything in it is masked.

Made from the session's log alone, without a model, so that it says what happened and nothing else.
Hops are named as on the screen (`3.6`: turn 3, hop 6).
"""

from typing import Literal

from sandbox.domain.base import Frozen
from sandbox.domain.turn import Abstained

HandoffKind = Abstained | Literal["wish", "procedure", "model", "developer"]
"""What led to it: the engine abstained, the customer wished for a person, a procedure's step,
the model's own choice, or the person who went through the turn step by step."""

TriedOutcome = Literal[
    "done",
    "answered",
    "stood in",
    "denied",
    "rejected",
    "failed",
    "unknown",
    "sent back",
    "not run",
]
"""`done`: a write that succeeded; `answered`: a read; `stood in`: an older or fixed result."""


class Entity(Frozen):
    """One thing known of the case, and where from (`customer, turn 2`)."""

    name: str
    value: str
    source: str


class Said(Frozen):
    """The customer's words in one turn."""

    turn: int
    text: str


class Tried(Frozen):
    """One call, or `times` equal ones. `changes`: a line for each cell that it changed."""

    hop: str
    tool: str
    arguments: str = ""
    outcome: TriedOutcome
    detail: str = ""
    changes: tuple[str, ...] = ()
    times: int = 1


class OpenQuestion(Frozen):
    """What nobody has answered yet: a question to the customer, one of theirs, or an outcome."""

    kind: Literal["to_customer", "from_customer", "outcome"]
    turn: int
    text: str


class Refusal(Frozen):
    """A call that a rule or a person did not let through."""

    hop: str
    tool: str
    verdict: Literal["deny", "escalate", "rejected"]
    rule: str
    reason: str = ""
    by: str = ""


class Sentiment(Frozen):
    """How the customer sounds: 0 calm to 1, the signs it was read from, and the worst turn."""

    frustration: float = 0.0
    signs: tuple[str, ...] = ()
    peak: float = 0.0
    peak_turn: int = 0
    wants_person: bool = False


class NextStep(Frozen):
    """What a colleague might do first, by a fixed rule."""

    rule: str
    text: str


class Told(Frozen):
    """What a placeholder of the packet stands for: a cell by reference; "" = only said in chat."""

    placeholder: str
    reference: str = ""


class HandoffPacket(Frozen):
    """What a colleague needs to go on with the conversation.

    `own_words` is what the model, or a person, wrote for the colleague: nobody has checked it.
    `customer` is a key, "" while nobody is identified. `links` are the hops to look at. `masked`:
    how many values the last check had to take out.
    """

    kind: HandoffKind
    reason: str
    summary: str
    own_words: str = ""
    customer: str = ""
    intent: str = ""
    procedure: str = ""
    step: str = ""
    turns: int = 0
    said: tuple[Said, ...] = ()
    entities: tuple[Entity, ...] = ()
    tried: tuple[Tried, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    sentiment: Sentiment = Sentiment()
    next_step: NextStep
    placeholders: tuple[Told, ...] = ()
    links: tuple[str, ...] = ()
    masked: int = 0
