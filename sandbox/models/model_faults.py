"""Whatever goes wrong at a provider, as a fault of the closed set with a hint what to do.

Nothing is retried here: `retryable` says whether that could help, the hub decides.
"""

from typing import Final

from sandbox.domain.faults import Fault, FaultError, FaultKind
from sandbox.domain.money import FREE, Cost, Usage
from sandbox.models.failure import Target, failure_of
from sandbox.models.fault_rules import AGAIN, CHECK_BASE, judge, lost, refused

_RETRYABLE: Final = frozenset(("rate_limited", "timeout", "unavailable"))


class ModelFault(FaultError):
    """A `FaultError` that may know how long to wait: `retry_after` in seconds, or None.

    It costs nothing unless somebody says so: what a provider refuses it does not bill. `refused` is
    "tools" or "schema" where the provider takes none, else "". `lost`: the request went out, and
    what became of it nobody said, so it may be billed.
    """

    def __init__(
        self,
        fault: Fault,
        retry_after: float | None = None,
        usage: Usage | None = None,
        cost: Cost = FREE,
        refused: str = "",
        *,
        lost: bool = False,
    ) -> None:
        super().__init__(fault, usage, cost)
        self.retry_after = retry_after
        self.refused = refused
        self.lost = lost


def retryable(fault: Fault) -> bool:
    """Whether the same request may succeed a little later. Only before any text was shown."""
    return fault.kind in _RETRYABLE


def fault_of(error: BaseException, target: Target) -> ModelFault:
    """The fault that `error` means. Its message holds neither a key nor a second line."""
    failure = failure_of(error, target)
    fault = judge(failure)
    wait = failure.retry_after if fault.kind == "rate_limited" else None
    return ModelFault(fault, wait, refused=refused(failure), lost=lost(failure))


def cut_short(target: Target, shown: int) -> ModelFault:
    """The stream ended without saying that it was complete, after `shown` characters."""
    told = f"the connection to {target.model} was cut after {shown} characters"
    return ModelFault(_fault("unavailable", told, AGAIN))


def no_stream(target: Target, html: bool) -> ModelFault:
    """The answer held no event at all: a web page, or a server that does not stream."""
    what = "with a web page" if html else "without a stream of events"
    told = f"{target.who} answered {what}"
    return ModelFault(_fault("model_unreadable", told, CHECK_BASE), lost=not html)


def too_late(target: Target, seconds: float, what: str) -> ModelFault:
    """A limit of ours ran out; `what` is "first token", "next token" or "whole reply"."""
    told = f"no {what} from {target.model} within {seconds:g} s"
    return ModelFault(_fault("timeout", told, "try again, raise the time-out, or switch models"))


def missing_key(target: Target) -> ModelFault:
    """Found before the call, because litellm tells it as a server error."""
    told = f"no key for {target.who}: {target.variable} is not set"
    hint = f"set {target.variable} in the environment or in .env, or use sandbox/scripted"
    return ModelFault(_fault("model_error", told, hint))


def unknown_setting(target: Target, name: str) -> ModelFault:
    """A setting that litellm would pass on unread, to be refused or ignored far away."""
    return ModelFault(
        _fault("model_error", f"{name!r} is no setting of {target.model}", "check its spelling")
    )


def _fault(kind: FaultKind, message: str, hint: str) -> Fault:
    return Fault(kind=kind, message=message, hint=hint)
