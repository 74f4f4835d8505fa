"""What the keys of the session browser do, and how the app comes to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sandbox.tui.branches import BranchError, Move
from sandbox.tui.feed.safe import one_line
from sandbox.tui.screens.picker import Choice, Picker
from sandbox.tui.screens.sessions import SessionsScreen, Shelf

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver
    from sandbox.tui.replaying.run import Mode
    from sandbox.tui.sessions.entry import Entry
    from sandbox.tui.sessions.library import Library

LibraryFactory = Callable[[], "Library"]
T = TypeVar("T")


class Browser:
    """Opens the list of sessions, and does what is asked of one. `results`: of replays, by key."""

    def __init__(self, app: HopscopeApp, factory: LibraryFactory | None) -> None:
        self.app = app
        self.results: dict[str, str] = {}
        self._factory = factory
        self._library: Library | None = None

    @property
    def available(self) -> bool:
        """Whether the app was given a list of sessions."""
        return self._factory is not None

    @property
    def library(self) -> Library:
        """The person's sessions. Raises `BranchError` where the app was given none."""
        if self._library is None:
            if self._factory is None:
                raise BranchError("there is no list of sessions here")
            self._library = self._factory()
        return self._library

    def open(self, family: bool = False) -> None:
        """The browser over the main screen. `family`: only the forks of this session."""
        from sandbox.adapters.clocks import SystemWall

        driver = self.app.session_driver
        started = driver.session.started if driver is not None else None
        shelf = Shelf(
            self.library,
            pack=started.pack if started else "",
            current=driver.name if driver is not None else "",
            now=SystemWall().utc(),
            results=self.results,
            family=family,
        )
        self.app.push_screen(SessionsScreen(shelf))

    def act(self, screen: SessionsScreen, act: str, entry: Entry) -> None:
        """Does what a key of the browser asks for."""
        acts: dict[str, Callable[[SessionsScreen, Entry], None]] = {
            "open": self._open,
            "replay": lambda screen, entry: self.replay(entry, "strict"),
            "drift": lambda screen, entry: self.replay(entry, "drift"),
            "fork": self._fork,
            "rename": self._rename,
            "delete": self._delete,
            "export": self._export,
        }
        acts[act](screen, entry)

    def replay(self, entry: Entry, mode: Mode) -> None:
        """A replay on a screen of its own; the live session goes on below it."""
        from sandbox.tui.replaying.run import ReplayRun
        from sandbox.tui.screens.replay import ReplayScreen

        session = entry.kind == "session"
        run = ReplayRun(self.library.settings, entry.id, entry.path, mode, session)
        self.app.push_screen(ReplayScreen(run, self.app.now, partial(self._verdict, entry.key)))

    def _verdict(self, key: str, word: str) -> None:
        self.results[key] = word
        for screen in self.app.screen_stack:
            if isinstance(screen, SessionsScreen):
                screen.list.redraw()

    def replay_named(self, name: str, mode: Mode) -> None:
        """A recording, a session, or with "" this session. Raises `SandboxError`."""
        driver = self.app.driver
        started = driver.session.started
        pack = started.pack if started else ""
        self.replay(self.library.named(name or driver.name, pack), mode)

    # Going there -------------------------------------------------------------------------------

    def _open(self, screen: SessionsScreen, entry: Entry) -> None:
        if entry.key == screen.list.current:
            screen.finish(None)
        elif entry.kind == "recording":
            self.replay(entry, "view")
        else:
            opened = f"This is {entry.id} again, as you left it."
            self._go(screen, lambda: self.library.doors.open(entry.id), opened)

    def _go(
        self, screen: SessionsScreen, make: Callable[[], Awaitable[Driver]], words: str
    ) -> None:
        if self.app.turns.busy:
            screen.tell("A turn is running: Esc leads back to it, Esc there cancels it.", "warn")
            return
        screen.tell("Opening …")
        release = self.app.hold_keys()

        def ready() -> None:
            screen.finish(None)
            release()

        self.app.branches.move(Move(make, words, ready=ready, failed=release))

    def _fork(self, screen: SessionsScreen, entry: Entry) -> None:
        def ask(turns: list[tuple[int, str]]) -> None:
            choices = [Choice(str(n), f"before turn {n}", one_line(w, 90)) for n, w in turns]
            if entry.kind == "session":
                choices.append(Choice(str(len(turns) + 1), "all of it", "go on after the last"))
            if choices:
                self.app.push_screen(Picker(f"Fork {entry.id}", choices), forked)
            else:
                screen.tell(f"{entry.id} has no turn to fork before", "warn")

        def forked(turn: str | None) -> None:
            if turn is None:
                return
            words = f"A fork of {entry.id} before turn {turn}; it stays as it was."
            self._go(screen, lambda: self._forked(entry, int(turn)), words)

        self._read(screen, lambda: self.library.turns(entry), ask)

    async def _forked(self, entry: Entry, turn: int) -> Driver:
        doors = self.library.doors
        if entry.kind == "session":
            return await doors.fork(entry.id, turn, "")
        model = self.app.driver.session.model
        return await doors.go_on(self.library.recording(entry), turn, model)

    # Changing it -------------------------------------------------------------------------------

    def _rename(self, screen: SessionsScreen, entry: Entry) -> None:
        from sandbox.tui.screens.ask import AskLine

        if entry.kind == "recording":
            hint = f"sandbox sessions edit {entry.path.name} changes title and tags"
            screen.tell(f"the title of a recording stands in its head: {hint}", "warn")
            return

        def named(title: str | None) -> None:
            if title is not None and title != entry.title:
                self._write(screen, lambda: self.library.rename(entry, title), "renamed")

        hint = 'Enter keeps it, "" takes the title away; the id stays. Esc leaves it.'
        self.app.push_screen(AskLine(f"Title of {entry.id}", entry.title, hint), named)

    def _delete(self, screen: SessionsScreen, entry: Entry) -> None:
        from sandbox.tui.screens.ask import Sure

        if entry.kind == "recording":
            screen.tell("a recording is a file of the pack: delete it there", "warn")
            return
        if entry.key == screen.list.current:
            screen.tell("this session is open: open another one first", "warn")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._write(screen, lambda: self.library.remove(entry), f"deleted {entry.id}")

        forks = sum(one.parent == entry.id for one in screen.entries)
        stay = f"\nIts {forks} forks stay." if forks > 1 else "\nIts fork stays." if forks else ""
        words = f"{entry.id}\n{one_line(entry.name, 200)}{stay}"
        ask = Sure("Delete this session for good?", words, "delete it with its back-end")
        self.app.push_screen(ask, answered)

    def _export(self, screen: SessionsScreen, entry: Entry) -> None:
        from sandbox.tui.screens.ask import AskLine

        safe = "".join(c if c.isalnum() or c in "-_." else "-" for c in entry.id)[:60]

        def named(name: str | None) -> None:
            if name and name.strip():
                file = Path(name.strip())
                done = f"exported to {file}, masked as in the log"
                self._write(screen, lambda: self.library.export(entry, file), done)

        hint = "Enter writes Markdown; a name that ends in .jsonl: OpenAI messages. Esc leaves it."
        self.app.push_screen(AskLine(f"Export {entry.id} to", f"{safe}.md", hint), named)

    def _write(self, screen: SessionsScreen, do: Callable[[], None], done: str) -> None:
        def wrote(_: None) -> None:
            screen.tell(done, "good")
            screen.reload()

        self._read(screen, do, wrote)

    def _read(
        self, screen: SessionsScreen, read: Callable[[], T], then: Callable[[T], None]
    ) -> None:
        """Does `read` in a thread, then `then` with what came of it; errors are one line."""
        from sandbox.domain.faults import SandboxError

        release = self.app.hold_keys()  # `then` may ask something, and they are the answer

        async def work() -> None:
            try:
                found = await asyncio.to_thread(read)
                if screen.is_attached:
                    then(found)
            except SandboxError as error:
                hint = f" ({error.hint})" if error.hint else ""
                screen.tell(f"{error.message}{hint}", "bad")
            finally:
                release()

        screen.run_worker(work(), group="act", exit_on_error=False)
