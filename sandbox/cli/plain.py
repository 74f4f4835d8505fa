"""`sandbox chat --plain`: the conversation in lines, for screen readers and pipes."""

import asyncio
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Final, cast

import typer

from sandbox.cli import diagnostics
from sandbox.cli.plain_ask import PlainPerson
from sandbox.cli.plain_lines import (
    GONE,
    Lines,
    PipeLines,
    Stopped,
    TerminalLines,
    from_terminal,
    handled,
)
from sandbox.cli.plain_voice import Voice
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.cli.chat import Start
    from sandbox.cli.driver import ScreenDriver
    from sandbox.plain.teller import Level
    from sandbox.tui.driver import Driver

PATIENCE = 10.0
"""Seconds of silence before a line says where the turn is; each time twice as many."""

_BY_SIGNAL: Final = 128
"""A program that a signal ended exits with this and the signal's number."""


def run_plain(start: "Start", level: "Level") -> None:
    """Blocks until the input ends or the person leaves. Raises what kept it from opening."""
    # What goes wrong is told in the lines; without --debug nobody wants it twice.
    logging.getLogger("sandbox").addHandler(logging.NullHandler())
    code = asyncio.run(_opened(start, level))
    if code:
        raise typer.Exit(code)


async def _opened(start: "Start", level: "Level") -> int:
    from sandbox.cli.opening import make_driver

    driver = await make_driver(start)
    voice = Voice()
    try:
        _check_person(driver)
        past = [str(driver.restore(turn.asked)) for turn in driver.session.turns]
        lines = TerminalLines(past) if from_terminal() else PipeLines()
        chat = PlainChat(driver, lines, voice, level)
        chat.greet()
        await chat.run()
    finally:
        await driver.close()
    voice.say(_farewell(driver))
    if voice.broken is not None:
        raise voice.broken
    return chat.code


class PlainChat:
    """Reads messages and commands until there are no more. `code`: the exit code so far."""

    def __init__(self, driver: "ScreenDriver", lines: Lines, voice: Voice, level: "Level") -> None:
        from sandbox.plain.commands import Desk
        from sandbox.plain.teller import Teller

        self.code = 0
        self._driver = driver
        self._lines = lines
        self._voice = voice
        teller = Teller(driver, voice.say, level)
        self._desk = Desk(cast("Driver", driver), driver, teller)
        self._presses = 0
        self._leaving = False
        self._waiting: asyncio.Future[str | None] | None = None
        driver.ask = PlainPerson(lines, voice).ask
        voice.on_broken = self._leave

    def greet(self) -> None:
        """What is open, and where it stands."""
        driver, say = self._driver, self._voice.say
        session = driver.session
        say(
            f"session {driver.name}: {driver.pack_title}, model {session.model}, "
            f"seed {driver.seed}, speaking as {session.principal.customer or 'nobody yet'}"
        )
        if session.turns:
            from sandbox.plain.told import turn_line

            say(f"taken up after {turn_line(session.turns[-1])}")
        if words := driver.unsent():
            say(f"cut off before it was sent, type it again: {words}")
        if self._lines.typed:
            say("type a message, or /help; Ctrl+C cancels a turn, Ctrl+D leaves")
        if driver.greeting and not session.turns:
            say(f"agent: {driver.greeting}")

    async def run(self) -> None:
        """Until the input ends."""
        with self._signals():
            while not self._leaving:
                text = await self._next()
                if text is None or self._leaving:
                    return
                if text.strip():
                    await self._take(text)

    async def _next(self) -> str | None:
        """The next message; None to leave."""
        waiting = asyncio.ensure_future(self._lines.message("you: "))
        self._waiting = waiting
        try:
            text = await waiting
        except asyncio.CancelledError:
            return None
        except Stopped as stopped:
            if stopped.number != signal.SIGINT:
                self._ended_by(stopped.number)
                return None
            self._presses += 1
            self._voice.say("")
            if self._presses > 1:
                return None
            self._voice.say("Ctrl+C once more leaves; so do Ctrl+D and /quit")
            return ""
        if self._lines.typed:
            self._presses = 0
            if text is None:  # the shell's next line is its own
                self._voice.say("")
        return text

    async def _take(self, text: str) -> None:
        from sandbox.plain.commands import Quit, run_command
        from sandbox.plain.words import one_line

        try:
            if text.startswith("/") and not text.startswith("//") and "\n" not in text:
                for line in await run_command(self._desk, text):
                    self._voice.say(line)
                return
            text = text.removeprefix("/") if text.startswith("//") else text
            if not (self._lines.typed and sys.stdout.isatty()):  # what is kept of it is whole
                self._voice.say(f"you: {one_line(text, 2_000)}")
            with self._patience():
                await self._driver.send(text)
            self._presses = 0 if self._lines.typed else self._presses
        except Quit:
            self._leaving = True
        except SandboxError as error:
            self._voice.refuse(error)
            if not self._lines.typed:  # nobody saw it, and the rest of the input goes on
                self.code = self.code or diagnostics.WRONG_USE

    @contextmanager
    def _patience(self) -> Iterator[None]:
        """Says from time to time where a long turn is: nothing spins here."""
        loop = asyncio.get_running_loop()
        timer = loop.call_later(PATIENCE, lambda: again(PATIENCE, PATIENCE))

        def again(waited: float, step: float) -> None:
            nonlocal timer
            self._desk.teller.still(waited)
            step *= 2
            timer = loop.call_later(step, lambda: again(waited + step, step))

        try:
            yield
        finally:
            timer.cancel()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Ctrl+C and the like while a turn runs, or while a pipe is waited for."""
        loop = asyncio.get_running_loop()

        def heard(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self._signalled, number)

        # Not by the loop itself: whoever reads keys meanwhile has to have Ctrl+C to itself.
        with handled(heard, signal.SIGINT, *GONE):
            yield

    def _signalled(self, number: int) -> None:
        if number != signal.SIGINT:
            self._ended_by(number)
            return
        self._presses += 1
        running = self._driver.session.running is not None
        if running and self._presses == 1:
            self._voice.say("")  # the terminal shows ^C where it stands
            self._driver.cancel()
        elif self._lines.typed:
            self._leave()
        else:
            self._ended_by(number)

    def _ended_by(self, number: int) -> None:
        self.code = _BY_SIGNAL + number
        self._leave()

    def _leave(self) -> None:
        """Ends the turn, keeping it, and reads no more."""
        self._leaving = True
        self._driver.cancel()
        if not self._lines.typed and self._waiting is not None:
            self._waiting.cancel()


def _check_person(driver: "ScreenDriver") -> None:
    """Seats whoever answers as sandbox/human. Raises `SandboxError` where nobody can."""
    from sandbox.cli.human_terminal import TerminalPerson
    from sandbox.models.human import HUMAN

    if from_terminal() and sys.stderr.isatty():
        driver.seat.person = TerminalPerson(driver.seat.contracts).ask
    elif driver.session.model == HUMAN:
        hint = 'sandbox run --human FILE -m "…" takes the replies from a file'
        raise SandboxError(f"{HUMAN} needs a person at a terminal", hint, code=2)


def _farewell(driver: "ScreenDriver") -> str:
    from sandbox.cli.opening import said_of
    from sandbox.plain.words import cost, counted

    if not said_of(driver.name):
        return "nothing was said, so no session is kept"
    session = driver.session
    said = f"session {driver.name}: {counted(len(session.turns), 'turn')}, {cost(session.cost)}"
    return f"{said}; go on with: sandbox chat --plain --resume {driver.name}"
