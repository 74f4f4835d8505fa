"""The state as rows: variables with marks, the procedure, what is open, what is told in short."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.content import Content

from sandbox.tui.dock.rowlist import ListRow
from sandbox.tui.feed.format import dollars, plural, scalar
from sandbox.tui.feed.safe import clean, cut_value, one_line
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.inline import wrapped
from sandbox.tui.widgets.rowline import fit

if TYPE_CHECKING:
    from sandbox.check.agent_state import AgentState, Known

Restore = Callable[[Any], Any]

SIGN_STYLE: Final = {"+": "bold $text-success", "~": "bold $text-warning", "-": "bold $text-error"}
_DIM: Final = "$foreground-muted"
_NAME: Final = 16
_INSIDE: Final = "      "


class StateRows:
    """Makes the rows. `open` are keys of variables whose details show, `folded` of sections.

    `width`: cells of a row; what an open variable tells is wrapped to it, since nothing else shows
    a long value whole.
    """

    def __init__(self, restore: Restore, budget: str = "") -> None:
        self.restore = restore
        self.width = 80
        self.budget = budget
        self.open: set[str] = set()
        self.folded: set[str] = set()

    def toggle(self, key: str) -> None:
        """Opens or closes what `key` names."""
        kept = self.folded if key.startswith("section:") else self.open
        kept.symmetric_difference_update((key.partition("/")[0],))

    def of(self, state: AgentState) -> list[ListRow]:
        """Every row, sections first that matter most. An empty section is left out."""
        rows: list[ListRow] = []
        marks = _marks(state)
        for name, words, body in (
            ("variables", marks, self._variables(state)),
            ("procedure", state.procedure, _procedure(state)),
            ("awaited", str(len(state.awaited)), _awaited(state, self.restore)),
            ("approved for the session", str(len(state.approvals)), _approvals(state)),
            ("faults armed", str(len(state.faults)), _faults(state)),
            ("told in short", _sizes(state), _summary(state, self.restore)),
            ("money", "", self._money(state)),
        ):
            found = list(body)
            if not found and name not in ("variables", "awaited"):
                continue
            key = f"section:{name}"
            shut = key in self.folded
            rows.append(ListRow(key, partial(_head, name, words, shut)))
            if not shut:
                rows += found or [_line(f"{key}:none", "none" if state.turns else "no turn yet")]
        return rows

    def _variables(self, state: AgentState) -> Iterator[ListRow]:
        for one in (*state.variables, *state.dropped):
            key = f"var:{one.name}"
            yield ListRow(key, partial(_variable, one, self.restore), one.hop)
            if key in self.open:
                room = max(self.width - len(_INSIDE), 1)
                lines = (
                    line.plain
                    for text in _details(one, self.restore)
                    for line in wrapped(Content(text), room)
                )
                for number, text in enumerate(lines):
                    yield ListRow(f"{key}/{number}", partial(_text, _INSIDE + text), one.hop)

    def _money(self, state: AgentState) -> Iterator[ListRow]:
        of = f" of {self.budget}" if self.budget else ", no limit set"
        yield _line("money", f"{dollars(state.spent)} spent{of}")


def _head(name: str, words: str, shut: bool, width: int) -> Content:
    arrow = GLYPHS.closed if shut else GLYPHS.open
    text = f"{arrow} {name}"
    return Content.assemble(
        (text, "bold"), (fit(f"  {one_line(words, 200)}", max(width - len(text), 0)), _DIM)
    )


def _marks(state: AgentState) -> str:
    signs = [one.sign for one in (*state.variables, *state.dropped) if one.sign]
    counts = "  ".join(f"{sign}{signs.count(sign)}" for sign in "+~-" if sign in signs)
    what = f"{counts} in turn {state.turn}" if counts else f"unchanged in turn {state.turn}"
    return f"{len(state.variables)}   {what}" if state.turn else "0"


def _variable(one: Known, restore: Restore, width: int) -> Content:
    """Sign, name, value (old → new), source, turn, life-time; a narrow pane loses the last."""
    source = 22 if width >= 92 else 10 if width >= 50 else 0
    turn = 8 if width >= 46 else 0
    life = 14 if width >= 66 else 0
    name = min(_NAME, max(width // 3, 6))
    room = max(width - 2 - name - source - turn - life, 8)
    style = f"{_DIM} strike" if one.sign == "-" else ""
    return Content.assemble(
        (f"{one.sign or ' '} ", SIGN_STYLE.get(one.sign, "")),
        (fit(one_line(one.name), name - 1) + " ", "$text-accent" if one.sign != "-" else _DIM),
        (_column(_value(one, restore, room - 1), room), style),
        (_column(_source(one, restore, source), source), _DIM),
        (_column(f"turn {one.turn}", turn), _DIM),
        (fit(_life(one), life), _DIM),
    )


def _column(text: str, width: int) -> str:
    """A column with a gap behind it, where there is one at all."""
    return f"{fit(text, width - 1)} " if width else ""


def _value(one: Known, restore: Restore, room: int) -> str:
    now = _short(restore(one.value), room)
    if one.sign == "~":
        before = _short(restore(one.before), max(room // 2 - 2, 4))
        return f"{before} → {_short(restore(one.value), max(room - len(before) - 3, 4))}"
    return now


def _short(value: Any, room: int) -> str:
    return one_line(value, room) if isinstance(value, str) else scalar(value, max(room, 4))


def _source(one: Known, restore: Restore, room: int) -> str:
    words = one_line(str(restore(one.where)), 40)
    if one.sign == "-":
        return one.why
    return _from(one.source, words) if room > 12 else one.source


def _from(source: str, words: str) -> str:
    """Who it is from, and where: the customer's own words are quoted."""
    quoted = f"“{words}”" if source == "customer" and words else words
    return f"{source} {quoted}".rstrip()


