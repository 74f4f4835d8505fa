"""`/whatif`, and the line after a save of a rule: which recorded decisions come out otherwise."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sandbox.tui.feed.format import arguments, plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.check.what_if import Rejudged, WhatIf
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.feed.view import Inspection, Section


@runtime_checkable
class Rejudging(Protocol):
    """A session whose decisions, and those of its pack's recordings, can be made again."""

    def what_if(self) -> WhatIf:
        """By the rules as they lie on disk. For a thread. Raises `SandboxError`."""
        ...


def whatif(app: HopscopeApp, argument: str) -> None:
    """`/whatif`: the decisions that the rules of now flip, on a screen of their own."""
    app.run_worker(_show(app), group="whatif", exclusive=True, exit_on_error=False)


async def _show(app: HopscopeApp) -> None:
    from sandbox.domain.faults import SandboxError
    from sandbox.tui.screens.inspecting import InspectScreen

    driver = app.driver
    if not isinstance(driver, Rejudging):
        app.say("A recording that is only viewed has no rules of its own.")
        return
    try:
        found = await asyncio.to_thread(driver.what_if)
    except SandboxError as error:
        app.say(error.message, "bad", error.hint)
        return
    shown = inspect_flips(found)
    app.push_screen(InspectScreen("What if", lambda number: shown, app.copy))


async def told_after_save(app: HopscopeApp, files: Iterable[str]) -> None:
    """After rules were saved: how many recorded decisions flip. Nothing where none was."""
    from sandbox.domain.faults import SandboxError

    driver = app.session_driver
    if not any(name.startswith("policy/") for name in files) or not isinstance(driver, Rejudging):
        return
    try:
        found = await asyncio.to_thread(driver.what_if)
    except SandboxError:
        return  # what is wrong with the rules has been said
    if app.session_driver is driver:
        flips = plural(len(found.flips), "recorded decision")
        if found.flips:
            verb = "flips" if len(found.flips) == 1 else "flip"
            app.say(f"{flips} {verb} by these rules", "warn", "/whatif lists them")
        else:
            app.say(f"No recorded decision flips, of {found.decisions:,}.", "good")


def inspect_flips(found: WhatIf) -> Inspection:
    """Flips, those by another rule, and what could not be judged, as tabs of the inspector."""
    from sandbox.tui.feed.view import Inspection, Tab

    title = f"{plural(len(found.flips), 'flip')} in {plural(found.decisions, 'decision')}"
    left = [(f"{one.session} {one.turn}.{one.hop}", one.why) for one in found.unjudged]
    tabs = [Tab("Flips", lambda: _listed(found.flips, "Every decision comes out as it did."))]
    if found.other_rule:
        tabs.append(Tab("Other rule", lambda: _listed(found.other_rule, "")))
    if left:
        tabs.append(Tab("Not judged", lambda: _rows(left)))
    return Inspection("whatif", title, tabs=tuple(tabs))


def _listed(items: tuple[Rejudged, ...], none: str) -> tuple[Section, ...]:
    from sandbox.tui.feed.view import Facts, Words

    if not items:
        return (Words(none, "good"),)
    sections: list[Section] = []
    for one in items:
        rows = (
            ("call", arguments(one.arguments, 120)),
            ("was", f"{one.before.verdict} ({one.before.rule})"),
            ("is", f"{one.after.verdict} ({one.after.rule})"),
            ("because", one.after.reason or "–"),
        )
        sections.append(Facts(rows, f"{one.session} {one.turn}.{one.hop} {one.tool}"))
    return tuple(sections)


def _rows(rows: list[tuple[str, str]]) -> tuple[Section, ...]:
    from sandbox.tui.feed.view import Facts

    return (Facts(tuple(rows)),)
