"""Lays one turn out as entries of the chat: question, calls, what was said, reply, figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from textual.content import Content

from sandbox.tui.feed.format import arguments, duration, plural, size
from sandbox.tui.feed.safe import cap, clean, cut_value, one_line
from sandbox.tui.feed.view import Block, Call, Detail, Item, Said, Trouble
from sandbox.tui.style import GLYPHS, TONE
from sandbox.tui.widgets.draft import INDENT, Draft
from sandbox.tui.widgets.markdown import plain_lines
from sandbox.tui.widgets.rowline import fit

Restore = Callable[[Any], Any]

_ASKED_CAP: Final = 6_000
_LINES_CAP: Final = 400

_STATUS: Final[dict[str, tuple[str, str]]] = {
    "running": ("…", "$text-success"),
    "waiting": ("CONFIRM?", "bold $text-warning"),
    "ok": ("ok", "$text-success"),
    "repaired": ("REPAIRED", "bold $text-warning"),
    "denied": ("DENIED", "bold $text-error"),
    "failed": ("FAILED", "bold $text-error"),
    "unknown": ("UNKNOWN", "bold $text-error"),
    "invalid": ("INVALID", "bold $text-error"),
    "stopped": ("stopped", "$foreground-muted"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Lines that the cursor takes as one. `hop` links to the trace, `text` is what copy gives.

    The first `dim` lines are a draft.
    """

    key: str
    turn: int
    lines: list[Content]
    hop: str = ""
    hops: tuple[str, ...] = ()
    text: str = ""
    toggles: bool = False
    dim: int = 0


@dataclass(slots=True)
class Group:
    """A turn or a notice, and its entries as laid out; `reply` is its last draft, or the reply."""

    block: Block | None = None
    figures: str = ""
    notice: tuple[str, str, str] = ("", "", "")
    reply: Draft = field(default_factory=Draft)
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Look:
    """What laying out depends on besides the turn itself."""

    width: int
    restore: Restore
    toggled: set[str] = field(default_factory=set)
    reply: Draft = field(default_factory=Draft)
    pending: str = ""
    spin: str = ""
    figures: str = ""


def entries_of(block: Block, look: Look) -> list[Entry]:
    """The entries of one turn, question first."""
    entries: list[Entry] = [_asked(block, look)]
    entries += [_item(item, block.turn, look) for item in block.items]
    entries.append(_reply(block, look))
    return entries


def shown(text: str, width: int, limit: int, style: str = "") -> list[Content]:
    """Foreign text cleaned, capped and wrapped; says how much it hides."""
    text, hidden = cap(text, limit)
    lines = plain_lines(clean(text).strip("\n"), max(width, 1), style)
    if len(lines) > _LINES_CAP:
        lines = lines[:_LINES_CAP]
        hidden = hidden or 1
    if hidden:
        words = f"… {size(hidden)} more not shown" if hidden > 1 else "… more lines not shown"
        lines.append(Content(f"{words}; y copies all").stylize("$foreground-muted italic"))
    return lines


def note_entry(key: str, text: str, tone: str, width: int) -> Entry:
    """A notice between turns."""
    lines = shown(text, width - 2, 4_000, TONE.get(tone, ""))
    return Entry(key, 0, [*(_with("  ", line) for line in lines), Content("")], text=text)


def earlier_entry(hidden: int, more: int) -> Entry:
    """What stands for turns that are not laid out; `more` of them come at a time."""
    words = f"  {GLYPHS.closed} {plural(hidden, 'earlier entry', 'earlier entries')}"
    line = Content(f"{words}: Enter shows {more} more").stylize("$foreground-muted")
    return Entry("earlier", 0, [line, Content("")])


def _asked(block: Block, look: Look) -> Entry:
    text = look.restore(cap(block.asked, _ASKED_CAP)[0]) if block.asked else look.pending
    hidden = len(block.asked) - _ASKED_CAP
    lines = shown(text, look.width - 2, _ASKED_CAP)
    if hidden > 0:
        lines.append(
            Content(f"… {size(hidden)} more not shown").stylize("$foreground-muted italic")
        )
    bar = Content(f"{GLYPHS.gutter} ").stylize("$primary")
    drawn = [bar + line.stylize_before("$text-primary") for line in lines]
    return Entry(
        f"ask:{block.turn}", block.turn, [*drawn, Content("")], f"{block.turn}.1", text=text
    )


def _item(item: Item, turn: int, look: Look) -> Entry:
    match item:
        case Call():
            return _call(item, turn, look)
        case Said():
            text = str(look.restore(item.text))
            lines = shown(text, look.width - 4, 4_000, "$foreground-muted italic")
            drawn = [_with("  ", line) for line in lines]
            return Entry(f"said:{item.key}", turn, drawn, item.key, (item.key,), text)
        case Trouble():
            return _trouble(item, turn, look)


