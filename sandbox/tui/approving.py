"""`/approvals`: what was approved for the session, and to ask again about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui.feed.format import plural

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp


def approvals(app: HopscopeApp, argument: str) -> None:
    """`/approvals` lists those that stand, `/approvals off` takes them back."""
    from sandbox.log.standing import standing_approvals

    standing = standing_approvals(app.driver.session)
    if argument in ("off", "withdraw"):
        if standing:
            app.driver.withdraw_approvals()
        app.say(f"Withdrew {plural(len(standing), 'approval')}: you are asked again.", "good")
        return
    for one in standing:
        app.say(f"{one.tool} by {one.rule}: approved for the session by {one.by} at {one.hop}")
    if standing:
        app.say("/approvals off asks again from the next turn on.")
    else:
        app.say("Nothing is approved for the session; a in a confirm dialog does that.")
