"""Ten thousand hops: what a key costs is counted in lines drawn and rows made, not in time."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.tui.feed import trace as feed
from sandbox.tui.feed.filter import parse_filter
from sandbox.tui.feed.suspects.find import AT_ONCE, Suspicions
from sandbox.tui.feed.trace import Trace
from sandbox.tui.widgets import trace as widget
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import opened
from tests.tui.long_session import long_session


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, counts: Counter[str]) -> None:
    real: Callable[..., Any] = getattr(module, name)

    def call(*words: Any, **more: Any) -> Any:
        counts[name] += 1
        return real(*words, **more)

    monkeypatch.setattr(module, name, call)


async def test_a_key_draws_a_screenful_and_makes_no_row(monkeypatch: pytest.MonkeyPatch):
    driver = FakeDriver()
    driver.session = long_session()
    async with opened((120, 36), driver=driver) as run:
        view = run.app.main.trace
        assert view.trace is not None
        assert view.trace.total >= 10_000
        await run.pilot.press("f3")
        counts: Counter[str] = Counter()
        counted(monkeypatch, widget, "draw_row", counts)
        counted(monkeypatch, feed, "base_rows", counts)
        for key in ("k", "j", "pageup", "pagedown", "g", "G", "right_square_bracket"):
            counts.clear()
            await run.pilot.press(key)
            await run.pilot.pause()
            assert counts["base_rows"] == 0, key
            assert counts["draw_row"] <= 4 * view.size.height, key


async def test_moving_with_a_filter_draws_a_screenful_too(monkeypatch: pytest.MonkeyPatch):
    driver = FakeDriver()
    driver.session = long_session()
    async with opened((120, 36), driver=driver) as run:
        main = run.app.main
        main.filter_trace("kind:tool")
        await run.pilot.press("f3")
        counts: Counter[str] = Counter()
        counted(monkeypatch, widget, "draw_row", counts)
        counted(monkeypatch, feed, "folded", counts)
        await run.pilot.press("k", "k", "g")
        await run.pilot.pause()
        assert counts["draw_row"] <= 8 * main.trace.size.height
        assert counts["folded"] == 0


def test_a_change_of_the_last_turn_makes_only_its_rows(monkeypatch: pytest.MonkeyPatch):
    trace = Trace(long_session())
    counts: Counter[str] = Counter()
    counted(monkeypatch, feed, "base_rows", counts)
    counted(monkeypatch, feed, "folded", counts)
    trace.update(len(trace.session.turns))
    assert counts == {"base_rows": 1, "folded": 1}


def test_a_filter_makes_no_row_anew_and_reads_each_hop_once(monkeypatch: pytest.MonkeyPatch):
    trace = Trace(long_session())
    counts: Counter[str] = Counter()
    counted(monkeypatch, feed, "base_rows", counts)
    trace.set_filter(parse_filter("tool:refund !is:denied"))
    assert counts["base_rows"] == 0
    assert 0 < trace.shown < trace.total
    facts = [row.facts for row in trace.rows if row.facts is not None]
    trace.set_filter(parse_filter("tool:refund"))
    assert {id(one) for one in facts} <= {id(row.facts) for row in trace.rows}


def test_a_turn_is_looked_through_for_trouble_once_and_little_at_a_time():
    suspicions = Suspicions(long_session())
    turns = len(suspicions.session.turns)
    assert suspicions.of("1.3") == []
    assert suspicions.looked == AT_ONCE
    found = suspicions.worth()
    assert suspicions.looked == turns
    assert {one.kind for one in found} >= {"denied", "twice"}
    assert suspicions.worth() == found
    assert suspicions.looked == turns
