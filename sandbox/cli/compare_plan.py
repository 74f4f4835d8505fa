"""A comparison put together: for the command, and for a screen."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.cli.compare_arms import AskOf, Wish, source_of
from sandbox.cli.compare_fit import Fit, check_budget, check_models
from sandbox.compare.arm import Arm
from sandbox.compare.arms import OpenArm
from sandbox.compare.plan import TURN_SECONDS, Plan

if TYPE_CHECKING:
    from sandbox.cli.human_file import Replies
    from sandbox.hub.live import LiveSession
    from sandbox.settings import Settings


@dataclass(frozen=True)
class Limits:
    """Runs of each arm, seconds of one turn, and dollars of one arm ("" for no limit)."""

    repeat: int = 1
    seconds: float = TURN_SECONDS
    budget: str = ""


def plan_of(
    arms: Sequence[Arm],
    wish: Wish,
    limits: Limits,
    ask: AskOf,
    settings: "Settings",
    replies: "Replies | None" = None,
) -> tuple[Plan, OpenArm]:
    """What `Comparing` and `follow` take. Everything that can be wrong is found here, before

    anything is made or paid for: raises `SandboxError` (code 2). `replies`: what sandbox/human
    says in each run.
    """
    check_budget(limits.budget)
    check_models(arms, settings, human=replies is not None)
    fit = Fit(settings, limits.repeat, limits.budget, replies)
    source = source_of(wish, fit.settings, ask, fit)
    plan = Plan(_new_id(), source.about, arms, source.steps, limits.repeat, limits.seconds)
    return plan, _warmed(arms, source.open_arm)


def _warmed(arms: Sequence[Arm], open_arm: OpenArm) -> OpenArm:
    """No arm begins before litellm is loaded, if one of them needs it.

    Else the seconds that its import takes would stand in the first turn of that arm, and slow the
    others down.
    """
    from sandbox.models.offline import OFFLINE

    if all(arm.model in OFFLINE for arm in arms):
        return open_arm

    async def open_warm(arm: Arm, run: int) -> "LiveSession":
        from sandbox.models.litellm_door import door

        # Where it can't be loaded, the arm that needs it says so itself.
        with suppress(Exception):
            await door()
        return await open_arm(arm, run)

    return open_warm


def _new_id() -> str:
    """Six letters. No digits among them, so that nobody takes it for a number of somebody."""
    from sandbox.wiring.sessions import new_id

    return new_id()[-6:].translate(str.maketrans("0123456789", "ghijklmnop"))
