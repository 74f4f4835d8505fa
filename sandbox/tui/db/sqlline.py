"""The SQL line: one statement, completed, with the ones before it at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from sandbox.tui.db.complete import Offer, offers
from sandbox.tui.feed.safe import clean
from sandbox.tui.keys.fields import SQL

LONGEST: Final = 10_000


class SqlTold(Static):
    """One line over the SQL line: words that fit, what is wrong, or what a key does."""

    DEFAULT_CSS = "SqlTold { height: 1; }"

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.words = ""
        self.passing = True

    def tell(self, words: str, style: str = "$foreground-muted", *, passing: bool = False) -> None:
        """Shows one line of words; `passing`: only as long as the SQL line has the focus."""
        self.words = words
        self.passing = passing
        self.update(Content(f" {words}").stylize(style))

    def offer(self, words: Sequence[str], taken: int) -> None:
        """Shows what fits, number `taken` as the chosen one."""
        self.words = "  ".join(words)
        self.passing = True
        parts: list[tuple[str, str]] = [(" ", "")]
        # The chosen one is always in sight.
        for number, word in enumerate(words[max(taken - 2, 0) :], max(taken - 2, 0)):
            style = "bold reverse $accent" if number == taken else "$foreground"
            parts += [(clean(word), style), ("  ", "")]
        width = max(self.size.width, 1)
        self.update(Content.assemble(*parts).truncate(width, ellipsis=True))


class SqlLine(Input):
    """Tab completes, and goes round what fits; up and down are the statements before.

    `writes`: what is typed will be shown and asked about, and then changes rows.
    """

    BINDINGS = [
        Binding("tab", "complete(1)", show=False),
        Binding("shift+tab", "complete(-1)", show=False),
        Binding("up", "past(-1)", show=False),
        Binding("down", "past(1)", show=False),
    ]
    hint_keys = SQL
    DEFAULT_CSS = """
    SqlLine { height: 1; background: $panel; padding: 0 1; }
    SqlLine.-writes { background: $warning-muted; }
    """

    class Entered(Message):
        """Enter on a statement."""

        def __init__(self, sql: str, writes: bool) -> None:
            super().__init__()
            self.sql = sql
            self.writes = writes

    def __init__(self, told: SqlTold) -> None:
        super().__init__(id="db-sql", compact=True, max_length=LONGEST, select_on_focus=False)
        self.cursor_blink = False
        self.told = told
        self.writes = False
        self.tables: Mapping[str, Sequence[str]] = {}
        self.mask: Callable[[str], str] | None = None
        self.past: list[str] = []
        self._at = 0
        self._kept = ""
        self._offer = Offer(0)
        self._taken = -1
        self.mode(writes=False)

    def mode(self, *, writes: bool) -> None:
        """From now on statements read, or write."""
        self.writes = writes
        self.set_class(writes, "-writes")
        self.placeholder = (
            "UPDATE, INSERT or DELETE: shown before it is done"
            if writes
            else "SELECT … read-only (: here, w to write)"
        )

    def remember(self, sql: str) -> None:
        """Adds a statement to those before. Memory only: it may hold anything."""
        if not self.past or self.past[-1] != sql:
            self.past.append(sql)
        self._at = len(self.past)

    def forget(self) -> None:
        """Another session: what was typed for the one before is gone."""
        self.past.clear()
        self._at, self._kept = 0, ""
        self.put("")

    def hint(self) -> None:
        """Says what the line does."""
        if self.has_focus:
            kind = "writes: Enter shows the rows first" if self.writes else "read-only: Enter runs"
            self.told.tell(f"{kind} · Tab completes · ↑ earlier · Esc back", passing=True)

    def put(self, sql: str, at: int = -1) -> None:
        """Sets the text, and the cursor at `at`, or its end."""
        with self.prevent(Input.Changed):
            self.value = sql
        self.cursor_position = at if 0 <= at <= len(sql) else len(sql)
        self.cover()
        self._offer, self._taken = Offer(0), -1

    def cover(self) -> None:
        """Dots in place of a text with personal values, while these are not to be seen."""
        self.password = self.mask is not None and self.mask(self.value) != self.value

    def on_focus(self) -> None:
        if self.told.passing:
            self.hint()

    def on_blur(self) -> None:
        self._offer, self._taken = Offer(0), -1
        if self.told.passing:
            self.told.tell("")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._taken = -1
        self.cover()
        self._offer = offers(self.value, self.cursor_position, self.tables)
        if self._offer.words:
            self.told.offer(self._offer.words, -1)
        else:
            self.hint()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.value.strip():
            self.post_message(self.Entered(self.value, self.writes))

    async def action_complete(self, by: int) -> None:
        if not self._offer.words:
            self._offer = offers(self.value, self.cursor_position, self.tables)
        words = self._offer.words
        if not self.value.strip():
            await self.run_action("screen.next_pane" if by > 0 else "screen.previous_pane")
            return
        if not words:
            # To leave a line that is half written would send its rest to another pane.
            self.told.tell("nothing fits here; Esc leaves the line")
            return
        kept, start = words, self._offer.start
        self._taken = (self._taken + by) % len(kept) if self._taken >= 0 else (0 if by > 0 else -1)
        self._taken %= len(kept)
        before, after = self.value[:start], self.value[self.cursor_position :]
        with self.prevent(Input.Changed):
            self.value = before + kept[self._taken] + after
        self.cursor_position = len(before) + len(kept[self._taken])
        self.told.offer(kept, self._taken)

    def action_past(self, by: int) -> None:
        if self._at == len(self.past):
            self._kept = self.value
        at = max(0, min(self._at + by, len(self.past)))
        if at != self._at:
            self._at = at
            self.put(self.past[at] if at < len(self.past) else self._kept)
