"""Tokens sent with variables and a short window, against resending the whole history.

Both arms run the real hub with the scripted model on the same words. The second keeps every turn
verbatim and summarises nothing; its state block is not counted, for an agent of that kind has none.
Tokens are those of the built-in estimator, over every request of the session.
"""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from unittest.mock import patch

from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.lost import Seed
from sandbox.bench.run import Run
from sandbox.bench.sessions import Bench
from sandbox.domain.hop import PromptOutput
from sandbox.domain.tokens import estimate_tokens
from sandbox.hops import context, prompt, window
from sandbox.hub.live import LiveSession
from sandbox.log.fold import Turn

_STATE = re.compile(r"<state>.*?</state>", re.DOTALL)
_TALK = ("older turns, summarised", "earlier turns, verbatim", "this turn")
_EVERYTHING = 10_000
_TURNS = 10
"""The length of session that the target speaks of."""
_SCRIPTS = {
    "two orders and questions": (
        "hello",
        "where is my order 10042?",
        "when will it come?",
        "what is your return policy?",
        "which carrier brings it?",
        "how long does a refund take?",
        "and order 10077, where is that one?",
        "is there a warranty on it?",
        "thank you",
        "that is all",
    ),
    "a cancellation": (
        "cancel order 10093",
        "thanks, is it really cancelled?",
        "do I get my money back?",
        "where is my order 10042?",
        "which carrier brings it?",
        "can I pay with a voucher?",
        "how do I care for a steel pan?",
        "where is my order 10077?",
        "ok",
        "goodbye",
    ),
    "one order, asked about again and again": (
        "where is my order?",
        "10042",
        *("where is my order 10042 now?",) * 8,
    ),
    "the same over 30 turns": ("where is my order?", "10042", *("where is my order 10042?",) * 28),
}


@dataclass(frozen=True)
class _Arm:
    """Tokens of the conversation part and of whole requests, and the rows at the end."""

    talk: int
    whole: int
    rows: dict[tuple[str, str], object]
    replies: tuple[str, ...]


def measure(run: Run) -> Iterator[Figure]:
    """Percent saved, of the conversation part; the whole request beside it."""
    bench = Bench(run.pack, run.scratch)
    for name, texts in list(_SCRIPTS.items())[: run.pick(4, 4, tiny=1)]:
        ours = asyncio.run(_arm(bench, texts))
        with (
            patch.object(context, "VERBATIM_TURNS", _EVERYTHING),
            patch.object(prompt, "VERBATIM_TURNS", _EVERYTHING),
            patch.object(window, "RESULTS_TURNS", _EVERYTHING),
        ):
            full = asyncio.run(_arm(bench, texts, whole=True))
        same = ours.rows == full.rows
        alike = sum(a == b for a, b in zip(ours.replies, full.replies, strict=True))
        note = f"{len(texts)} turns, {ours.talk:,} against {full.talk:,} tokens; "
        note += "same final rows" if same else "the final rows differ"
        note += f", {alike} of {len(texts)} replies the same"
        saved = [100 * (1 - ours.talk / full.talk)]
        target = Target(40, at_least=True) if len(texts) == _TURNS else None
        yield figure(f"tokens saved: {name}", "%", saved, target, note, broken=not same)
        note = f"{ours.whole:,} against {full.whole:,}, instructions and tools included"
        yield figure(
            "  of the whole requests", "%", [100 * (1 - ours.whole / full.whole)], None, note
        )


async def _arm(bench: Bench, texts: tuple[str, ...], whole: bool = False) -> _Arm:
    live = bench.session()
    for text in texts:
        await live.send(text)
    talk = sent = 0
    for turn in live.session.turns:
        talk_of, sent_of, state = _counted(live, turn)
        talk += talk_of + (0 if whole else state)
        sent += sent_of - (state if whole else 0)
    replies = tuple(turn.reply for turn in live.session.turns)
    await live.close()
    return _Arm(talk, sent, Seed(live).rows, replies)


def _counted(live: LiveSession, turn: Turn) -> tuple[int, int, int]:
    """Of all requests of a turn: tokens of the conversation, of everything, of the state blocks."""
    talk = whole = state = 0
    for hop in turn.hops:
        if isinstance(hop.output, PromptOutput):
            sizes = {part.name: part.tokens for part in hop.output.parts}
            talk += sum(sizes.get(name, 0) for name in _TALK)
            whole += sum(sizes.values())
    for event in (event for hop in turn.hops for event in hop.events):
        if event.kind == "model_requested":
            found = _STATE.search(event.messages[0].text)
            state += estimate_tokens(found[0]) if found else 0
    return talk, whole, state
