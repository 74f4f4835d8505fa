"""Says in our own log (`logging`) what happens in a session: one line an event that is worth one.

Events are masked, and no words of customer or agent are told, so neither a key nor a personal value
gets into a line.
"""

import logging
from collections.abc import Callable
from typing import Final

from sandbox.log import event as ev
from sandbox.log.event import Event

LOGGER: Final = "sandbox.session"

DEBUG, INFO, WARNING = logging.DEBUG, logging.INFO, logging.WARNING

Line = tuple[int, str]


def narrator(name: str) -> Callable[[Event], None]:
    """A listener of session `name` that logs its events, where somebody listens from INFO on.

    Without that not even warnings are told: Python would print them on standard error.
    """
    # A logger for each session would stay for ever: there may be thousands of them.
    logger, who = logging.getLogger(LOGGER), f"{LOGGER}.{name.rpartition('-')[2]}"

    def tell(event: Event) -> None:
        if not logger.isEnabledFor(INFO):
            return
        line = line_of(event)
        if line is not None and logger.isEnabledFor(line[0]):
            logger.handle(logger.makeRecord(who, line[0], "", 0, line[1], (), None))

    return tell


def line_of(event: Event) -> Line | None:  # noqa: PLR0911 (one case a kind of event)
    """Level and words of an event; None for one that is not told."""
    at = f"{event.turn}.{event.hop}" if event.hop else f"turn {event.turn}"
    match event:
        case ev.TurnStarted():
            return INFO, f"{at} begins, model {event.model}"
        case ev.TurnFinished():
            models, tools = event.totals.model_calls, event.totals.tool_calls
            spent = f"{_counted(models, 'model call')}, {_counted(tools, 'tool call')}"
            how = event.outcome + (", degraded" if event.degraded else "")
            why = f": {event.why}" if event.why else ""
            fine = event.outcome in ("answered", "asked") and not event.degraded
            return (INFO if fine else WARNING), f"{at} {how}{why}{_took(event)}, {spent}"
        case ev.HopFinished():
            return DEBUG, f"{at} {event.output.hop} done{_took(event)}"
        case ev.HopFailed():
            degraded = f", instead: {event.degraded}" if event.degraded else ""
            return WARNING, f"{at} {event.name} failed: {_fault(event.fault)}{degraded}"
        case ev.ModelResponded(fault=fault) if fault is not None:
            return (
                WARNING,
                f"{at} model {event.model} gave no answer: {_fault(fault)}{_took(event)}",
            )
        case ev.ModelResponded():
            told = f"{event.usage.input} in, {event.usage.output} out"
            used = "tokens unknown" if event.used.untold else told
            return DEBUG, f"{at} model {event.model} answered{_took(event)}, {used}"
        case ev.ToolResponded():
            return _tool(event, at)
        case ev.FaultInjected():
            return WARNING, f"{at} injected fault {event.spec} hit {event.target}"
        case ev.BreakerMoved():
            words = f"circuit of {event.service} is {event.state.replace('_', ' ')}"
            level = INFO if event.state == "closed" else WARNING
            return level, f"{at} {words} after {_counted(event.failures, 'failure')}"
        case ev.HumanAsked():
            return INFO, f"{at} asks a person about {event.tool}, rule {event.decision.rule}"
        case ev.HumanActed():
            return INFO, f"{at} a person: {event.approval.action}"
        case _:
            return _outside(event)


def _outside(event: Event) -> Line | None:  # noqa: PLR0911 (one case a kind of event)
    match event:
        case ev.SessionStarted():
            return INFO, f"session begins, pack {event.pack}, model {event.model}"
        case ev.SessionResumed():
            return INFO, "session taken up" + (f", turn {event.cut} was cut" if event.cut else "")
        case ev.SessionForked():
            return INFO, f"fork of {event.parent} after turn {event.after}"
        case ev.PackChanged():
            return INFO, "the pack has changed"
        case ev.ModelSwitched():
            return INFO, f"model {event.before} → {event.model}"
        case ev.FaultArmed():
            return INFO, f"fault armed: {event.spec}"
        case ev.FaultDisarmed():
            return INFO, f"fault disarmed: {event.spec}"
        case ev.WorldEdited():
            return INFO, f"a person changed {_counted(len(event.changes), 'row')}"
        case ev.SessionEnded():
            return INFO, f"session {event.outcome}, judged by the {event.judged_by}"
        case _:
            return None


def _tool(event: ev.ToolResponded, at: str) -> Line:
    rows = f", {_counted(len(event.changes), 'row')} changed" if event.changes else ""
    fault = getattr(event.outcome, "fault", None)
    if fault is None:
        return DEBUG, f"{at} {event.tool} answered{_took(event)}{rows}"
    return WARNING, f"{at} {event.tool} {event.outcome.status}: {_fault(fault)}{_took(event)}{rows}"


def _fault(fault: object) -> str:
    """The kind alone: a message may quote what a service said."""
    return str(getattr(fault, "kind", fault))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _took(event: Event) -> str:
    return f" in {event.took.total / 1e6:.1f} ms" if event.took else ""
