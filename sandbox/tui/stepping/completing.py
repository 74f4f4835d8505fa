"""What can follow `/break`: terms, and the names that each of them takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from sandbox.tui.prompting.door import Housed
from sandbox.tui.prompting.offer import Offer
from sandbox.tui.prompting.typed import Typed
from sandbox.tui.stepping.door import breaks_of

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp


def break_offers(app: HopscopeApp, typed: Typed) -> Callable[[], Iterable[Offer]]:
    """See `sandbox.tui.prompting.arguments.Completer`."""
    breaks, driver = breaks_of(app.session_driver), app.session_driver
    armed = [one.text for one in breaks.points] if breaks is not None else []
    if typed.before and typed.before[0] in ("off", "disarm"):
        numbers = [Offer(str(at), "", text) for at, text in enumerate(armed, 1)]
        return lambda: [*numbers, Offer("all")]
    house = driver.house if isinstance(driver, Housed) else None
    tools = [(one.name, one.effect) for one in house.pack.contracts.values()] if house else []
    key, colon, _ = typed.word.partition(":")
    if colon:
        return lambda: _values(key, tools)
    first = [] if typed.before else [Offer("here", "", "at the trace's cursor"), Offer("off")]
    return lambda: [*first, *_terms()]


def _values(key: str, tools: list[tuple[str, str]]) -> Iterator[Offer]:
    from sandbox.domain.break_spec import VERDICTS
    from sandbox.domain.hop import HOP_NAMES

    if key in ("before", "after"):
        yield from (Offer(f"{key}:{hop}") for hop in HOP_NAMES)
    elif key == "tool":
        yield from (Offer(f"tool:{name}", "", effect) for name, effect in tools)
    elif key == "verdict":
        yield from (Offer(f"verdict:{word}", "", help) for word, help in VERDICTS.items())


def _terms() -> Iterator[Offer]:
    yield Offer("tool:", "", "before a call of it runs")
    yield Offer("before:", "", "before a hop")
    yield Offer("after:", "", "after a hop")
    yield Offer("verdict:", "", "after a hop that came to it")
    yield Offer("turn:", "", "only in that turn")
    yield Offer("once", "", "only the first time")
