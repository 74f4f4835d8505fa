"""`/explain`: what the agent did in a turn, in plain sentences, from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui.command import CommandError
from sandbox.tui.feed.view import Facts, Inspection, Tab

if TYPE_CHECKING:
    from sandbox.export.explain import Sentence
    from sandbox.tui.app import HopscopeApp


def explain_now(app: HopscopeApp, argument: str) -> None:
    """`/explain` the last turn, `/explain 3` that one, `/explain here` the one under the cursor."""
    from sandbox.export.explain import explain
    from sandbox.tui.screens.inspecting import InspectScreen

    turns = app.driver.session.turns
    number = _turn(app, argument)
    if not turns:
        raise CommandError("there is no turn yet", "say something first")
    if not 0 < number <= len(turns):
        raise CommandError(f"there is no turn {number}", f"turns go from 1 to {len(turns)}")
    turn = turns[number - 1]

    def shown(at: int) -> Inspection:
        told = explain(app.driver.session, number)
        title = "so far" if turn.finished is None else turn.finished.outcome.replace("_", " ")
        tab = Tab("What it did", lambda: (Facts(tuple(map(_row, told))),))
        return Inspection(f"turn:{number}", f"turn {number}, {title}", tabs=(tab,))

    screen = InspectScreen("Explain", shown, app.copy)
    screen.view.restore = app.main.inspector.restore
    app.push_screen(screen)


def _row(one: Sentence) -> tuple[str, str]:
    return one.hop, one.text


def _turn(app: HopscopeApp, argument: str) -> int:
    if argument in ("", "now"):
        return len(app.driver.session.turns)
    if argument == "here":
        row = app.main.trace.row
        chosen = row.turn if row is not None and app.main.trace.has_focus else 0
        return chosen or len(app.driver.session.turns)
    if not argument.isdecimal():
        raise CommandError("/explain takes the number of a turn", "/explain 3")
    return int(argument)
