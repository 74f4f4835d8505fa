"""The meter: what the last turn and the session took, cost and filled."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content

from sandbox.tui.feed.format import DASH, count, dollars, duration, plural, spread, tokens
from sandbox.tui.feed.view import Meter
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.forms import Forms, fit_forms
from sandbox.tui.widgets.line import Line

_DIM = "$foreground-muted"


@dataclass(frozen=True, slots=True)
class Limits:
    """What figures are held against: window of the model in tokens, budget as words."""

    window: int = 0
    budget: str = ""


class MeterLine(Line):
    """Turn and session: time, cost and budget, context, spread, tokens, and what stands out.

    From 60 columns on only counts and tokens are ever left out.
    """

    def __init__(self) -> None:
        super().__init__(id="meter")
        self.meter = Meter()
        self.limits = Limits()
        self.running = False

    def show(self, meter: Meter, limits: Limits, running: bool) -> None:
        if (meter, limits, running) != (self.meter, self.limits, self.running):
            self.meter, self.limits, self.running = meter, limits, running
            self.refresh()

    async def on_click(self, event: events.Click) -> None:
        await self.run_action("app.slash('figures')")

    def draw(self, width: int) -> Content:
        meter = self.meter
        turn = f"{turn_time(meter)} {dollars(meter.turn_cost)}"
        live = "$text-success" if self.running else ""
        used = tokens(meter.up, meter.down, meter.estimated, meter.untold) if meter.turns else DASH
        parts = [
            Forms(((("turn ", _DIM), (turn, live)), ((turn, live),)), 9),
            self._session(meter),
            Forms((((used, ""), (" tokens", _DIM)), ((used, ""),)), 4),
            self._window(meter),
            self._spread(meter),
            self._slow(meter),
            self._counts(meter),
        ]
        return fit_forms(parts, width)

    def _session(self, meter: Meter) -> Forms:
        cost, budget = dollars(meter.cost), self.limits.budget
        of = f" of {budget}" if budget else ""
        long = ((f"session {plural(meter.turns, 'turn')} ", _DIM), (f"{cost}{of}", "bold"))
        short = (f"Σ {cost}{f'/{budget}' if budget else ''}", "bold")
        return Forms((long, (("session ", _DIM), (f"{cost}{of}", "bold")), (short,)), 10)

    def _window(self, meter: Meter) -> Forms:
        if not meter.window:
            return Forms((), 0)
        used, share = f"≈{count(meter.window)}", window_share(meter, self.limits)
        style = "bold $text-warning" if share is not None and share >= 0.8 else ""
        if share is None:
            return Forms(((("ctx ", _DIM), (used, "")),), 8)
        whole = f"{used}/{count(self.limits.window)} {share:.0%}"
        return Forms(
            ((("ctx ", _DIM), (whole, style)), (("ctx ", _DIM), (f"{share:.0%}", style))), 8
        )

    def _spread(self, meter: Meter) -> Forms:
        if meter.p50 is None or meter.p95 is None:
            return Forms((), 0)
        long = (
            ("p50 ", _DIM),
            (duration(meter.p50), ""),
            (" p95 ", _DIM),
            (duration(meter.p95), ""),
        )
        return Forms((long, (("p ", _DIM), (spread(meter.p50, meter.p95), ""))), 7)

    def _slow(self, meter: Meter) -> Forms:
        if not meter.turn_slow:
            return Forms((), 0)
        style = "bold $text-warning"
        long = (f"{GLYPHS.slow} {plural(meter.turn_slow, 'slow hop')}", style)
        return Forms(((long,), ((f"{GLYPHS.slow}{meter.turn_slow}", style),)), 6)

    def _counts(self, meter: Meter) -> Forms:
        if not (meter.repairs or meter.denials):
            return Forms((), 0)
        long = f"{plural(meter.repairs, 'repair')}, {plural(meter.denials, 'denial')}"
        return Forms((((long, ""),), ((f"R{meter.repairs} D{meter.denials}", ""),)), 3)


def turn_time(meter: Meter) -> str:
    """The time of the last turn, as the meter shows it."""
    return duration(meter.turn_total if meter.turns else None)


def window_share(meter: Meter, limits: Limits) -> float | None:
    """How much of the model's window the last request filled, None where it is not known."""
    return meter.window / limits.window if limits.window and meter.window else None
