"""Comparisons that stand still: the turns of fake sessions, whose clock is their own."""

from typing import Any

from sandbox.compare.arm import arms_of
from sandbox.compare.comparison import Comparison
from sandbox.compare.news import State
from sandbox.compare.plan import Plan
from sandbox.compare.played import Ran, Run
from sandbox.tui.comparing.picture import picture_of
from sandbox.tui.comparing.progress import Doing
from sandbox.tui.comparing.runner import Runner
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import play

LONG = "openai/a-model-with-a-name-of-sixty-characters-as-providers-like"


async def still(*arms: tuple[str, str], state: State = "done", why: str = "") -> Runner:
    """Arms as (model, what it was told), all at their end; `state` is the last one's."""
    made = arms_of([model for model, _ in arms])
    ran: list[Ran] = []
    for arm, (model, told) in zip(made, arms, strict=True):
        last = arm.number == len(arms) - 1
        driver = await play(FakeDriver(model=model), (told,) if told else ())
        run = Run(1, state if last else "done", why if last else "", own=driver.session)
        run.session = f"20261120-0902-a1b2c{arm.number}" if told else ""
        ran.append(Ran(arm, [run]))
    return Still(Comparison("abcdef", "turn 1 of 20261120-0900-aaaaaa", tuple(ran)))


class Still(Runner):
    """A runner at its end."""

    def __init__(self, found: Comparison) -> None:
        def nothing() -> Any:
            raise AssertionError("nothing is to run here")

        super().__init__(nothing, lambda: 0)
        arms = tuple(ran.arm for ran in found.arms)
        self.plan = Plan(found.id, found.about, arms, ())
        self.picture = picture_of(found)
        self.doing = [Doing(state=ran.state, why=ran.why, opened=True) for ran in found.arms]
        self.over = True
        self.version = 1
