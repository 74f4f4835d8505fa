"""Which pictures the docs have: what is said before, and how the screen gets there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from sandbox.tui.jumping.screen import JumpScreen
from sandbox.tui.screens.compare import CompareScreen
from sandbox.tui.screens.confirm import ConfirmScreen
from sandbox.tui.screens.inspecting import InspectScreen
from sandbox.tui.screens.mark import MarkScreen
from sandbox.tui.screens.replay import ReplayScreen
from tests.tui.real import REFUND, STATUS, Real

Show = Callable[[Real], Awaitable[None]]
OVER_LIMIT: Final = "my order 10077 arrived broken"
THANKS: Final = "thanks, that is all"


@dataclass(frozen=True)
class Picture:
    """`said` is told first, each a turn or a command; then `show` leads to what is to be seen.

    `limit`: the pack's refund limit is lowered before that.
    """

    name: str
    title: str
    says: str
    show: Show
    said: tuple[str, ...] = (STATUS, REFUND)
    limit: bool = False


def keys(*pressed: str) -> Show:
    async def show(run: Real) -> None:
        await run.pilot.press(*pressed)

    return show


async def chat(run: Real) -> None:
    run.app.main.prompt.focus()


async def hop(run: Real, name: str, subject: str = "", tab: str = "") -> None:
    """Opens the last hop called `name` in the inspector."""
    turn = run.app.driver.session.turns[-1]
    found = [one for one in turn.hops if one.name == name and subject in one.subject][-1]
    run.app.main.trace.select(found.id, why="hand")
    await run.inspected(found.id)
    run.app.main.action_show("inspect")
    if tab:
        run.app.main.inspector.choose(tab)


async def trace(run: Real) -> None:
    await hop(run, "execute", "issue_refund")
    run.app.main.action_show("trace")


async def repaired(run: Real) -> None:
    hops = [hop for turn in run.app.driver.session.turns for hop in turn.hops]
    call = next(one for one in hops if one.name == "repair")
    run.app.main.trace.select(call.id, why="hand")
    await run.inspected(call.id)
    run.app.main.action_show("inspect")
    run.app.main.inspector.choose("Before → after")


async def request(run: Real) -> None:
    await hop(run, "infer", tab="Request")


async def db(run: Real) -> None:
    from sandbox.tui.db.view import DbView

    await run.pilot.press("f5")
    await run.until(lambda: isinstance(run.app.main.dock.view, DbView), "pane")
    view = run.app.main.dock.view
    assert isinstance(view, DbView)
    await run.until(lambda: view.tables.tables, "tables")
    await run.pilot.press("enter", "l", "l", "h")


async def stopped(run: Real) -> None:
    run.app.turns.send(REFUND)
    stepping = run.app.turns.stepping
    await run.until(lambda: stepping.panel is not None and stepping.panel.armed, "panel")


async def confirm(run: Real) -> None:
    run.app.turns.send("1")
    await run.dialog()
    screen = run.app.screen
    assert isinstance(screen, ConfirmScreen)
    await run.pilot.pause(0.3)


async def mark(run: Real) -> None:
    await run.pilot.press("f3", "m")
    await on_top(run, MarkScreen)
    await run.pilot.press("b", *"no word on when it arrives")


async def human(run: Real) -> None:
    run.app.run_slash("/takeover")
    run.app.turns.send(REFUND)
    await run.until(lambda: run.app.main.writing is not run.app.main.prompt, "panel")
    await run.pilot.pause(0.6)


async def sessions(run: Real) -> None:
    await run.tell("/fork 2")
    await run.tell("where is my order 10077?")
    screen = await run.browser()
    del screen


async def replay(run: Real) -> None:
    run.app.run_slash("/replay refund")
    screen = await on_top(run, ReplayScreen)
    await run.until(lambda: screen.over, "replay ends")


async def compare(run: Real) -> None:
    run.app.run_slash("/compare sandbox/scripted sandbox/sloppy")
    screen = await on_top(run, CompareScreen)
    await run.until(lambda: screen.runner.over, "arms end")
    await run.until(lambda: screen.hops.picture is screen.runner.picture, "shown")


async def jump(run: Real) -> None:
    await run.pilot.press("f3")
    await run.until(lambda: run.app.main.trace.has_focus, "trace")
    await run.pilot.press("ctrl+f")
    await on_top(run, JumpScreen)


async def completing(run: Real) -> None:
    await run.pilot.press(*"/co")
    await run.until(lambda: run.app.main.completion.display, "completion")


def command(text: str, kind: type[Any]) -> Show:
    async def show(run: Real) -> None:
        run.app.run_slash(text)
        await on_top(run, kind)

    return show


def theme(name: str) -> Show:
    async def show(run: Real) -> None:
        if name == "no-colour":
            run.app.glyphs = "ascii"
        run.app.theme = name
        await run.pilot.press("f3")

    return show


async def on_top(run: Real, kind: type[Any]) -> Any:
    await run.until(lambda: isinstance(run.app.screen, kind), kind.__name__)
    return run.app.screen


FAULTS: Final = ("/fault orders.issue_refund:error_after_commit#1", "/fault crm:latency=300ms%50")

PICTURES: Final = (
    Picture("chat", "Chat", "The conversation, and below each reply what it cost.", chat),
    Picture("trace", "Trace", "Every hop of each turn on one time line.", trace),
    Picture("repaired", "A repaired call", "What the model wrote against what was executed, "
            "and each step between.", repaired,
            ("/seed 37", "/model sandbox/sloppy", "where is my order 10042?", REFUND)),
    Picture("request", "A model's request", "What was sent, and what fills the context window.",
            request),
    Picture("state", "State", "What the agent knows, and what the turn changed.", keys("f4")),
    Picture("db", "DB", "The tables of the back-end; changed rows first, with the hop that did it.",
            db),
    Picture("faults", "Faults", "What is armed, and all that could be.", keys("f6"),
            (STATUS, *FAULTS)),
    Picture("log", "Log", "Our own log records, as they come.", keys("f8")),
    Picture("stopped", "Step mode", "A turn that stands at a break point: look, edit, go on, skip.",
            stopped, (STATUS, "/break tool:issue_refund")),
    Picture("confirm", "Confirm", "A call over the limit waits for a person, with what it would "
            "change.", confirm, (STATUS, OVER_LIMIT)),
    Picture("human", "In the model's place", "A person answers the model call; tools and "
            "arguments are completed.", human, (STATUS,)),
    Picture("mark", "Mark", "A turn is marked good or bad, with a note.", mark),
    Picture("sessions", "Sessions", "Sessions as a tree of forks, recordings, and a preview.",
            sessions),
    Picture("replay", "A replay that differs", "The first difference, with both sides and its "
            "cause: a limit that was lowered.", replay, (STATUS,), limit=True),
    Picture("compare", "Compare", "The same turn with two models: scoreboard, and hops side by "
            "side.", compare),
    Picture("completion", "Completion", "Commands and their arguments, completed as one types.",
            completing),
    Picture("help", "Help", "Every key, those of the focused pane first; type to search.",
            keys("f3", "f1")),
    Picture("figures", "Figures", "Where each number comes from, one key away.",
            command("/figures", InspectScreen)),
    Picture("jump", "Jump letters", "One or two letters lead to any pane, block or row.", jump),
    Picture("models", "Model picker", "Models that can be asked, with window and price.",
            keys("ctrl+l")),
    Picture("light", "Light theme", "The theme hopscope-light.", theme("hopscope-light")),
    Picture("contrast", "High contrast", "The theme high-contrast.", theme("high-contrast")),
    Picture("plain", "No colour", "Without colour and in ASCII, as with NO_COLOR.",
            theme("no-colour")),
)  # fmt: skip
"""On sessions that are played for it: scripted models, seed 7; 37 for calls to be mended."""
