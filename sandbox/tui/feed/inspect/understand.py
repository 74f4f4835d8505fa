"""Tabs of the hops that understand the customer: redact, context, route, retrieve."""

from __future__ import annotations

import re

from sandbox.domain.hop import (
    ContextOutput,
    RedactOutput,
    RetrieveOutput,
    RouteOutput,
    Variable,
)
from sandbox.log.fold import Hop, Session
from sandbox.tui.feed.format import scalar
from sandbox.tui.feed.view import Bars, Facts, Marked, Section, Tab, Words

_SECRET = re.compile(r"\[SECRET\]")
_ACTIONS = {
    "mask": "masked",
    "hash": "hashed: the same value has this number all through the session",
    "drop": "dropped: it is kept nowhere, and no tool can have it",
    "allow": "left as it is",
}


def redact_tabs(session: Session, hop: Hop) -> list[Tab]:
    out = hop.output
    assert isinstance(out, RedactOutput)

    def masked() -> tuple[Section, ...]:
        keys = tuple((*found.span(), "secret") for found in _SECRET.finditer(out.text))
        spans = tuple((span.start, span.end, span.kind) for span in out.spans)
        title = "Masked: what the model and the log get"
        sections: list[Section] = [Marked(out.text, tuple(sorted((*spans, *keys))), title)]
        if spans:
            words = "hidden: v restores it from the session's vault; a recording has none"
            raw = "Raw, and restored for tools: as the customer wrote it"
            sections.append(Words(out.text, title=raw, masked=words))
        return (*sections, _placeholders(session, out))

    return [Tab("Text", masked, len(out.spans))]


def _placeholders(session: Session, out: RedactOutput) -> Section:
    if not out.spans and not _SECRET.search(out.text):
        return Words("Nothing personal was found.", "dim")
    rows: list[tuple[str, object]] = []
    for span in out.spans:
        kept = session.placeholders.get(span.placeholder)
        how = ""
        if kept is not None:
            how = f" · {kept.reference}" if kept.reference else f" · surrogate {kept.surrogate}"
        what = f"{span.kind}, found by {span.rule}, {_ACTIONS[span.action]}"
        rows.append((span.placeholder, f"{what}, characters {span.start}–{span.end}{how}"))
    for found in _SECRET.finditer(out.text):
        words = f"secret, dropped: it is kept nowhere, characters {found.start()}–{found.end()}"
        rows.append((found[0], words))
    return Facts(tuple(rows), "Placeholders")


def context_tabs(session: Session, hop: Hop) -> list[Tab]:
    out = hop.output
    assert isinstance(out, ContextOutput)
    changed = len(out.changed) + len(out.dropped)
    return [
        Tab("Variables", lambda: _variables(out), changed),
        Tab("Window", lambda: (_window(out),)),
    ]


def _variables(out: ContextOutput) -> tuple[Section, ...]:
    new = [one for one in out.variables if one.name in out.changed]
    old = [one for one in out.variables if one.name not in out.changed]
    sections: list[Section] = []
    if new:
        sections.append(Facts(tuple(_variable(one) for one in new), "Changed in this turn"))
    if out.dropped:
        rows = tuple((name, "its life-time is over") for name in out.dropped)
        sections.append(Facts(rows, "Dropped"))
    if old:
        sections.append(Facts(tuple(_variable(one) for one in old), "Kept"))
    return tuple(sections) or (Words("No variables yet.", "dim"),)


def _variable(one: Variable) -> tuple[str, object]:
    where = f" {one.where}" if one.where else ""
    life = "for the session" if one.life is None else f"for {one.life} turns"
    return (one.name, f"{scalar(one.value)}  · {one.source}{where}, turn {one.turn}, {life}")


def _window(out: ContextOutput) -> Section:
    saved = out.history_tokens - out.window_tokens
    share = f"{saved / out.history_tokens:.0%}" if out.history_tokens else "–"
    return Facts(
        (
            ("turns verbatim", out.verbatim_turns),
            ("turns summarised", out.summarised_turns),
            ("this form", f"≈{out.window_tokens:,} tokens"),
            ("full history", f"≈{out.history_tokens:,} tokens"),
            ("saved", f"≈{saved:,} tokens, {share}"),
            ("counted by", "the built-in estimator, the same for every model"),
        )
    )


def route_tabs(session: Session, hop: Hop) -> list[Tab]:
    out = hop.output
    assert isinstance(out, RouteOutput)

    def candidates() -> tuple[Section, ...]:
        rows = tuple(
            (one.intent, one.score, f"{one.score:.2f}  {', '.join(one.words)}")
            for one in out.candidates
        )
        facts = Facts(
            (
                ("action", out.action),
                ("intent", out.intent or "–"),
                ("procedure", out.procedure or "–"),
                *((("then", out.then),) if out.then else ()),
                *((("asks about", ", ".join(out.asks)),) if out.asks else ()),
                ("confidence", f"{out.confidence:.2f}"),
                ("reason", out.reason or "–"),
            )
        )
        return (
            (facts, Bars(rows, 1.0, "Candidates, with the words that decided"))
            if rows
            else (facts,)
        )

    return [Tab("Route", candidates)]


def retrieve_tabs(session: Session, hop: Hop) -> list[Tab]:
    out = hop.output
    assert isinstance(out, RetrieveOutput)

    def passages() -> tuple[Section, ...]:
        if not out.passages:
            return (Facts((("query", out.query or "–"),)), Words("No passage was found.", "dim"))
        top = max((abs(one.score) for one in out.passages), default=1.0) or 1.0
        bars = tuple(
            (
                one.id,
                one.score,
                f"{one.score:.2f}  {'in' if one.used else 'out'}  {one.why}".strip(),
            )
            for one in out.passages
        )
        texts = tuple(
            Words(one.text, "" if one.used else "dim", f"{one.id} · {one.title}")
            for one in out.passages
        )
        return (Facts((("query", out.query),)), Bars(bars, top, "Score (BM25)"), *texts)

    return [Tab("Passages", passages, sum(one.used for one in out.passages))]
