"""Tabs of a request: what fills its window, all of it, and how it differs from the one before."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator

from sandbox.domain.hop import PromptOutput
from sandbox.domain.message import Message
from sandbox.domain.procedure import Move
from sandbox.log.calls import as_json
from sandbox.log.event import ModelRequested
from sandbox.log.fold import Hop, Session
from sandbox.tui.feed.view import Bars, Diff, Facts, Section, Tab, Tree, Words

_DIFF_LINES = 4_000


def prompt_tabs(session: Session, hop: Hop) -> list[Tab]:
    out = hop.output
    assert isinstance(out, PromptOutput)
    request = _request_after(session, hop)
    tabs = [Tab("Window", lambda: _window(out, request))]
    if request is not None:
        tabs.append(Tab("Request", lambda: request_sections(request)))
        tabs.append(Tab("Diff", lambda: (_diff(session, hop, request),)))
    return tabs


def request_tabs(session: Session, hop: Hop) -> list[Tab]:
    """Of a hop that asked a model: the request as it was sent last, its window, and the diff."""
    sent = requests_of(hop)
    if not sent:
        return []
    tabs = [Tab("Request", lambda: request_sections(sent[-1]))]
    before = session.turns[hop.turn - 1].hops[: hop.number - 1]
    prompts = [one.output for one in before if isinstance(one.output, PromptOutput)]
    if prompts and not hop.subject.endswith("respond"):
        tabs.append(Tab("Window", lambda: _window(prompts[-1], sent[-1])))
    tabs.append(Tab("Diff", lambda: (_diff(session, hop, sent[-1]),)))
    return tabs


def _window(out: PromptOutput, request: ModelRequested | None) -> tuple[Section, ...]:
    total = sum(part.tokens for part in out.parts)
    bars = tuple(
        (
            part.name,
            float(part.tokens),
            f"≈{part.tokens:,} tokens  {part.tokens / max(total, 1):.0%}",
        )
        for part in out.parts
    )
    behind = f"; lock.toml knows version {out.newest}" if out.newest else ""
    facts = Facts(
        (
            ("template", f"{out.template} {out.version}{behind}"),
            ("procedure", out.procedure or "–"),
            ("step", out.step or "–"),
            ("tools allowed", ", ".join(out.tools) or "none"),
            *(("waits", place) for place in out.waiting),
            ("filled", f"≈{total:,} tokens, by the built-in estimator"),
            ("digest", out.digest),
        )
    )
    sections: list[Section] = [facts]
    if bars:
        sections.insert(0, Bars(bars, float(total or 1), "What fills the window"))
    if out.moves:
        sections.append(Facts(tuple(map(_move, out.moves)), "Why this step"))
    if request is None:
        sections.append(Words("The request has not gone out.", "dim"))
    return tuple(sections)


def _move(move: Move) -> tuple[str, str]:
    """What was passed, or what became of the procedure, and why."""
    if move.step:
        verb = "" if move.kind == "passed" else f"{move.kind} at "
        return f"{verb}{move.at}. {move.step}", move.why
    return f"{move.kind} {move.procedure}", move.why


def request_sections(request: ModelRequested) -> tuple[Section, ...]:
    """The exact request: settings, messages in full, tools with their schemas."""
    settings = {"model": request.model, **request.settings, "attempt": request.attempt}
    sections: list[Section] = [Facts(tuple(settings.items()), "Settings")]
    for number, message in enumerate(request.messages, 1):
        title = f"{number} · {message.role}" + (f" {message.tool}" if message.tool else "")
        sections.append(Words(message.text or "(no text)", "" if message.text else "dim", title))
        for call in message.calls:
            sections.append(Tree(as_json(call.arguments), f"calls {call.tool} ({call.id})"))
    for tool in request.tools:
        sections.append(Words(tool.description, "dim", f"tool {tool.name}"))
        sections.append(Tree(tool.parameters))
    return tuple(sections)


def _diff(session: Session, hop: Hop, request: ModelRequested) -> Section:
    before = _request_before(session, hop)
    if before is None:
        return Words("This was the first request of the session.", "dim")
    old, new = list(_lines(before[1])), list(_lines(request))
    title = f"Against the call of {before[0]}"
    if len(old) + len(new) > _DIFF_LINES:
        old, new = old[-_DIFF_LINES // 2 :], new[-_DIFF_LINES // 2 :]
        title += f", last {_DIFF_LINES // 2:,} lines of each"
    lines: list[tuple[str, str]] = []
    for line in difflib.unified_diff(old, new, lineterm="", n=2):
        if line.startswith(("---", "+++")):
            continue
        lines.append(("@", "⋯") if line.startswith("@@") else (line[0], line[1:]))
    if not lines:
        return Words("Word for word the same as the call before.", "dim")
    return Diff(tuple(lines), title)


def _lines(request: ModelRequested) -> Iterator[str]:
    yield f"model {request.model} {json.dumps(request.settings, sort_keys=True)}"
    yield f"tools {', '.join(tool.name for tool in request.tools) or 'none'}"
    for message in request.messages:
        yield from _message_lines(message)


def _message_lines(message: Message) -> Iterator[str]:
    yield f"── {message.role} {message.tool}".rstrip()
    if message.text:
        yield from message.text.split("\n")
    for call in message.calls:
        yield f"calls {call.tool} {call.arguments}"


def requests_of(hop: Hop) -> list[ModelRequested]:
    """Every request of a hop: one an attempt."""
    return [event for event in hop.events if isinstance(event, ModelRequested)]


def _request_after(session: Session, hop: Hop) -> ModelRequested | None:
    for later in session.turns[hop.turn - 1].hops[hop.number - 1 :]:
        if later.number > hop.number and later.name == "prompt":
            return None
        found = requests_of(later)
        if found:
            return found[0]
    return None


def _request_before(session: Session, hop: Hop) -> tuple[str, ModelRequested] | None:
    for turn in reversed(session.turns[: hop.turn]):
        for earlier in reversed(turn.hops):
            if turn.number == hop.turn and earlier.number >= hop.number:
                continue
            found = requests_of(earlier)
            if found:
                return earlier.id, found[-1]
    return None
