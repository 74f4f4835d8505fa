"""Who plays a session again while services fail: customer, model, colleague and clock."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence

from sandbox.domain.hop import RedactOutput
from sandbox.domain.text import RawText
from sandbox.domain.verdict import Approval
from sandbox.log.codec import digest
from sandbox.log.event import Event, HopFinished, HumanActed, HumanAsked, ModelResponded
from sandbox.log.event import ModelRequested as Asked
from sandbox.models.scripted import ScriptedModel
from sandbox.ports import ModelReply, ModelRequest, Question, TextDelta
from sandbox.privacy.mask import Mask


def words_by_turn(events: Iterable[Event], mask: Mask) -> dict[int, RawText]:
    """What the customer said in each turn, with references and surrogates put back.

    A turn that was cut before its words were in the log is not there.
    """
    return {
        event.turn: RawText(str(mask.restore(event.output.text, literals=True)))
        for event in events
        if isinstance(event, HopFinished) and isinstance(event.output, RedactOutput)
    }


class TapedModel:
    """Gives the recorded reply where the request is the recorded one, else acts as scripted.

    After a fault the conversation leaves the tape; the procedure that the prompt shows tells
    `sandbox/scripted` how to go on.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self._taped: dict[str, ModelResponded] = {}
        self._scripted = ScriptedModel()
        asked: Asked | None = None
        for event in events:
            if isinstance(event, Asked):
                asked = event
            elif isinstance(event, ModelResponded) and asked is not None:
                if event.fault is None:
                    key = _key(asked.messages, asked.tools)
                    self._taped.setdefault(key, event)
                asked = None

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        event = self._taped.get(_key(request.messages, request.tools))
        if event is None:
            async for item in self._scripted.stream(request):
                yield item
            return
        yield ModelReply(
            model=event.model,
            text=event.text,
            calls=event.calls,
            finish=event.finish,
            usage=event.usage,
            cost=event.cost,
            raw_usage=event.raw_usage,
            calls_by=event.calls_by,
        )


class TapedColleague:
    """Answers a confirm as it was answered in the recording for that tool; approves what is new."""

    def __init__(self, events: Iterable[Event], mask: Mask) -> None:
        self._answers: defaultdict[str, list[Approval]] = defaultdict(list)
        tool = ""
        for event in events:
            if isinstance(event, HumanAsked):
                tool = event.tool
            elif isinstance(event, HumanActed):
                approval = Approval.model_validate(mask.restore(event.approval.model_dump()))
                self._answers[tool].append(approval)

    async def confirm(self, question: Question) -> Approval:
        answers = self._answers[question.tool]
        return answers[0] if answers else Approval(action="approve", by="the sweep")


class NoSleep:
    """Backoff and latency are nominal: the world clock moves, nobody waits."""

    async def sleep(self, seconds: float) -> None:
        return None


def _key(messages: Sequence[object], tools: Sequence[object]) -> str:
    dump = [getattr(item, "model_dump")(mode="json") for item in (*messages, *tools)]  # noqa: B009
    return digest(dump)
