"""Where a turn waits for a person: before a hop's work, and after it, before its output is told.

With no break point armed each of these is one look at `Ports.stepper`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from sandbox.domain.base import JSON
from sandbox.domain.hop import HopName, HopOutput
from sandbox.domain.step import Spot, StepAct, StepAction, StepWhat, Stop
from sandbox.domain.verdict_words import verdict_words
from sandbox.hops.scope import HopScope, Output
from sandbox.log.event import StepActed, StepStopped, Took
from sandbox.ports import Ports, Stepper

GO_ON = StepAct()


class HandedOver(BaseException):
    """A person ends the turn as a hand-off. `finished`: the hop it stopped at has its output.

    No `Exception`: no hop may take it for a failure of its own.
    """

    def __init__(self, by: str, reason: str, where: str, finished: bool) -> None:
        super().__init__(where)
        self.by, self.reason, self.where, self.finished = by, reason, where, finished


@dataclass(frozen=True)
class Offer:
    """What a person sees at a stop, and what of it they may change. `value` holds real values."""

    value: JSON = None
    editable: StepWhat = ""
    can: tuple[StepAction, ...] = ()
    check: Callable[[JSON], str] = lambda value: ""


_NOTHING = Offer()


@runtime_checkable
class _Open(Protocol):
    """A hop of a turn. One outside any turn has no name here, and nobody stops there."""

    @property
    def name(self) -> HopName: ...
    @property
    def subject(self) -> str: ...
    @property
    def call(self) -> int | None: ...


async def before(
    hop: HopScope, ports: Ports, offer: Callable[[], Offer] = lambda: _NOTHING, spec: str = ""
) -> StepAct:
    """Waits where a break point stops the turn before the work of `hop`.

    `spec`: the break point, where that was asked before the hop was opened. Raises `HandedOver`.
    """
    stepper = ports.stepper
    if stepper is None or not isinstance(hop, _Open):
        return GO_ON
    spot = _spot(hop, hop, "before")
    spec = spec or stepper.wants(spot)
    if not spec:
        return GO_ON
    act = await _stop(hop, stepper, spot, spec, offer())
    if act.action == "hand_off":
        raise HandedOver(act.by, act.reason, spot.hop, finished=False)
    return act


async def after(
    hop: HopScope,
    ports: Ports,
    output: HopOutput,
    offer: Callable[[], Offer] = lambda: _NOTHING,
) -> StepAct:
    """Waits where a break point stops the turn after the work of `hop`, which made `output`.

    Whoever calls it finishes the hop and then calls `leave`.
    """
    stepper = ports.stepper
    if stepper is None or not isinstance(hop, _Open):
        return GO_ON
    spot = _spot(hop, hop, "after", verdict_words(output))
    spec = stepper.wants(spot)
    if not spec:
        return GO_ON
    shown = offer()
    if not shown.editable:
        shown = Offer(output.model_dump(mode="json", exclude_defaults=True))
    return await _stop(hop, stepper, spot, spec, shown)


def leave(hop: HopScope, act: StepAct) -> None:
    """After the hop was finished: raises `HandedOver` where that is what the person wants."""
    if act.action == "hand_off":
        raise HandedOver(act.by, act.reason, f"{hop.turn}.{hop.number}", finished=True)


async def finish(hop: HopScope, ports: Ports, output: Output) -> Output:
    """Stops after the hop's work if need be, then finishes it; returns its output masked."""
    act = await after(hop, ports, output) if ports.stepper is not None else GO_ON
    told = hop.finish(output)
    leave(hop, act)
    return told


def ahead(ports: Ports, name: HopName, subject: str, call: int, turn: int) -> str:
    """The break point that will stop the turn before a hop which is not open yet, "" for none."""
    if ports.stepper is None:
        return ""
    spot = Spot(
        place="before", name=name, subject=subject, tool=_tool(subject), turn=turn, call=call
    )
    return ports.stepper.wants(spot)


async def _stop(hop: HopScope, stepper: Stepper, spot: Spot, spec: str, offer: Offer) -> StepAct:
    since = hop.elapsed()
    hop.write(StepStopped(place=spot.place, spec=spec, took=Took(start=since)))
    # On disk before anybody waits: a crash then leaves a turn that was stopped, not one that is
    # to be gone on with unasked.
    hop.sync()
    stop = Stop(
        spot=spot,
        spec=spec,
        value=hop.mask(offer.value),
        editable=offer.editable,
        can=offer.can,
        check=offer.check,
    )
    act = await stepper.stop(stop)
    edited = act.action == "edit"
    hop.write(
        StepActed(
            action=act.told,
            by=act.by,
            reason=act.reason,
            what=offer.editable if edited else "",
            before=offer.value if edited else None,
            after=act.value if edited else None,
            took=Took(start=since, total=hop.elapsed() - since),
        )
    )
    return act


def _spot(hop: HopScope, named: _Open, place: str, verdicts: tuple[str, ...] = ()) -> Spot:
    call = named.call
    return Spot(
        place=place,  # pyright: ignore[reportArgumentType]
        name=named.name,
        subject=named.subject,
        tool=_tool(named.subject) if call is not None else "",
        turn=hop.turn,
        number=hop.number,
        call=call,
        verdicts=verdicts,
    )


def _tool(subject: str) -> str:
    return subject.rpartition(".")[2]
