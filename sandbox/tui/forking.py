"""The slash commands that go to another branch: `/fork`, `/undo`, `/edit`, `/again` and more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui import marks
from sandbox.tui.command import CommandError

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp


def fork(app: HopscopeApp, argument: str) -> None:
    where, _, model = argument.partition(" ")
    if where == "here":
        where = str(marks.turn_at_cursor(app) or 1)
    if where and not where.isdecimal():
        raise CommandError("/fork takes the number of a turn", "/fork 2, or /fork for all of it")
    app.branches.fork(int(where) if where else None, model.strip())


def undo(app: HopscopeApp, argument: str) -> None:
    app.branches.undo()


def edit(app: HopscopeApp, argument: str) -> None:
    if argument and not argument.isdecimal():
        raise CommandError("/edit takes the number of a turn", "/edit 2, or /edit for the last")
    app.branches.edit(int(argument) if argument else marks.turn_at_cursor(app))


def again(app: HopscopeApp, argument: str) -> None:
    app.branches.again(marks.turn_at_cursor(app), argument)


def rerun(app: HopscopeApp, argument: str) -> None:
    app.branches.rerun(argument)


def back(app: HopscopeApp, argument: str) -> None:
    app.branches.back()


def result(app: HopscopeApp, argument: str) -> None:
    hop, _, text = argument.partition(" ")
    row = app.main.trace.row
    app.branches.result(hop or (row.key if row is not None else ""), text.strip())


def branch(app: HopscopeApp, argument: str) -> None:
    if argument:
        app.branches.go(argument)
    else:
        app.browser.open(family=True)