def _life(one: Known) -> str:
    if one.sign == "-":
        return "dropped"
    if one.left is None:
        return "session"
    return plural(one.left, "turn") + " left" if one.left else "this turn"


def _details(one: Known, restore: Restore) -> Iterator[str]:
    if one.sign == "~":
        yield "before this turn:"
        yield from _whole(restore(one.before))
        yield "now:"
    yield from _whole(restore(one.value))
    words = _from(one.source, one_line(str(restore(one.where)), 100))
    yield f"from: {words}" + (f", set in hop {one.hop}" if one.hop else "")
    yield f"this value since turn {one.since}, last named in turn {one.turn}"
    if one.sign == "-":
        yield f"dropped: {one.why}"
    elif one.life is None:
        yield "lasts for the session"
    else:
        yield f"lasts {plural(one.life, 'turn')} after it was named: {one.left} left"


def _whole(value: Any) -> list[str]:
    value = cut_value(value)
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    return clean(text).splitlines() or [""]


def _procedure(state: AgentState) -> Iterator[ListRow]:
    if state.procedure:
        step = state.step or "all steps done"
        yield _line("procedure", f"at `{step}`", hop=state.procedure_hop)
    for number, waits in enumerate(state.waiting):
        yield _line(f"waiting:{number}", f"left, waits: {waits}", hop=state.procedure_hop)


def _awaited(state: AgentState, restore: Restore) -> Iterator[ListRow]:
    for number, one in enumerate(state.awaited):
        text = f"{one.by}: {restore(one.what)}"
        yield _line(f"awaited:{number}", text, hop=one.hop)


def _approvals(state: AgentState) -> Iterator[ListRow]:
    for one in state.approvals:
        text = f"{one.tool}, rule {one.rule}, by {one.by} in {one.hop}"
        yield _line(f"approved:{one.tool}:{one.rule}", text, hop=one.hop)


def _faults(state: AgentState) -> Iterator[ListRow]:
    for number, text in enumerate(state.faults):
        yield _line(f"fault:{number}", text)


def _sizes(state: AgentState) -> str:
    if not state.turn:
        return ""
    said = plural(state.verbatim, "turn") + " word for word"
    tokens = f"≈{state.window_tokens:,} of {state.history_tokens:,} tokens"
    return f"{plural(len(state.summary), 'line')}, {said}, {tokens}"


def _summary(state: AgentState, restore: Restore) -> Iterator[ListRow]:
    if state.turn and not state.summary:
        yield _line("summary", "nothing yet: every turn is sent word for word")
    for number, text in enumerate(state.summary):
        yield _line(f"summary:{number}", str(restore(text)))


def _line(key: str, text: str, indent: str = "  ", hop: str = "") -> ListRow:
    return ListRow(key, partial(_text, indent + one_line(text, 2_000)), hop)


def _text(text: str, width: int) -> Content:
    return Content(fit(text, width))
