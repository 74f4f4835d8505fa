"""Every screen and pane of the app, and the way to it from the main screen of a real session."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from textual.screen import Screen

from sandbox.tui.jumping.screen import JumpScreen
from sandbox.tui.models.picker import ModelPicker
from sandbox.tui.screens.compare import CompareScreen
from sandbox.tui.screens.confirm import ConfirmScreen
from sandbox.tui.screens.inspecting import InspectScreen
from sandbox.tui.screens.mark import MarkScreen
from sandbox.tui.screens.picker import Picker
from sandbox.tui.screens.replay import ReplayScreen
from sandbox.tui.screens.sessions import SessionsScreen
from tests.tui.real import REFUND, STATUS, Real

Reach = Callable[[Real], Awaitable[None]]


async def shows(run: Real, kind: type[Screen[Any]]) -> Any:
    """The screen on top, once it is of `kind`."""
    await run.until(lambda: isinstance(run.app.screen, kind), kind.__name__)
    return run.app.screen


async def anew(run: Real) -> None:
    """Another session in place of this one, in which nobody has approved anything yet."""
    before = run.app.driver
    run.app.run_slash("/new")
    await run.until(lambda: run.app.driver is not before, "new session")


def by(command: str, kind: type[Screen[Any]]) -> Reach:
    """To a screen by a slash command."""

    async def reach(run: Real) -> None:
        run.app.run_slash(command)
        await shows(run, kind)

    return reach


def pane(name: str) -> Reach:
    async def reach(run: Real) -> None:
        run.app.main.action_show(name)

    return reach


def dock(name: str) -> Reach:
    async def reach(run: Real) -> None:
        await run.app.main.action_open_dock(name)

    return reach


async def prompt(run: Real) -> None:
    run.app.main.prompt.focus()


async def palette(run: Real) -> None:
    run.app.action_command_palette()
    await run.until(lambda: run.app.screen is not run.app.main, "palette")


async def confirm(run: Real) -> None:
    await anew(run)
    run.app.turns.send(OVER_LIMIT)
    await run.until(lambda: not run.app.turns.busy, "it asks which one")
    run.app.turns.send("1")
    await shows(run, ConfirmScreen)


async def stopped(run: Real) -> None:
    await anew(run)
    run.app.run_slash("/break tool:issue_refund")
    run.app.turns.send(REFUND)
    await run.until(lambda: (panel := run.app.turns.stepping.panel) and panel.stopped, "stop")


async def human(run: Real) -> None:
    await anew(run)
    run.app.run_slash("/takeover")
    run.app.turns.send(STATUS)
    await run.until(lambda: run.app.main.writing is not run.app.main.prompt, "panel")


async def replay(run: Real) -> None:
    run.app.run_slash("/replay refund")
    screen = await shows(run, ReplayScreen)
    await run.until(lambda: screen.over, "replay ends")


async def compare(run: Real) -> None:
    run.app.run_slash("/compare sandbox/scripted sandbox/sloppy")
    screen = await shows(run, CompareScreen)
    await run.until(lambda: screen.runner.over, "arms end")


OVER_LIMIT: Final = "my order 10077 arrived broken"

PLACES: Final[dict[str, Reach]] = {
    "prompt": prompt,
    "chat": pane("chat"),
    "trace": pane("trace"),
    "inspect": pane("inspect"),
    "state": dock("state"),
    "db": dock("db"),
    "faults": dock("faults"),
    "log": dock("log"),
    "confirm": confirm,
    "stopped": stopped,
    "human": human,
    "sessions": by("/sessions", SessionsScreen),
    "replay": replay,
    "compare": compare,
    "mark": by("/mark", MarkScreen),
    "help": by("/help", Picker),
    "palette": palette,
    "jump": by("/jump", JumpScreen),
    "figures": by("/figures", InspectScreen),
    "config": by("/config", InspectScreen),
    "keys": by("/keys", Picker),
    "theme": by("/theme", Picker),
    "model": by("/model", ModelPicker),
    "map": by("/map", InspectScreen),
}
"""By name. A place is the start: keys lead on from it."""