def _call(call: Call, turn: int, look: Look) -> Entry:
    key = f"call:{turn}:{call.hops[0]}"
    real = look.restore(cut_value(call.arguments))
    values = arguments(real, 300)
    word, style = _STATUS[call.status]
    took = duration(call.spent) if call.spent is not None and call.status != "running" else ""
    tail = f"  {word}{took:>8}" if took else f"  {word}"
    subject = one_line(call.subject, 60)
    whole = f"    {subject}  {values}"
    room = max(look.width - len(tail), 10)
    cut = Content(whole).cell_length > room
    opens = bool(call.details) or cut
    opened = opens and (call.trouble != (key in look.toggled))
    arrow = (GLYPHS.open if opened else GLYPHS.closed) if opens else GLYPHS.tick
    head = fit(f"  {arrow} {subject}  {values}", room)
    until = min(4 + len(subject), len(head))
    line = Content.assemble(
        (head[:4], "$foreground-muted"),
        (head[4:until], "bold $foreground"),
        (head[until:], "$foreground-muted"),
        (tail[: 2 + len(word)], style),
        (tail[2 + len(word) :], "$foreground-muted"),
    )
    lines = [line]
    if opened and cut:
        lines += _detail(Detail("dim", arguments(real, 1_000)), look)
    if opened:
        for detail in call.details:
            lines += _detail(detail, look)
    details = "\n".join(detail.text for detail in call.details)
    text = str(look.restore(f"{call.subject} {values} {word}\n{details}".strip()))
    return Entry(key, turn, lines, call.key, call.hops, text, opens)


def _detail(detail: Detail, look: Look) -> list[Content]:
    text = clean(str(look.restore(cap(detail.text, 1_000)[0])))
    return [_with("      ", line) for line in plain_lines(text, look.width - 7, TONE[detail.tone])]


def _trouble(item: Trouble, turn: int, look: Look) -> Entry:
    head = f"{item.name} failed: {item.text}"
    lines = [_with("  ", line) for line in plain_lines(clean(head), look.width - 2, "$text-error")]
    for words in (item.hint, f"the turn went on with: {item.degraded}" if item.degraded else ""):
        if words:
            lines += [
                _with("      ", line)
                for line in plain_lines(clean(words), look.width - 7, "$foreground-muted")
            ]
    return Entry(f"trouble:{item.key}", turn, lines, item.key, (item.key,), head)


def _reply(block: Block, look: Look) -> Entry:
    text = str(look.restore(block.reply)) if block.reply else ""
    lines: list[Content] = []
    dim = 0
    if text:
        lines += look.reply.lines(look.width, look.restore, end=True)
    elif block.running and (block.waiting or block.writes):
        words = ("waits for your answer", "$text-warning italic")
        if not block.waiting:
            words = ("checking…", "$foreground-muted italic")
        lines.append(Content.assemble(INDENT, words))
    elif look.reply:
        lines += look.reply.lines(look.width, look.restore, end=not block.running)
        dim = len(lines)
    lines += [_with(INDENT, line) for line in _ending(block, look)]
    key = block.reply_key or f"turn:{block.turn}"
    return Entry(
        f"reply:{block.turn}", block.turn, [*lines, Content("")], key, (key,), text, dim=dim
    )


def _ending(block: Block, look: Look) -> list[Content]:
    """One dim line: what runs, or how the turn ended and what it took."""
    if block.running:
        stage = one_line(block.stage, 60) or "starting"
        words = f"{look.spin} {stage}  {duration(block.total)}"
        return plain_lines(words, look.width - 2, "$text-success")
    lines: list[Content] = []
    if look.reply and not block.reply:
        words = "cut off here: a draft that was never checked or sent"
        lines += plain_lines(words, look.width - 2, "$foreground-muted italic")
    ends = {"cancelled": "Cancelled.", "interrupted": "Interrupted.", "failed": "Failed."}
    word = ends.get(block.outcome) or ("Degraded." if block.degraded else "")
    if word:
        tone = "$foreground-muted" if block.outcome == "cancelled" else "$text-error"
        told = any(isinstance(item, Trouble) and block.why in item.text for item in block.items)
        why = "" if told else one_line(str(look.restore(block.why)), 300)
        lines += plain_lines(f"{word} {why[:1].upper()}{why[1:]}".rstrip(), look.width - 2, tone)
    if block.verdict in ("corrected", "static") and not word:
        words = {"corrected": "Corrected before it was shown.", "static": "A fixed text."}
        lines += plain_lines(words[block.verdict], look.width - 2, "$text-warning")
    lines += plain_lines(look.figures, look.width - 2, "$foreground-muted")
    if block.mark:
        mark = clean(str(look.restore(block.marked)))
        lines += plain_lines(mark, look.width - 2, TONE[block.mark])
    return lines


def _with(prefix: str, line: Content) -> Content:
    return Content.assemble(prefix, line)
