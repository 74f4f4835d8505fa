"""How long to wait before a retry: exponential, capped, with seeded jitter.

The loop is the execute hop's; tenacity costs 48 ms to import for what are these few lines.
"""

from typing import Final

from sandbox.domain.tool import ToolContract

FIRST: Final = 0.5
LONGEST: Final = 8.0
JITTER: Final = 0.5
"""Share of a pause that chance decides ("equal jitter", AWS Architecture Blog, 2015)."""


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
