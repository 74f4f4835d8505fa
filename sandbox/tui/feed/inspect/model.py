"""Tabs of prompt, infer and parse: the exact request, what came back, what was read from it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator

from sandbox.domain.hop import InferOutput, ParseOutput, PromptOutput
from sandbox.domain.message import Message
from sandbox.domain.money import Cost
from sandbox.domain.procedure import Move
from sandbox.log.event import ModelRequested, ModelResponded
from sandbox.log.fold import Hop, Session
from sandbox.tui.feed.calls import as_json, problem_line
from sandbox.tui.feed.format import dollars, plural
from sandbox.tui.feed.view import Bars, Diff, Facts, Section, Tab, Tree, Words

_DIFF_LINES = 4_000

KNOWN = {
    "reported": "the provider reported it",
    "computed": "reported tokens × a known price",
    "estimated": "estimated tokens × a known price",
    "unknown": "no price is known, so no figure is shown",
}


TOLD_BY = {
    "schema": "a JSON schema that its reply had to fit: it takes no tools natively",
    "prompt": "the prompt alone: it takes neither tools nor a schema",
}


def prompt_tabs(session: Session, hop: Hop) -> list[Tab]:
    out = hop.output
    assert isinstance(out, PromptOutput)
    request = _request_after(session, hop)
    tabs = [Tab("Window", lambda: _window(out, request))]
    if request is not None:
        tabs.append(Tab("Request", lambda: request_sections(request)))
        tabs.append(Tab("Diff", lambda: (_diff(session, hop, request),)))
    return tabs


def _window(out: PromptOutput, request: ModelRequested | None) -> tuple[Section, ...]:
    total = sum(part.tokens for part in out.parts)
    bars = tuple((part.name, float(part.tokens), f"≈{part.tokens:,} tokens") for part in out.parts)
    facts = Facts(
        (
            ("template", f"{out.template} {out.version}"),
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


def _requests(hop: Hop) -> list[ModelRequested]:
    return [event for event in hop.events if isinstance(event, ModelRequested)]


def _request_after(session: Session, hop: Hop) -> ModelRequested | None:
    for later in session.turns[hop.turn - 1].hops[hop.number - 1 :]:
        if later.number > hop.number and later.name == "prompt":
            return None
        found = _requests(later)
        if found:
            return found[0]
    return None


def _request_before(session: Session, hop: Hop) -> tuple[str, ModelRequested] | None:
    for turn in reversed(session.turns[: hop.turn]):
        for earlier in reversed(turn.hops):
            if turn.number == hop.turn and earlier.number >= hop.number:
                continue
            found = _requests(earlier)
            if found:
                return earlier.id, found[-1]
    return None


def infer_tabs(session: Session, hop: Hop) -> list[Tab]:
    replies = [event for event in hop.events if isinstance(event, ModelResponded)]
    requests = _requests(hop)
    out = hop.output if isinstance(hop.output, InferOutput) else None
    tabs: list[Tab] = []
    if replies:
        tabs.append(Tab("Response", lambda: _response(replies)))
    if out or replies:
        asked = list(dict.fromkeys(request.model for request in requests))
        tabs.append(Tab("Usage", lambda: _usage(out, replies, asked)))
    if requests:
        tabs.append(Tab("Request", lambda: request_sections(requests[-1])))
    return tabs or [Tab("Response", lambda: (Words("No reply yet.", "dim"),))]


def _response(replies: list[ModelResponded]) -> tuple[Section, ...]:
    sections: list[Section] = []
    for number, reply in enumerate(replies, 1):
        title = f"attempt {number} · {reply.model}" if len(replies) > 1 else ""
        if reply.fault:
            words = f"{reply.fault.kind.replace('_', ' ')}: {reply.fault.message}"
            sections.append(Words(words, "bad", title))
            continue
        if reply.text:
            sections.append(Words(reply.text, title=title or "text"))
        for call in reply.calls:
            head = f"calls {call.tool} ({call.id})"
            sections.append(Tree(as_json(call.arguments), head))
        if not reply.text and not reply.calls:
            sections.append(Words("An empty reply.", "warn", title))
    return tuple(sections)


def _usage(
    out: InferOutput | None, replies: list[ModelResponded], asked: list[str]
) -> tuple[Section, ...]:
    """`asked`: the models that were asked, each once, in order."""
    last = replies[-1] if replies else None
    usage = out.usage if out else last.usage if last else None
    cost = out.cost if out else last.cost if last else Cost()
    rows: list[tuple[str, object]] = []
    if usage is not None:
        how = "estimated by the built-in estimator" if usage.estimated else "reported"
        rows += [
            ("model", out.model if out else last.model if last else "–"),
            ("input", f"{usage.input:,} tokens, {usage.cached:,} of them cached"),
            ("output", f"{usage.output:,} tokens, {usage.reasoning:,} of them reasoning"),
            ("tokens are", how),
        ]
    rows += [
        ("cost", dollars(cost)),
        ("cost is known as", f"{cost.known}: {KNOWN[cost.known]}"),
        ("finish", (out.finish if out else last.finish if last else "") or "–"),
        ("attempts", out.attempts if out else plural(len(replies), "attempt")),
    ]
    if last is not None and last.calls_by:
        rows.append(("told of tools by", TOLD_BY.get(last.calls_by, last.calls_by)))
    if len(asked) > 1:
        rows.append(("fallback", f"{asked[0]} failed; asked next: {', '.join(asked[1:])}"))
    first = next((e.took.first_token for e in replies if e.took and e.took.first_token), None)
    if first is not None:
        rows.append(("first token after", f"{first / 1e6:,.0f} ms"))
    sections: list[Section] = [Facts(tuple(rows))]
    if last is not None and last.raw_usage:
        sections.append(Tree(last.raw_usage, "As the provider wrote it"))
    return tuple(sections)


def parse_tabs(session: Session, hop: Hop) -> list[Tab]:
    out = hop.output
    assert isinstance(out, ParseOutput)
    odd = len(out.recovered) + len(out.unreadable)
    return [Tab("Parsed", lambda: _parsed(out), odd)]


def _parsed(out: ParseOutput) -> tuple[Section, ...]:
    sections: list[Section] = []
    for problem in out.unreadable:
        sections.append(Words(problem_line(problem), "bad", "Unreadable"))
    for one in out.recovered:
        which = f"call {one.position}" if one.position is not None else "reply"
        sections.append(Words(one.how, "warn", f"Recovered: {which}"))
        if one.before:
            sections.append(Words(one.before, "dim", "as it was"))
    if out.text:
        sections.append(Words(out.text, title="Text"))
    for call in out.calls:
        sections.append(Tree(as_json(call.arguments), f"Call {call.position}: {call.tool}"))
    return tuple(sections) or (Words("Neither text nor calls.", "warn"),)
