"""What a person did at the stops of a hop, as a tab of the inspector."""

from __future__ import annotations

from sandbox.log.event import StepActed
from sandbox.log.fold import Hop
from sandbox.log.steps import act_words, acts_of
from sandbox.tui.feed.inspect.compared import compared
from sandbox.tui.feed.view import Facts, Section, Tab


def act_tabs(hop: Hop) -> list[Tab]:
    """The tab, where a person changed anything."""
    acts = acts_of(hop) if hop.events else []
    if not acts:
        return []
    return [Tab("By hand", lambda: tuple(s for act in acts for s in _sections(act)), len(acts))]


def _sections(act: StepActed) -> tuple[Section, ...]:
    rows = (("did", act_words(act)), ("who", act.by or "–"), ("reason", act.reason or "–"))
    facts = Facts(rows, "At a break point")
    if act.action != "edit":
        return (facts,)
    title = f"{act.what} as it was → as the person left it"
    return (facts, compared(act.before, act.after, title))
