"""How far each arm is, from the news: plain data for one line an arm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sandbox.tui.feed.format import duration, plural
from sandbox.tui.feed.safe import one_line

if TYPE_CHECKING:
    from sandbox.compare.news import News, State

_SILENT: Final = 5_000_000_000
"""Nanoseconds without news after which the line says so."""

_DRAFT: Final = 200
"""Characters of the streamed reply that are kept."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What one arm does. `done`: turns of all its runs; times are ns of the screen's clock.

    `asks`: its call waits for a person's answer.
    """

    state: State = "running"
    why: str = ""
    run: int = 1
    turn: int = 0
    done: int = 0
    hops: int = 0
    hop: str = ""
    text: str = ""
    began: int = 0
    heard: int = 0
    opened: bool = False
    asks: bool = False

    def hear(self, news: News, now: int) -> Doing:
        """After one more thing has happened."""
        one = replace(self, run=news.run, heard=now)
        quiet = {"hop": "", "text": ""}
        match news.what:
            case "opened":
                one = replace(one, opened=True, state="running", why="", **quiet)
            case "turn":
                one = replace(one, turn=news.turn, began=now, **quiet)
            case "hop":
                subject = f"{news.name} {news.subject}".strip()
                one = replace(one, hop=subject, hops=one.hops + 1, text="")
            case "text":
                one = replace(one, text=(one.text + news.text)[-_DRAFT:])
            case "turn_done":
                one = replace(one, done=one.done + 1, **quiet)
            case "ended":
                one = replace(one, state=news.state or "done", why=news.text, asks=False)
            case "hop_done":
                pass
        return one

    def words(self, whole: int, runs: int, now: int) -> str:
        """`1 of 2 · 14 hops · 2.4 s · execute orders.get_order`; `whole`: turns of all runs."""
        if not self.opened:
            return "opens its session …"
        parts = [f"run {self.run}"] if runs > 1 else []
        parts += [f"{self.done} of {whole}", plural(self.hops, "hop")]
        if self.asks:
            return " · ".join([*parts, "? asks you"])
        if self.turn and self.began:
            parts.append(duration(max(now - self.began, 0)))
        if now - self.heard > _SILENT:
            parts.append(f"no word for {(now - self.heard) // 1_000_000_000} s")
        if self.hop:
            parts.append(one_line(self.hop, 80))
        if self.text:
            parts.append(f"“{one_line(self.text, _DRAFT)}”")
        return " · ".join(parts)
