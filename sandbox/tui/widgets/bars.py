"""The lines around the panes: header, tabs, strip of the last turn, meter, keys."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from sandbox.tui.feed.format import DASH, count, dollars, duration, plural, tokens
from sandbox.tui.feed.safe import one_line
from sandbox.tui.feed.view import Meter
from sandbox.tui.keymap import Key
from sandbox.tui.style import GLYPHS, MARK, MARK_WORDS
from sandbox.tui.widgets.lineparts import Part, fit_line, part


@dataclass(frozen=True, slots=True)
class Head:
    """What the header names. `live` None: the session is still opening.

    `takeover`: a person answers the next model call.
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


class Line(Widget):
    """One line, drawn by `draw` at the width there is; a change never lays out anything else."""

    def draw(self, width: int) -> Content:
        raise NotImplementedError

    def render(self) -> Content:
        return self.draw(self.size.width)


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
            return fit_line(left, [part("F1 help", "$foreground-muted", 1)], width)
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
            part(f"FAULTS {head.faults} armed", "bold $text-warning", 9)
            if head.faults
            else Part((), 0),
            part(f"BREAKER {head.breakers}", "bold $text-error", 9)
            if head.breakers
            else Part((), 0),
            part(one_line(head.title, 40), "$foreground-muted", 2) if head.title else Part((), 0),
            part(f"seed {head.seed}", "$foreground-muted", 3),
            part("F1 help", "$foreground-muted", 1),
        ]
        return fit_line(left, right, width)


class TabRow(Line):
    """The three panes as tabs, for screens that show one at a time."""

    NAMES = (("chat", "1 Chat"), ("trace", "2 Trace"), ("inspect", "3 Inspect"))

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self.shown = "chat"
        self.keys: list[Key] = []

    def show(self, pane: str, keys: list[Key] | None = None) -> None:
        self.shown = pane
        if keys is not None:
            self.keys = keys
        self.refresh()

    def draw(self, width: int) -> Content:
        parts: list[tuple[str, str]] = [(" ", "")]
        for name, label in self.NAMES:
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
        for name, label in self.NAMES:
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
        ]
        return fit_line(left, [part("F3 trace", "$foreground-muted", 2)], width)


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


@dataclass(frozen=True, slots=True)
class Limits:
    """What figures are held against: window of the model in tokens, budget as words."""

    window: int = 0
    budget: str = ""


class MeterLine(Line):
    """Turn time and cost, session cost, tokens: never all lost. Then context and counts."""

    def __init__(self) -> None:
        super().__init__(id="meter")
        self.meter = Meter()
        self.limits = Limits()
        self.running = False

    def show(self, meter: Meter, limits: Limits, running: bool) -> None:
        if (meter, limits, running) != (self.meter, self.limits, self.running):
            self.meter, self.limits, self.running = meter, limits, running
            self.refresh()

    def draw(self, width: int) -> Content:
        meter = self.meter
        time, cost = duration(meter.turn_total if meter.turns else None), dollars(meter.turn_cost)
        live = "$text-success" if self.running else ""
        used = tokens(meter.up, meter.down, meter.estimated) if meter.turns else DASH
        if width < 72:  # the same figures, without their words
            short = [
                Part(((f"{time} {cost}", live),), 9),
                part(f"Σ {dollars(meter.cost)}", "bold", 10),
                part(used, "", 8),
            ]
            return fit_line(short, [], width, " │ " if width > 50 else "  ")
        of = f" of {self.limits.budget}" if self.limits.budget else ""
        parts = [
            Part((("turn ", "$foreground-muted"), (f"{time} {cost}", live)), 9),
            Part(
                (
                    (f"session {plural(meter.turns, 'turn')} ", "$foreground-muted"),
                    (f"{dollars(meter.cost)}{of}", "bold"),
                ),
                10,
            ),
            Part(((used, ""), (" tokens", "$foreground-muted")), 8),
            self._window(meter),
            self._counts(meter),
        ]
        return fit_line(parts, [], width, " │ ")

    def _window(self, meter: Meter) -> Part:
        if not meter.window:
            return Part((), 0)
        window = self.limits.window
        share = meter.window / window if window else 0.0
        style = "bold $text-warning" if share >= 0.8 else ""
        text = f"≈{count(meter.window)}" + (f"/{count(window)} {share:.0%}" if window else "")
        return Part((("ctx ", "$foreground-muted"), (text, style)), 7 if share >= 0.8 else 5)

    def _counts(self, meter: Meter) -> Part:
        if not (meter.repairs or meter.denials):
            return Part((), 0)
        return part(f"{plural(meter.repairs, 'repair')}, {plural(meter.denials, 'denial')}", "", 3)


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
