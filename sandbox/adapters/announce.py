"""Makes live model calls visible to the guard of a replay."""

import sys
from collections.abc import AsyncIterator

from sandbox.ports import Model, ModelReply, ModelRequest, TextDelta


class AnnouncedModel:
    """A model that raises the audit event `sandbox.model_call` before each request.

    `sandbox.replay.guard` counts and refuses it, so that a proof line is measured, not assumed.
    """

    def __init__(self, model: Model) -> None:
        self.model = model

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        sys.audit("sandbox.model_call", request.model)
        async for item in self.model.stream(request):
            yield item
