"""The lines around the panes: header, tabs, strip of the last turn, keys; the meter has a file."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message

from sandbox.tui.config.moved import shown
from sandbox.tui.feed.format import DASH, plural
from sandbox.tui.feed.safe import one_line
from sandbox.tui.feed.view import Meter
from sandbox.tui.keymap import Key
from sandbox.tui.style import GLYPHS, MARK, MARK_WORDS
from sandbox.tui.widgets.line import Line
from sandbox.tui.widgets.lineparts import Part, fit_line, part


@dataclass(frozen=True, slots=True)
class Head:
    """What the header names. `live` None: the session is still opening.

    `takeover`: a person answers the next model call. `stops`: break points, or where a turn waits.
    """

    name: str = ""
    title: str = ""
    model: str = ""
    live: bool | None = None
    seed: int | None = None
    faults: int = 0
    breakers: str = ""
    masked: bool = False
    failed: bool = False
    parent: str = ""
    takeover: bool = False
    stops: str = ""


class Header(Line):
    """Session, model and LIVE or REPLAY; seed and armed faults."""

    def __init__(self) -> None:
        super().__init__(id="header")
        self.head = Head()

    def show(self, head: Head) -> None:
        if head != self.head:
            self.head = head
            self.refresh()

    def draw(self, width: int) -> Content:
        head = self.head
        if head.live is None:
            word = (
                ("NOT OPEN", "bold $text-error")
                if head.failed
                else ("OPENING", "$foreground-muted")
            )
            left = [part("Hopscope", "bold $text-primary", 5), part(*word, 9)]
            return fit_line(left, [part(f"{shown('help')} help", "$foreground-muted", 1)], width)
        word = ("LIVE", "bold $text-success") if head.live else ("REPLAY", "bold reverse $warning")
        left = [
            part(one_line(head.name, 40), "bold $text-primary", 7),
            part(one_line(head.model, 60) or DASH, "$text-accent", 8),
            part(*word, 10),
            part(one_line(head.parent, 40), "$foreground-muted", 5) if head.parent else Part((), 0),
        ]
        right = [
            part("MASKED", "bold $text-warning", 6) if head.masked else Part((), 0),
            part("YOU ANSWER NEXT", "bold $text-warning", 9) if head.takeover else Part((), 0),
            part(head.stops, "bold $text-warning", 10) if head.stops else Part((), 0),
            part(f"FAULTS {head.faults} armed", "bold $text-warning", 9)
            if head.faults
            else Part((), 0),
            part(f"BREAKER {head.breakers}", "bold $text-error", 9)
            if head.breakers
            else Part((), 0),
            part(one_line(head.title, 40), "$foreground-muted", 2) if head.title else Part((), 0),
            part(f"seed {head.seed}", "$foreground-muted", 3),
            part(f"{shown('help')} help", "$foreground-muted", 1),
        ]
        return fit_line(left, right, width)


class TabRow(Line):
    """The panes as tabs (`names`: pane and label), for screens that show one at a time."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self.names: tuple[tuple[str, str], ...] = ()
        self.shown = "chat"
        self.keys: list[Key] = []

    def show(self, pane: str, keys: list[Key] | None = None) -> None:
        self.shown = pane
        if keys is not None:
            self.keys = keys
        self.refresh()

    def draw(self, width: int) -> Content:
        parts: list[tuple[str, str]] = [(" ", "")]
        for name, label in self.names:
            chosen = name == self.shown
            text = f"[{label}]" if chosen else f" {label} "
            parts.append((text, "bold $text-accent" if chosen else "$foreground-muted"))
        left = Content.assemble(*parts)
        room = width - left.cell_length - 2
        keys = _keys(self.keys, room)
        pad = " " * max(room - keys.cell_length, 0)
        return Content.assemble(left, "  ", pad, keys).truncate(max(width, 1))

    def on_click(self, event: events.Click) -> None:
        at = 1
        for name, label in self.names:
            at += len(label) + 2
            if event.x < at:
                self.post_message(self.Chosen(name))
                return


class Strip(Line):
    """The last turn in one line, under the chat, where the trace is not on the screen."""

    def __init__(self) -> None:
        super().__init__(id="strip")
        self.meter = Meter()
        self.bars: list[tuple[float, float, str]] = []
        self.stage = ""

    def show(self, meter: Meter, bars: list[tuple[float, float, str]], stage: str) -> None:
        """`bars` are hops as (start, length, colour), in shares of the turn."""
        if (meter, bars, stage) != (self.meter, self.bars, self.stage):
            self.meter, self.bars, self.stage = meter, bars, stage
            self.refresh()

    def draw(self, width: int) -> Content:
        meter = self.meter
        if not meter.turns:
            return fit_line([part("no turn yet", "$foreground-muted", 1)], [], width)
        marks = [mark for mark in dict.fromkeys(meter.turn_marks) if mark in "RDEFC?"]
        words = [
            Part(((_count(meter.turn_marks, m), MARK[m]),), 8 if m in "DE?" else 6) for m in marks
        ]
        left = [
            part(f"turn {meter.turns}", "bold", 9),
            Part(tuple(_mini(self.bars, max(min(width // 4, 30), 8))), 5),
            part(plural(meter.turn_hops, "hop"), "", 4),
            part(self.stage, "$text-success", 7) if self.stage else Part((), 0),
            *words,
            part(f"{GLYPHS.slow} {meter.turn_slow} slow", "bold $text-warning", 7)
            if meter.turn_slow
            else Part((), 0),
        ]
        return fit_line(left, [part(f"{shown('trace')} trace", "$foreground-muted", 2)], width)


def _count(marks: str, mark: str) -> str:
    number = marks.count(mark)
    return MARK_WORDS[mark] if number == 1 and mark in "C?" else f"{number} {MARK_WORDS[mark]}"


def _mini(bars: list[tuple[float, float, str]], width: int) -> list[tuple[str, str]]:
    """The turn's time from left to right; a cell shows the hop that fills most of it."""
    if not bars:
        return []
    cells: list[tuple[float, str]] = [(0.0, "")] * width
    for start, length, style in bars:
        first = min(int(start * width), width - 1)
        for cell in range(first, min(int((start + length) * width), width - 1) + 1):
            filled = min((cell + 1) / width, start + length) - max(cell / width, start)
            if filled >= cells[cell][0]:
                cells[cell] = (filled, style)
    return [(GLYPHS.eighths[7] if style else " ", style) for _, style in cells]


class KeyLine(Line):
    """The keys that do something here, the most useful first."""

    def __init__(self) -> None:
        super().__init__(id="keys")
        self.keys: list[Key] = []

    def show(self, keys: list[Key]) -> None:
        if keys != self.keys:
            self.keys = keys
            self.refresh()

    def draw(self, width: int) -> Content:
        return Content.assemble(" ", _keys(self.keys, width - 1))


def _keys(keys: list[Key], width: int) -> Content:
    parts: list[tuple[str, str]] = []
    used = 0
    for key in keys:
        length = len(key.show) + len(key.label) + 3
        if used + length > width + 2:
            break
        used += length
        parts += [(key.show, "bold $text-accent"), (f" {key.label}  ", "$foreground-muted")]
    if parts:
        parts[-1] = (parts[-1][0].rstrip(), parts[-1][1])
    return Content.assemble(*parts)
