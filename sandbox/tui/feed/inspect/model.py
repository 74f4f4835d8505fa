"""Tabs of infer and parse: what was asked, what came back, what was read from it."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.domain.hop import InferOutput, ParseOutput
from sandbox.domain.money import Cost, Used, total_cost, total_usage, used_by
from sandbox.export.tokens import amounts
from sandbox.log.calls import as_json
from sandbox.log.event import BreakerMoved, FaultInjected, ModelRequested, ModelResponded
from sandbox.log.fold import Hop, Session
from sandbox.tui.feed.calls import problem_line
from sandbox.tui.feed.format import DASH, dollars, plural, tokens, used_words
from sandbox.tui.feed.inspect.request import request_tabs, requests_of
from sandbox.tui.feed.view import Facts, Section, Tab, Tree, Words

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


def infer_tabs(session: Session, hop: Hop) -> list[Tab]:
    replies = [event for event in hop.events if isinstance(event, ModelResponded)]
    requests = requests_of(hop)
    out = hop.output if isinstance(hop.output, InferOutput) else None
    tabs: list[Tab] = []
    if replies:
        tabs.append(Tab("Response", lambda: _response(replies)))
    if out or replies:
        asked = list(dict.fromkeys(request.model for request in requests))
        tabs.append(Tab("Usage", lambda: _usage(out, replies, asked)))
    tabs += request_tabs(session, hop)
    if len(requests) > 1:
        tabs.append(Tab("Attempts", lambda: tuple(_attempts(hop)), len(requests)))
    return tabs or [Tab("Response", lambda: (Words("No reply yet.", "dim"),))]


def _attempts(hop: Hop) -> Iterator[Section]:
    """Each request and what came of it, with the faults and breakers in between."""
    for event in hop.events:
        match event:
            case ModelRequested():
                rows = tuple({"model": event.model, **event.settings}.items())
                yield Facts(rows, f"Attempt {event.attempt}")
            case ModelResponded(fault=None):
                used = used_words(event.used)
                yield Words(
                    f"→ {event.finish or 'answered'}, {used}, {dollars(event.cost)}", "good"
                )
            case ModelResponded(fault=fault) if fault is not None:
                yield Words(
                    f"→ {fault.kind.replace('_', ' ')}: {fault.message}{_paid(event)}", "bad"
                )
            case FaultInjected():
                yield Words(f"fault injected: {event.spec}", "warn")
            case BreakerMoved():
                state = event.state.replace("_", " ")
                yield Words(f"circuit breaker of {event.service}: {state}", "warn")
            case _:
                pass


def _paid(reply: ModelResponded) -> str:
    """What an attempt came to that broke or was stopped; "" for one that nobody bills."""
    used, cost = reply.usage, reply.cost
    if not used.tokens:
        return "" if cost.nano == 0 else f"; {dollars(cost)}"
    return f"; {tokens(used.input, used.output, used.estimated)}, {dollars(cost)}"


def _response(replies: list[ModelResponded]) -> tuple[Section, ...]:
    sections: list[Section] = []
    for number, reply in enumerate(replies, 1):
        title = f"attempt {number} · {reply.model}" if len(replies) > 1 else ""
        if reply.fault:
            words = f"{reply.fault.kind.replace('_', ' ')}: {reply.fault.message}"
            sections.append(Words(words, "bad", title))
            if reply.text:
                sections.append(Words(reply.text, "dim", "what had come until then"))
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
    """Of all attempts together. `asked`: the models that were asked, each once, in order."""
    last = replies[-1] if replies else None
    usage = total_usage(reply.used for reply in replies) if replies else None
    usage = usage or (used_by(out.usage, out.cost) if out else None)
    cost = total_cost(reply.cost for reply in replies) if replies else out.cost if out else Cost()
    rows: list[tuple[str, object]] = []
    if usage is not None:
        given, output = amounts(usage)
        rows += [
            ("model", out.model if out else last.model if last else "–"),
            ("input", f"{given} tokens, {_part(usage, usage.cached)} of them cached"),
            ("output", f"{output} tokens, {_part(usage, usage.reasoning)} of them reasoning"),
            ("tokens are", _known([reply.used for reply in replies] or [usage])),
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


def _part(usage: Used, tokens: int) -> str:
    return DASH if usage.unknown else f"{tokens:,}"


def _known(usages: list[Used]) -> str:
    """How the tokens of all attempts are known."""
    told = [one for one in usages if not one.untold]
    if not told:
        return "unknown: nobody told any"
    left = len(usages) - len(told)
    rest = f"; nobody told those of {plural(left, 'attempt')}, which are not in it" if left else ""
    guessed = sum(one.estimated for one in told)
    if not guessed:
        return f"reported{rest}"
    estimated = "estimated by the built-in estimator"
    if guessed == len(told):
        return f"{estimated}{rest}"
    return f"reported, but for {plural(guessed, 'attempt')}: {estimated}{rest}"


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
