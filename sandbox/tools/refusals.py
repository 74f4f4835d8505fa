"""Why a guard lets no attempt go out; each is an answer, as from the service itself."""

import math

from sandbox.domain.faults import Fault
from sandbox.domain.service import Circuit
from sandbox.domain.tool import ToolContract


def resting(contract: ToolContract, circuit: Circuit, left: float) -> Fault:
    """The circuit is open for `left` seconds more."""
    return Fault(
        kind="breaker_open",
        message=f"{contract.service} gave no answer {circuit.failures} times in a row, so it is "
        f"left alone for {math.ceil(left)} s more",
        hint="one call may try it after that",
        retry_after=left,
    )


def over_limit(contract: ToolContract, wait: float) -> Fault:
    """The rate limit takes the next attempt in `wait` seconds."""
    return Fault(
        kind="rate_limited",
        message=f"{contract.service} takes no more calls for {math.ceil(wait)} s",
        hint="its limit is in domain.yaml, services",
        retry_after=wait,
    )
