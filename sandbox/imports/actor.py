"""The recorded model: answers with what the transcript has, message after message."""

from collections.abc import AsyncIterator
from typing import Final

from sandbox.imports.conversations import Answer, Spoken
from sandbox.models.scripted import finish
from sandbox.ports import ModelReply, ModelRequest, TextDelta

PREFIX: Final = "imported/"
"""Before the name of the model that once answered: nobody is asked now."""
AT_ITS_END: Final = "(The imported conversation has no further answer to this.)"


class TranscriptModel:
    """Implements `ports.Model`. Whatever it is asked, it says what it said then.

    `played`: how many answers of the turn were given; `asked_more`: how often it was asked after
    the last one.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self.played = 0
        self.asked_more = 0
        self._answers: list[Answer] = []

    def begin(self, turn: Spoken) -> None:
        """From now on it answers with this turn's messages."""
        self._answers, self.played, self.asked_more = turn.answers, 0, 0

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """The next answer, in one piece; never raises."""
        if self.played < len(self._answers):
            answer = self._answers[self.played]
            self.played += 1
        else:
            answer = Answer(AT_ITS_END)
            self.asked_more += 1
        why = "tool_calls" if answer.calls else "stop"
        said = ModelReply(model=self.model, text=answer.text, calls=answer.calls, finish=why)
        # What it counted and cost then is not in the file; tokens are those of our own estimator.
        usage = finish(request, said).usage.model_copy(update={"estimated": True})
        yield said.model_copy(update={"usage": usage})
