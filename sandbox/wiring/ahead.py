"""A toolbox whose large results are searched for personal data while the screen goes on."""

from sandbox.domain.tool import Ok
from sandbox.hub.ahead import search_ahead
from sandbox.ports import Attempt, Toolbox, ToolReply
from sandbox.privacy.mask import Mask


class SearchedToolbox:
    """Implements `ports.Toolbox` around `outer`; `inner` is what `outer` has in it."""

    def __init__(self, outer: Toolbox, mask: Mask) -> None:
        self.outer = outer
        self._mask = mask

    @property
    def inner(self) -> object:
        return self.outer.inner  # pyright: ignore

    async def attempt(self, attempt: Attempt) -> ToolReply:
        """What came of it; masking its result is quick."""
        reply = await self.outer.attempt(attempt)
        if isinstance(reply.outcome, Ok):
            await search_ahead(self._mask, reply.outcome.result)
        return reply

    async def aclose(self) -> None:
        """Ends what runs elsewhere for this session."""
        await self.outer.aclose()  # pyright: ignore
