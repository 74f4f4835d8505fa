"""The compare screen's door to what `sandbox compare` runs on."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from sandbox.compare.arms import OpenArm
    from sandbox.compare.plan import Plan
    from sandbox.domain.verdict import Approval
    from sandbox.hub.live import LiveSession
    from sandbox.log.fold import Session
    from sandbox.ports import Question
    from sandbox.settings import Settings
    from sandbox.tui.comparing.door import AskArm, Wanted


@dataclass(frozen=True)
class ArmAsk:
    """Passes an arm's question to the screen, which knows whose it is."""

    screen: "Callable[[Question], Awaitable[Approval]]"

    async def confirm(self, question: "Question") -> "Approval":
        return await self.screen(question)


def comparison(
    live: "LiveSession", wanted: "Wanted", ask: "AskArm", settings: "Settings"
) -> "tuple[Plan, OpenArm]":
    """On turns of `live`, or over a script on its pack. Raises `SandboxError` (code 2)."""
    from sandbox.cli.compare_arms import Wish
    from sandbox.cli.compare_plan import Limits, plan_of
    from sandbox.compare.arm import arms_of

    messages = (wanted.message,) if wanted.message else ()
    if wanted.script:
        wish = Wish(messages=messages, script=wanted.script, pack=str(live.pack.root))
    else:
        wish = Wish(live.name, wanted.turn, messages)
    limits = Limits(wanted.repeat, budget=wanted.budget)
    return plan_of(
        arms_of(wanted.models), wish, limits, lambda arm: ArmAsk(partial(ask, arm)), settings
    )


def arm_session(home: "Path", name: str) -> "Session":
    """The whole session of an arm, from its log. Raises `SandboxError`."""
    from sandbox.hub.folder import find_session
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log

    return fold(read_log(find_session(home, name).log).events)
