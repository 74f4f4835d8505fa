"""When and how long to wait before a retry: exponential, capped, with seeded jitter.

tenacity runs the loop; its sleep is ours, so that a replay does not wait and a person can stop it.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from sandbox.domain.tool import Failed, ToolContract, ToolOutcome, Unknown

if TYPE_CHECKING:
    from tenacity import RetryCallState

FIRST: Final = 0.5
LONGEST: Final = 8.0
JITTER: Final = 0.5
"""Share of a pause that chance decides ("equal jitter", AWS Architecture Blog, 2015)."""
LONGEST_ASKED: Final = 30.0
"""Seconds that a service may ask us to wait; if it asks for more, the call has failed."""


class Tried(Protocol):
    """What one attempt came to."""

    @property
    def again(self) -> bool:
        """Whether one more attempt may help and is safe."""
        ...

    @property
    def outcome(self) -> ToolOutcome: ...


T = TypeVar("T", bound=Tried)


async def retried(
    attempt: Callable[[], Awaitable[T]],
    attempts: int,
    pause_after: Callable[[int, ToolOutcome], float],
    pause: Callable[[float], Awaitable[None]],
) -> T:
    """What the last of at most `attempts` attempts came to.

    `pause_after(number, outcome)` gives seconds; `pause` waits for them. Raises what these raise.
    """
    # Late: 35 ms, and the first frame of the screen calls no tool.
    import tenacity

    def wait(state: "RetryCallState") -> float:
        return pause_after(state.attempt_number, _result(state).outcome)

    loop = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_result(lambda tried: tried.again),
        stop=tenacity.stop_after_attempt(attempts),
        wait=wait,
        sleep=pause,
        retry_error_callback=_result,
    )
    return await loop(attempt)


def _result(state: "RetryCallState") -> Any:
    assert state.outcome is not None
    return state.outcome.result()


def may_help(outcome: ToolOutcome) -> bool:
    """Whether the same call may come to something else a little later."""
    if not (isinstance(outcome, Failed | Unknown) and outcome.retryable):
        return False
    return outcome.fault.retry_after <= LONGEST_ASKED


def asked_for(outcome: ToolOutcome) -> float:
    """Seconds that the service asked us to wait, 0 if it did not."""
    return outcome.fault.retry_after if isinstance(outcome, Failed | Unknown) else 0.0


def backoff(number: int, contract: ToolContract, roll: float) -> float:
    """Seconds to wait after attempt `number` (from 1) has failed, in whole milliseconds.

    `roll` (0 ≤ roll < 1) is the dice's for this call and number. Nobody waits longer for the next
    attempt than the tool itself may take: by then a person wants an answer.
    """
    if number < 1:
        raise ValueError("attempts count from 1")
    longest = min(LONGEST, max(FIRST, contract.timeout))
    # The exponent is capped before 2.0 ** number overflows.
    whole = min(FIRST * 2.0 ** min(number - 1, 32), longest)
    return round(whole * (1 - JITTER) + whole * JITTER * roll, 3)
