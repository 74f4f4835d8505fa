"""A turn said again in which one tool call brings another result than it did.

Up to that call the model's replies are the recorded ones, so the same call is made; from there on
the model answers live, on the result that a person wrote.
"""

from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Ok, ToolContract
from sandbox.hub.live import LiveSession
from sandbox.log.event import ModelResponded, SettingChanged, ToolAttempted
from sandbox.log.fold import Hop, Session, Turn
from sandbox.log.steps import acts_of
from sandbox.models.faulty import FaultyModel
from sandbox.ports import Attempt, Model, ModelReply, ModelRequest, TextDelta, Toolbox, ToolReply
from sandbox.privacy.mask import Mask
from sandbox.replay.answers import TapeModel
from sandbox.replay.tape import Tape
from sandbox.tools.schemas import result_problem

SETTING = "edited_result"
"""Name of the event that tells of it, before the turn; its value is an `Edit` as JSON."""


@dataclass(frozen=True)
class Edit:
    """Call number `call` of `tool` in its turn, from 1, brings `result`, real values in it."""

    tool: str
    call: int
    result: JSON

    def data(self) -> dict[str, JSON]:
        """As JSON."""
        return {"tool": self.tool, "call": self.call, "result": self.result}

    @classmethod
    def of(cls, value: JSON) -> "Edit | None":
        """From the value of a setting; None for what is none."""
        match value:
            case {"tool": str(tool), "call": int(call), "result": result}:
                return cls(tool, call, result)
            case _:
                return None


@dataclass(frozen=True)
class EditedTurn:
    """The edit, the turn it belongs to, and the model's replies before it as they were logged."""

    edit: Edit
    turn: Turn
    replies: tuple[ModelResponded, ...]
    mask: Mask

    @property
    def words(self) -> str:
        """What the customer said in it."""
        return str(self.mask.restore(self.turn.asked, literals=True))

    @contextmanager
    def installed(self, live: LiveSession) -> Iterator[None]:
        """Inside, `live`, a fork before the turn, says it with that result."""
        parts = live.parts
        models, toolbox = parts.model_for, parts.ports.toolbox
        until = _Until(self.replies, self.mask)
        parts.model_for = lambda name: until.then(live, models(name))
        parts.ports.toolbox = EditedToolbox(toolbox, self.edit, parts.pack.contracts)
        live.note(SettingChanged(name=SETTING, value=self.edit.data()))
        try:
            yield
        finally:
            parts.model_for, parts.ports.toolbox = models, toolbox


def edited_turn(
    session: Session, hop: str, result: JSON, contracts: Mapping[str, ToolContract], mask: Mask
) -> EditedTurn:
    """The turn of `hop` with `result` for its call; `mask` knows every placeholder of `session`.

    Raises `SandboxError` (code 2): no such call, one that brought nothing, or a result that the
    contract rules out.
    """
    found = session.hop(hop)
    if found is None or not isinstance(found.output, ExecuteOutput):
        raise SandboxError(f"{hop[:40]} is no tool call", _calls(session), code=2)
    contract = contracts.get(found.output.tool)
    if contract is None or not _attempted(found):
        raise SandboxError(f"{hop} made no attempt of a tool", _calls(session), code=2)
    if problem := result_problem(contract, result):
        hint = f"{contract.subject} may return what its contract in tools.yaml allows"
        raise SandboxError(f"the contract rules that result out: {problem}", hint, code=2)
    turn = session.turns[found.turn - 1]
    before = turn.hops[: found.number]
    if any(map(acts_of, before)):
        raise SandboxError(
            f"turn {found.turn}: somebody changed its course at a break point",
            "stop it there again: /break, then /again",
            code=2,
        )
    number = sum(output.tool == contract.name for _, output in _executed(before))
    replies = (event for one in before for event in one.events)
    return EditedTurn(
        Edit(contract.name, number, result),
        turn,
        tuple(event for event in replies if isinstance(event, ModelResponded)),
        mask,
    )


class EditedToolbox:
    """Implements `ports.Toolbox` around another. A write is made first; only its result is other.

    `inner`: what a changed pack is put behind.
    """

    def __init__(self, around: Toolbox, edit: Edit, contracts: Mapping[str, ToolContract]) -> None:
        self.inner = getattr(around, "inner", around)
        self._around, self._edit, self._contracts = around, edit, contracts
        self._calls = 0

    async def attempt(self, attempt: Attempt) -> ToolReply:
        """What came of it; see `WorldToolbox.attempt`."""
        edit = self._edit
        if attempt.tool == edit.tool and attempt.number == 1:
            self._calls += 1
        if attempt.tool != edit.tool or self._calls != edit.call or attempt.number > 1:
            return await self._around.attempt(attempt)
        if not self._contracts[edit.tool].writes:
            return ToolReply(outcome=Ok(result=edit.result))
        reply = await self._around.attempt(attempt)
        if isinstance(reply.outcome, Ok):
            return reply.model_copy(update={"outcome": Ok(result=edit.result)})
        return reply


class _Until(TapeModel):
    """The recorded replies, one after the other."""

    def __init__(self, replies: Iterable[ModelResponded], mask: Mask) -> None:
        super().__init__(Tape(()), mask)
        self.left = deque(replies)

    def answer(self, request: ModelRequest) -> ModelResponded:
        return self.left.popleft()

    def then(self, live: LiveSession, model: Model) -> Model:
        """This model while it has replies, then `model`."""
        ports, agent = live.parts.ports, live.parts.agent
        taped = FaultyModel(self, lambda: agent.session, ports.dice, ports.sleep, taped=True)
        return _Either(self, taped, model)


@dataclass(frozen=True)
class _Either:
    until: _Until
    taped: Model
    live: Model

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        source = self.taped if self.until.left else self.live
        async for item in source.stream(request):
            yield item


def _attempted(hop: Hop) -> bool:
    return any(isinstance(event, ToolAttempted) for event in hop.events)


def _executed(hops: Iterable[Hop]) -> Iterator[tuple[Hop, ExecuteOutput]]:
    for hop in hops:
        if isinstance(hop.output, ExecuteOutput) and _attempted(hop):
            yield hop, hop.output


def _calls(session: Session) -> str:
    hops = [hop.id for turn in session.turns for hop, _ in _executed(turn.hops)]
    return f"tool calls: {', '.join(hops[-8:])}" if hops else "it made no tool call"
