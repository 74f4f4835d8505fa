"""The twelve hops and the one typed output of each."""

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from sandbox.domain.base import JSON, Frozen, Tagged
from sandbox.domain.handoff import HandoffPacket
from sandbox.domain.money import Cost, Usage
from sandbox.domain.personal import PersonalKind, Span
from sandbox.domain.procedure import Move
from sandbox.domain.tool import Failed, Ok, Skipped, ToolCall, Unknown
from sandbox.domain.verdict import Approval, ArgumentSource, Decision, Problem, RepairStep

HopName = Literal[
    "redact",
    "context",
    "route",
    "retrieve",
    "prompt",
    "infer",
    "parse",
    "validate",
    "repair",
    "policy",
    "execute",
    "respond",
]
HOP_NAMES: tuple[HopName, ...] = get_args(HopName)


class _HopOutput(Tagged):
    TAG: ClassVar[str] = "hop"


class RedactOutput(_HopOutput):
    """The customer's words with placeholders; `spans` are offsets into `text`."""

    hop: Literal["redact"] = "redact"
    text: str
    spans: tuple[Span, ...] = ()


VariableSource = Literal["customer", "tool", "principal", "engine"]


class Variable(Frozen):
    """One thing the agent knows. `life` is in turns after `turn`; None lasts for the session."""

    name: str
    value: JSON
    source: VariableSource
    where: str = ""
    turn: int
    life: int | None = None


class ContextOutput(_HopOutput):
    """The few variables that matter, what changed, and what the short form saves in tokens."""

    hop: Literal["context"] = "context"
    variables: tuple[Variable, ...] = ()
    changed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    verbatim_turns: int = 0
    summarised_turns: int = 0
    window_tokens: int = 0
    history_tokens: int = 0


class Candidate(Frozen):
    """One intent that was considered: score in 0..1 and the words that decided."""

    intent: str
    score: float
    words: tuple[str, ...] = ()


class RouteOutput(_HopOutput):
    """Which procedure serves this turn, how sure, and why.

    `action`: "start" a procedure, "continue" the running one, "ask" what is meant, or "none".
    `then`: the procedure that follows once `procedure` has found out who is speaking. `asks`: the
    intents that the customer is asked about.
    """

    hop: Literal["route"] = "route"
    action: Literal["start", "continue", "ask", "none"]
    intent: str = ""
    procedure: str = ""
    confidence: float = 0.0
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    then: str = ""
    asks: tuple[str, ...] = ()


class Passage(Frozen):
    """One knowledge passage, its BM25 score (higher is better), and why it is in or out."""

    id: str
    title: str
    text: str
    score: float
    used: bool
    why: str = ""


class RetrieveOutput(_HopOutput):
    """Passages found before generation."""

    hop: Literal["retrieve"] = "retrieve"
    query: str = ""
    passages: tuple[Passage, ...] = ()


class PromptPart(Frozen):
    """What fills the window: a named part and its estimated tokens."""

    name: str
    tokens: int


class PromptOutput(_HopOutput):
    """What the request, which is in `model_requested`, is made of. `digest` is the template's.

    `request` is its digest. `moves`: how the procedure got to `step` since the prompt before.
    `waiting`: procedures left for another wish. `newest`: version in lock.toml, "" for this one.
    """

    hop: Literal["prompt"] = "prompt"
    template: str
    version: str
    digest: str
    request: str = ""
    parts: tuple[PromptPart, ...] = ()
    tools: tuple[str, ...] = ()
    step: str = ""
    procedure: str = ""
    moves: tuple[Move, ...] = ()
    waiting: tuple[str, ...] = ()
    newest: str = ""


class InferOutput(_HopOutput):
    """One model call: who answered, why it stopped, tokens, cost, and how many attempts."""

    hop: Literal["infer"] = "infer"
    model: str
    finish: str
    usage: Usage
    cost: Cost
    attempts: int = 1


class Recovery(Frozen):
    """A call that was found where it should not be, or mended from broken JSON."""

    how: str
    position: int | None = None
    before: str = ""


