"""The session browser: every session and recording, searched, previewed and acted on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import one_line
from sandbox.tui.hinted import active, hints_of
from sandbox.tui.keymap import hints
from sandbox.tui.keys.fields import SESSIONS as SEARCH
from sandbox.tui.screens.dialog import Dialog
from sandbox.tui.sessions.entry import Entry, family_of, search
from sandbox.tui.style import TONE
from sandbox.tui.widgets.bars import KeyLine
from sandbox.tui.widgets.sessionlist import SessionList, header

if TYPE_CHECKING:
    from sandbox.tui.sessions.library import Library

_TICK: Final = 0.2
"""Seconds between two looks at how far the reading is."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the browser is opened with.

    `pack`: whose recordings are listed. `current`: the id of the session on the screen. `family`:
    show only the forks it belongs to. `now`: UTC, ISO.
    """

    library: Library
    pack: str
    current: str
    now: str
    results: dict[str, str]
    family: bool = False


class SearchBox(Input):
    """Where words are typed that sessions have in them."""

    hint_keys = SEARCH


class SessionsScreen(Dialog[None]):
    """Lists; what a key does is the app's business, told by `Wanted`."""

    AUTO_FOCUS = "#session-list"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium")]
    VERTICAL_BREAKPOINTS = [(0, "-squat"), (16, "-short"), (30, "-tall")]
    BINDINGS = [
        ("escape", "leave", "leave"),
        ("tab", "other", "list or search"),
        ("ctrl+s", "leave_now", "leave"),
    ]
    DEFAULT_CSS = """
    SessionsScreen { background: $background; }
    #sessions {
        width: 1fr; height: 1fr; border: round $accent; background: $background; padding: 0 1;
        & Static { height: 1; }
        & Input { height: 1; background: $panel; }
        & #session-preview { height: 4; margin-top: 1; }
    }
    SessionsScreen.-squat #session-preview { display: none; }
    SessionsScreen.-short #session-preview { height: 3; }
    """

    class Wanted(Message):
        """A person wants something of `entry`: open, replay, drift, fork, rename …"""

        def __init__(self, act: str, entry: Entry) -> None:
            super().__init__()
            self.act = act
            self.entry = entry

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self.shelf = shelf
        self.entries: list[Entry] = []
        self.list = SessionList()
        self.list.results, self.list.now = shelf.results, shelf.now
        self.list.current = f"session:{shelf.current}"
        self.box = SearchBox(placeholder="/ searches names, words, models, results", compact=True)
        self.box.cursor_blink = False
        self.reading = True
        self._read = (0, 0)
        self._told = ("", "dim")

    def compose(self) -> ComposeResult:
        with Vertical(id="sessions"):
            yield self.box
            yield Static(id="session-head", markup=False)
            yield self.list
            yield Static(id="session-preview", markup=False)
            yield Static(id="session-told", markup=False)
            yield KeyLine()

    def on_mount(self) -> None:
        self.set_interval(_TICK, self._tick)
        self._hints()
        self.reload()
        self._title()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._hints()

    def _hints(self) -> None:
        keys = [*hints_of(self.focused), *hints("sessions")]
        self.query_one(KeyLine).show(active(self, keys))

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._draw_head)

    def _draw_head(self) -> None:
        self.query_one("#session-head", Static).update(header(self.list.line_width))
        self._preview()

    # Reading -----------------------------------------------------------------------------------

    def reload(self) -> None:
        """Reads what there is now; the cursor stays where it was."""
        self.reading = True
        self.run_worker(self._load(), group="sessions", exclusive=True, exit_on_error=False)

    async def _load(self) -> None:
        library, key = self.shelf.library, self.list.entry.key if self.list.entry else ""
        try:
            found = await asyncio.to_thread(library.sessions, self._hear)
            if self.shelf.family:
                found = family_of(found, self.shelf.current)
            self._fill(found, key or self.list.current)
            if not self.shelf.family:
                found += await asyncio.to_thread(library.recordings, self.shelf.pack)
                chosen = self.list.entry
                self._fill(found, chosen.key if chosen else "")
        finally:
            self.reading = False
            self._title()
        if not found and not self._told[0]:
            self.tell("Nothing is recorded yet: every message you send is kept and shows here.")

    def _hear(self, done: int, of: int) -> None:
        self._read = (done, of)  # from the thread that reads; shown by the tick

    def _tick(self) -> None:
        if self.reading and self._read[1] > 1:
            self.tell(f"Reading {self._read[0]:,} of {plural(self._read[1], 'changed session')} …")
            self._read = (0, 0)
        elif not self.reading and self._told[0].startswith("Reading "):
            self.tell("")

    def _fill(self, found: list[Entry], key: str) -> None:
        self.entries = list(found)
        self._search(key)

    # Searching ---------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        self._search("")

    def _search(self, key: str) -> None:
        typed = self.box.value.strip()
        self.list.show(search(self.entries, typed), key, flat=bool(typed))
        self._title()

    def _title(self) -> None:
        shown, total = len(self.list.entries), len(self.entries)
        what = "Branches" if self.shelf.family else "Sessions"
        words = f"{what} · {total:,}" if shown == total else f"{what} · {shown:,} of {total:,}"
        if not total and self.reading:
            words = what
        frame = self.query_one("#sessions", Vertical)
        frame.border_title = Content(words + (" …" if self.reading else ""))  # pyright: ignore
        frame.border_subtitle = "Esc back"

    def on_session_list_search_wanted(self) -> None:
        self.box.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.focus()
        self.list.action_act("open")

    def on_key(self, event: events.Key) -> None:
        """In the search, up and down belong to the list; so does the focus then."""
        if self.box.has_focus and event.key in ("down", "up"):
            event.stop()
            self.list.focus()
            if event.key == "up":
                self.list.action_move(-1)

    def action_other(self) -> None:
        (self.list if self.box.has_focus else self.box).focus()

    # Choosing ----------------------------------------------------------------------------------

    def on_session_list_moved(self) -> None:
        self._preview()

    def _preview(self) -> None:
        entry = self.list.entry
        words = preview(entry, self.list.line_width) if entry else Content(self._nothing())
        self.query_one("#session-preview", Static).update(words)

    def _nothing(self) -> str:
        if self.entries:
            return f"Nothing has {one_line(self.box.value, 60)} in it. Esc clears the search."
        return ""

    def on_session_list_acted(self, event: SessionList.Acted) -> None:
        entry = self.list.entry
        if entry is None:
            return
        self.tell("")
        if entry.problem and event.act != "delete":
            self.tell(f"{entry.id} can't be read: {entry.problem}", "bad")
        else:
            self.post_message(self.Wanted(event.act, entry))

    def tell(self, text: str, tone: str = "dim") -> None:
        """One line for the person, until the next."""
        self._told = (text, tone)
        shown = Content(one_line(text, 400)).stylize(TONE.get(tone) or "$foreground")
        self.query_one("#session-told", Static).update(shown)

    def action_leave(self) -> None:
        """Esc: clears the search, else leaves."""
        if self.box.value:
            self.box.value = ""
            self.list.focus()
        elif self.box.has_focus:
            self.list.focus()
        else:
            self.finish(None)

    def action_leave_now(self) -> None:
        self.finish(None)


def preview(one: Entry, width: int) -> Content:
    """What `one` is about, in three lines."""
    if one.problem:
        return Content(f"{one.id}\n{one_line(one.problem, width * 2)}").stylize("$text-error")
    counts = [plural(one.hops, "hop"), f"{one.repairs} repaired", f"{one.denials} denied"]
    if one.faults:
        counts.append(plural(one.faults, "fault"))
    facts = [
        one.id,
        f"pack {one.pack}" if one.pack else "",
        f"seed {one.seed}" if one.seed is not None else "",
        one.customer,
        f"fork of {one.parent} after turn {one.after}" if one.parent else "",
        ", ".join(one.tags),
    ]
    after = f" → {', '.join(counts)}" if one.turns else ""
    first = one_line(one.asked, max(width - len(after) - 4, 10))
    last = one_line(one.reply, width - 2)
    return Content.assemble(
        (f"“{first}”" if first else "nothing said yet", "$text-primary"),
        (after, "$foreground"),
        ("\n" + last, "$foreground-muted"),
        ("\n" + " · ".join(fact for fact in facts if fact), "$foreground-muted"),
    )
