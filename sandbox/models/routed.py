"""Goes to the model that a request names, and says which one takes over when it fails.

Nothing is sent twice in here: `infer` reads the name from the fault and makes the next attempt a
row of its own. A model call changes nothing, so another one can't write a second time.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Final

from sandbox.domain.faults import Fault, FaultError
from sandbox.models.items import items_of
from sandbox.models.model_faults import ModelFault
from sandbox.ports import Model, ModelReply, ModelRequest, TextDelta

_TAKEN_OVER: Final = frozenset(
    ("rate_limited", "timeout", "unavailable", "model_error", "model_unreadable")
)


class RoutedModel:
    """Implements `ports.Model` over several, for one turn: the session's own, then `fallbacks`."""

    def __init__(self, name: str, fallbacks: Sequence[str], make: Callable[[str], Model]) -> None:
        self._order = tuple(dict.fromkeys((name, *fallbacks)))
        self._make = make
        self._failed: set[str] = set()
        self._down: set[str] = set()

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """The items of the model that `request` names. Its fault names the next one.

        One that another had to stand in for is not asked again: an object lives for a turn.
        """
        after = self._after(request.model)
        self._down |= self._failed - {request.model}
        if after and request.model in self._down:
            told = f"{request.model} failed before in this turn and is not asked again"
            hint = "the next turn asks it again"
            raise ModelFault(Fault(kind="model_error", message=told, hint=hint, fallback=after))
        try:
            async with aclosing(items_of(self._make(request.model), request)) as items:
                async for item in items:
                    yield item
        except FaultError as error:
            if error.fault.fallback:
                raise  # the same model, told of its tools in another way
            if not after or error.fault.kind not in _TAKEN_OVER:
                raise
            fault = error.fault.model_copy(update={"fallback": after})
            self._failed.add(request.model)
            wait = getattr(error, "retry_after", None)
            raise ModelFault(fault, wait, error.usage, error.cost) from None

    def _after(self, name: str) -> str:
        """The model that takes over from `name`, "" if it was the last."""
        place = self._order.index(name) + 1 if name in self._order else 0
        return self._order[place] if place < len(self._order) else ""