class ParseOutput(_HopOutput):
    """Text and calls of one reply, and how leaked or broken ones were recovered."""

    hop: Literal["parse"] = "parse"
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    recovered: tuple[Recovery, ...] = ()
    unreadable: tuple[Problem, ...] = ()


class ValidateOutput(_HopOutput):
    """Every problem of one call and where each argument came from."""

    hop: Literal["validate"] = "validate"
    tool: str
    arguments: JSON = None
    problems: tuple[Problem, ...] = ()
    sources: tuple[ArgumentSource, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems


class RepairOutput(_HopOutput):
    """`repaired`: mended without the model; `ask_model`: the model is told what is wrong.

    `tool`: the tool that was meant. `tokens_added`: what `message` adds to the next request, by the
    built-in estimator.
    """

    hop: Literal["repair"] = "repair"
    tool: str
    verdict: Literal["repaired", "ask_model", "gave_up"]
    steps: tuple[RepairStep, ...] = ()
    arguments: JSON = None
    message: str = ""
    tokens_added: int = 0


class PolicyOutput(_HopOutput):
    """The decision, and who approved when it asked a person.

    `checkpoint`: the procedure that came to an `approve`, where it is not about a call of `tool`.
    """

    hop: Literal["policy"] = "policy"
    tool: str
    decision: Decision
    approval: Approval | None = None
    checkpoint: str = ""

    @property
    def go(self) -> bool:
        """True when the call may run."""
        if self.decision.verdict == "allow":
            return True
        approved = self.approval is not None and self.approval.action == "approve"
        return self.decision.verdict == "confirm" and approved


Degraded = Literal["", "cached", "static", "abstain", "hand_off"]
"""How a call whose service gave no answer was answered: by an earlier result, by a fixed one, by
saying so, or by keeping it for a person."""


class ExecuteOutput(_HopOutput):
    """What came of one call. `key` is its idempotency key; reads have none.

    `degraded` says what stands in for an answer that did not come, `source` the hop whose result
    that is. `throttled`: seconds that the service's rate limit made it wait. `breaker`: the state
    that its circuit came into, "" when it did not move. `packet`: what a colleague was given.
    """

    hop: Literal["execute"] = "execute"
    tool: str
    outcome: Annotated[Ok | Failed | Unknown | Skipped, Field(discriminator="status")]
    attempts: int = 0
    key: str = ""
    from_ledger: bool = False
    rows_changed: int = 0
    degraded: Degraded = ""
    source: str = ""
    throttled: float = 0.0
    breaker: Literal["", "closed", "open", "half_open"] = ""
    packet: HandoffPacket | None = None


class Claim(Frozen):
    """Something the reply says was done, and the row change that supports it, if any."""

    kind: str
    words: str
    supported: bool
    by: str = ""


class Leak(Frozen):
    """A value of somebody else that the reply held; withheld. `reference` names its cell."""

    kind: PersonalKind
    reference: str


class RespondOutput(_HopOutput):
    """The reply that is shown, after checks; `text` holds placeholders.

    `corrected_by`: "model" when the model itself took a false claim back; `claims` are those of the
    reply that it wrote first. `neutralised`: links to foreign hosts that are shown as plain text.
    `back`: the procedure whose open question it comes back to at its end.
    """

    hop: Literal["respond"] = "respond"
    text: str
    claims: tuple[Claim, ...] = ()
    leaks: tuple[Leak, ...] = ()
    verdict: Literal["sent", "corrected", "static"] = "sent"
    corrected_by: Literal["", "model"] = ""
    neutralised: tuple[str, ...] = ()
    back: str = ""


HopOutput = Annotated[
    RedactOutput
    | ContextOutput
    | RouteOutput
    | RetrieveOutput
    | PromptOutput
    | InferOutput
    | ParseOutput
    | ValidateOutput
    | RepairOutput
    | PolicyOutput
    | ExecuteOutput
    | RespondOutput,
    Field(discriminator="hop"),
]
