"""`/cost` and `/tools` open a screen with tabs; `/find` goes to words of the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui.command import CommandError
from sandbox.tui.feed.safe import one_line
from sandbox.tui.prompting.door import Housed
from sandbox.tui.trying.desk import LookScreen

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp


def cost(app: HopscopeApp, argument: str) -> None:
    """Tokens and cost by turn and by model. Raises `CommandError`."""
    from sandbox.tui.listing.costs import inspect_costs

    session = app.driver.session
    if not session.turns:
        raise CommandError("nothing was asked of a model yet", "send a message first")
    found = inspect_costs(session, app.driver.budget)
    app.push_screen(LookScreen("Cost", found, app.copy, "≈ estimated, – unknown"))


def tools(app: HopscopeApp, argument: str) -> None:
    """Every tool of the pack, or the schema of one. Raises `CommandError`."""
    from sandbox.tui.listing.tools import inspect_tool, inspect_tools

    driver = app.driver
    if not isinstance(driver, Housed):
        raise CommandError("this session has no pack to look at", "open a live one")
    contracts = driver.house.pack.contracts
    name = argument.rpartition(".")[2]
    if not argument:
        found = inspect_tools(contracts.values())
    elif name in contracts:
        found = inspect_tool(contracts[name])
    else:
        raise CommandError(f"there is no tool {one_line(argument, 40)}", "/tools lists them")
    app.push_screen(LookScreen("Tools", found, app.copy, "/ finds"))


def find(app: HopscopeApp, argument: str) -> None:
    """Goes to the next place of these words in the chat. Raises `CommandError`."""
    main = app.main
    if not argument:
        raise CommandError("/find takes words of the chat", "/find refund")
    main.action_show("chat")
    if not main.chat.find_text(argument):
        main.chat.find_text("")
        raise CommandError(f"{one_line(argument, 40)} is nowhere in the chat")
    main.show_titles()
