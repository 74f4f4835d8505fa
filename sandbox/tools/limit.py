"""The rate limit of a service: so many attempts in any window of world time."""

from collections.abc import Sequence

from sandbox.domain.service import Service
from sandbox.tools.world_time import seconds_between


def seconds_to_wait(calls: Sequence[str], service: Service, now: str) -> float:
    """How long the next attempt has to wait, 0 when it may go.

    `calls`: world times (ISO 8601) of the attempts so far, oldest first.
    """
    if not service.calls or len(calls) < service.calls:
        return 0.0
    # It may go once the attempt that many calls ago has left the window.
    return max(0.0, service.per - seconds_between(calls[-service.calls], now))
