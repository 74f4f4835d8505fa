"""The seat of a person who answers in a model's place."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.tool import ToolContract
from sandbox.ports import ModelReply, ModelRequest

AskPerson = Callable[[ModelRequest], Awaitable[ModelReply]]
"""Shows a request to a person and waits for the reply; may wait for ever, can be cancelled.

Raises `FaultError` where nobody answers. Only `text` and `calls` of the reply need to be filled.
"""


def _no_contracts() -> Mapping[str, ToolContract]:
    return {}


@dataclass
class Seat:
    """Who sits where a model would answer; one for each live session.

    `person` is supplied by screen or command, None while nobody is there. `armed`: the person
    answers the next call of whatever model is asked, once. `contracts` gives the pack's tools as
    they are now, those among them that a request does not offer.
    """

    person: AskPerson | None = None
    armed: bool = False
    contracts: Callable[[], Mapping[str, ToolContract]] = field(default=_no_contracts)

    async def ask(self, request: ModelRequest) -> ModelReply:
        """The person's reply. Raises `FaultError` where nobody sits, and what the person raises."""
        if self.person is None:
            message = "nobody is there to answer in the model's place"
            raise FaultError(Fault(kind="model_error", message=message, hint="use the chat"))
        return await self.person(request)

    def take(self) -> bool:
        """Whether the person takes the call that is made now; the next goes to the model again."""
        taken, self.armed = self.armed, False
        return taken
