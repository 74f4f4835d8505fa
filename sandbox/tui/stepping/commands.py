"""`/break` and `/step`: where turns stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui.command import CommandError
from sandbox.tui.feed.format import plural
from sandbox.tui.stepping.door import breaks_of

if TYPE_CHECKING:
    from sandbox.hub.breaks import Breaks
    from sandbox.tui.app import HopscopeApp

_EXAMPLE = "/break tool:issue_refund stops before it runs"


def break_at(app: HopscopeApp, argument: str) -> None:
    """`/break`, `/break SPEC`, `/break off N|SPEC|all`, `/break here`. Raises `SandboxError`."""
    breaks = _breaks(app)
    word, _, rest = argument.partition(" ")
    if word in ("", "list"):
        _listed(app, breaks)
    elif word in ("off", "disarm"):
        gone = breaks.disarm(rest.strip() or "all")
        app.say(f"Stops no more at {', '.join(gone) or 'every hop'}.", "good")
    elif word == "here":
        _here(app, breaks)
    else:
        _armed(app, breaks.arm(argument))
    app.refresh_figures()


def step(app: HopscopeApp, argument: str) -> None:
    """`/step`: at every hop of the turn that runs, or of the next one; `/step off` not."""
    breaks = _breaks(app)
    if argument in ("off", "stop"):
        breaks.unstep()
        app.say("Turns run through again, up to the next break point.", "good")
    elif argument:
        raise CommandError("/step takes nothing, or off", "/break SPEC stops at one place")
    else:
        breaks.step()
        which = "this turn" if app.turns.busy else "the next turn"
        app.say(f"Stops at every hop of {which}; c goes on without.", "warn")
    app.refresh_figures()


def _breaks(app: HopscopeApp) -> Breaks:
    found = breaks_of(app.session_driver)
    if found is None:
        raise CommandError("this is a recording: no turn runs in it")
    return found


def _armed(app: HopscopeApp, spec: str) -> None:
    app.say(f"Stops at {spec}; /break off takes it away.", "warn")


def _listed(app: HopscopeApp, breaks: Breaks) -> None:
    for number, one in enumerate(breaks.points, 1):
        last = f", last in {one.last}" if one.last else ""
        app.say(f"{number}  {one.text}  {plural(one.hits, 'stop')}{last}", "warn")
    if breaks.stepping:
        app.say("Every hop of a turn is stopped at; /step off ends that.", "warn")
    elif not breaks.points:
        app.say(f"No break point is armed. {_EXAMPLE}.")


def _here(app: HopscopeApp, breaks: Breaks) -> None:
    """Arms one for hops like the one under the trace's cursor, or takes it away."""
    row = app.main.trace.row
    key = row.hops[0] if row is not None and row.kind == "wait" else row.key if row else ""
    hop = app.driver.session.hop(key)
    if hop is None:
        raise CommandError("no hop is under the trace's cursor", "Enter opens a fold")
    tool = hop.subject.rpartition(".")[2] if hop.call is not None else ""
    spec = f"before:{hop.name}" + (f" tool:{tool}" if tool else "")
    if hop.name == "execute" and tool:
        spec = f"tool:{tool}"
    if any(one.text == spec for one in breaks.points):
        breaks.disarm(spec)
        app.say(f"Stops no more at {spec}.", "good")
    else:
        _armed(app, breaks.arm(spec))
