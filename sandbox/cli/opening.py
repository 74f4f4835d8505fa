"""Opens the live session of a chat, for the screen and for the chat in lines."""

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.cli.chat import Start
    from sandbox.cli.driver import ScreenDriver


async def make_driver(start: "Start") -> "ScreenDriver":
    """The live session that the screen drives; its modules load in a thread meanwhile."""
    wiring, driver = await asyncio.to_thread(_modules)
    from sandbox.adapters.ask import AskScreen
    from sandbox.settings import load_settings, with_budgets

    settings = with_budgets(load_settings(), start.budget, start.turn_budget)
    person = AskScreen()
    if start.resume:
        live = await wiring.open_session(settings, start.resume, ask=person, pinned=start.pin)
        if start.model:
            live.switch_model(start.model)
        for fault in start.faults:
            live.arm(fault)
    else:
        pack = await asyncio.to_thread(wiring.load, settings, start.pack)
        begin = wiring.Start(
            start.model, start.customer, start.seed, start.faults, pin=bool(start.pin)
        )
        live = wiring.new_session(settings, pack, begin, ask=person)
    return driver.ScreenDriver(live, settings, person)


def said_of(name: str) -> str:
    """One line for whoever has left: how to go on with session `name`.

    "" where nothing was said in it, for such a session is not kept.
    """
    from sandbox.domain.faults import SandboxError
    from sandbox.hub.folder import find_session
    from sandbox.settings import home_folder, load_settings

    try:
        found = find_session(home_folder(load_settings()), name) if name else None
    except SandboxError:
        return ""
    return f"session {found.id} · go on with: sandbox --resume {found.id}" if found else ""


def _modules() -> tuple[Any, Any]:
    from sandbox import wiring
    from sandbox.cli import driver

    return wiring, driver
