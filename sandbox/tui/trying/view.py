"""What a message would lead to, as tabs of the inspector."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from sandbox.tui.feed.inspect.request import prompt_tabs
from sandbox.tui.feed.inspect.understand import (
    context_tabs,
    redact_tabs,
    retrieve_tabs,
    route_tabs,
)
from sandbox.tui.feed.view import Facts, Inspection, Section, Tab, Words

if TYPE_CHECKING:
    from sandbox.check.tried import Tried
    from sandbox.log.fold import Hop, Session
    from sandbox.pack.rules_about import Rule

_HOPS: Final[tuple[tuple[str, Callable[[Session, Hop], list[Tab]]], ...]] = (
    ("route", route_tabs),
    ("retrieve", retrieve_tabs),
    ("prompt", prompt_tabs),
)
_AFTER: Final[tuple[tuple[str, Callable[[Session, Hop], list[Tab]]], ...]] = (
    ("context", context_tabs),
    ("redact", redact_tabs),
)
_LEFT_OUT: Final = ("Diff", "Window")
_NAMES: Final = {"Request": "Prompt"}


def inspect_tried(tried: Tried) -> Inspection:
    """Route, passages, the request, the tools, then what stands behind them."""
    front = _tabs(tried, _HOPS)
    tabs = [tab for tab in front if tab.name not in _LEFT_OUT]
    tabs.append(Tab("Tools", lambda: _tools(tried)))
    tabs += [tab for tab in front if tab.name == "Window"]
    tabs += [tab for tab in _tabs(tried, _AFTER) if tab.name != "Window"]
    # Without counts: a count stands for trouble, and the screen would open on the first of them.
    plain = tuple(Tab(_NAMES.get(tab.name, tab.name), tab.build) for tab in tabs)
    return Inspection("try", tried.turn.asked, tabs=plain)


def _tabs(
    tried: Tried, hops: tuple[tuple[str, Callable[[Session, Hop], list[Tab]]], ...]
) -> list[Tab]:
    found: list[Tab] = []
    for name, make in hops:
        hop = tried.hop(name)
        if hop is not None:
            found += make(tried.session, hop)
    return found


def _tools(tried: Tried) -> tuple[Section, ...]:
    """What may be called at this step, and which rules speak about it."""
    if tried.prompt is None:
        return (Words(f"No model would be asked: {tried.ended}", "warn"),)
    step = tried.prompt.step or "none: no procedure is under way"
    rows = tuple(
        (contract.subject, f"{contract.effect} · {_rules(rules)}" if rules else contract.effect)
        for contract, rules in tried.tools()
    )
    if not rows:
        return (Facts((("active step", step),)), Words("No tool may be called.", "dim"))
    return (Facts((("active step", step),)), Facts(rows, "May be called at this step"))


def _rules(rules: list[Rule]) -> str:
    return ", ".join(dict.fromkeys(f"{one.verdict or 'decides'} {one.rule}" for one in rules))
