"""`/new`, `/sessions`, `/as`, `/rename` and `/seed`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.tui.branches import Move
from sandbox.tui.command import CommandError
from sandbox.tui.feed.safe import one_line
from sandbox.tui.picks import full_name
from sandbox.tui.prompting.door import Housed

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp

_NEW = "/new [--as CUSTOMER] [--model NAME] [--seed N]"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a session is to begin; what is not named is as it was in the one on the screen."""

    customer: str | None = None
    model: str = ""
    seed: int | None = None


def read_wanted(text: str) -> Wanted:
    """`--as C-0007 --seed 3`. Raises `CommandError`."""
    found: dict[str, str] = {}
    words = text.replace("=", " ").split()
    while words:
        name = words.pop(0)
        if name not in ("--as", "--model", "--seed"):
            raise CommandError(f"/new takes no {one_line(name, 30)}", _NEW)
        if not words:
            raise CommandError(f"{name} needs a value", _NEW)
        found[name] = words.pop(0)
    seed = found.get("--seed", "")
    if seed and not seed.isdecimal():
        raise CommandError("--seed takes a whole number", _NEW)
    return Wanted(found.get("--as"), found.get("--model", ""), int(seed) if seed else None)


def new(app: HopscopeApp, argument: str) -> None:
    """A session on the same pack, with nothing said yet. Raises `CommandError`."""
    wanted, driver = read_wanted(argument), _housed(app)
    model = full_name(wanted.model, app.driver)
    words = f"A new session; Alt← leads back to {app.driver.name}."
    app.main.prompt.focus()
    app.branches.move(Move(lambda: driver.begin(wanted.customer, model, wanted.seed), words))


def sessions(app: HopscopeApp, argument: str) -> None:
    """`/sessions` lists all, `/sessions NAME` goes to one. Raises `CommandError`."""
    if not argument:
        app.browser.open()
        return
    if not app.browser.available:
        raise CommandError("there is no list of sessions here")
    if app.turns.busy:
        raise CommandError("a turn is running", "Esc cancels it")
    if argument == app.driver.name:
        app.say("This is it.")
        return
    doors = app.browser.library.doors
    app.branches.move(Move(lambda: doors.open(argument), "As you left it."))


def speak_as(app: HopscopeApp, argument: str) -> None:
    """`/as` tells who speaks, `/as CUSTOMER` changes it from the next turn on."""
    driver = _housed(app)
    if not argument:
        who = app.driver.session.principal.customer
        app.say(f"{who} speaks." if who else "Nobody is known to speak yet.")
        return
    driver.switch_principal(argument)
    who = app.driver.session.principal.customer
    after = "From the next turn on"
    app.say(f"{after} {who} speaks." if who else f"{after} somebody unknown speaks.", "good")
    app.refresh_figures()


def seed(app: HopscopeApp, argument: str) -> None:
    """`/seed` tells the seed, `/seed N` begins a session with another."""
    if argument:
        new(app, f"--seed {argument}")
    else:
        app.say(f"The seed is {app.driver.seed}; /seed N begins a session with another.")


def rename(app: HopscopeApp, argument: str) -> None:
    """`/rename TITLE`; without one it asks. Raises `CommandError`."""
    driver = app.driver
    if not driver.live or not app.browser.available:
        raise CommandError("this session can't be renamed", "/sessions lists those that can")
    if argument:
        _rename(app, argument)
        return
    from sandbox.tui.screens.ask import AskLine

    def named(title: str | None) -> None:
        if title is not None:
            _rename(app, title)

    hint = "Enter keeps it, nothing takes the title away; the id stays. Esc leaves it."
    app.push_screen(AskLine(f"Title of {driver.name}", "", hint), named)


def _rename(app: HopscopeApp, title: str) -> None:
    library, name = app.browser.library, app.driver.name

    async def work() -> None:
        from sandbox.domain.faults import SandboxError

        try:
            await asyncio.to_thread(lambda: library.rename(library.named(name, ""), title))
        except SandboxError as error:
            app.say(error.message, "bad", error.hint)
            return
        app.say(f"Named {one_line(title, 80)}." if title.strip() else "The title is gone.", "good")

    app.run_worker(work(), group="rename", exit_on_error=False)


def _housed(app: HopscopeApp) -> Housed:
    driver = app.driver
    if not isinstance(driver, Housed):
        raise CommandError("this is no live session of yours", "/sessions lists those that are")
    return driver
