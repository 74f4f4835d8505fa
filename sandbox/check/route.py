"""`check route`: which intent a text is, among those of a pack or of training lines."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sandbox.check.lines import BadLine, text_in
from sandbox.domain.base import JSON
from sandbox.domain.procedure import Intent
from sandbox.hops.route import Standing, route
from sandbox.hops.router import router_for
from sandbox.pack.pack import Pack


def routed(text: str, pack: Pack) -> dict[str, JSON]:
    """`{"intent" or null, "confidence", "candidates": [{"intent", "confidence"}]}`.

    As the first words of a session, from a customer who is known. Null below the pack's threshold.
    """
    output = route(text, pack, Standing(customer="somebody"))
    candidates = router_for(pack.intents).candidates(text)
    return {
        "intent": output.intent if output.action == "start" and output.intent else None,
        "confidence": output.confidence if output.intent else _best(candidates),
        "candidates": [{"intent": one.intent, "confidence": one.score} for one in candidates],
    }


def trained(pack: Pack, lines: Iterable[Mapping[str, Any]]) -> Pack:
    """The pack with the intents of training lines, `{"text", "intent"}`, in place of its own.

    Raises `BadLine`.
    """
    examples: dict[str, list[str]] = {}
    for line in lines:
        examples.setdefault(text_in(dict(line), "intent"), []).append(text_in(dict(line), "text"))
    if not examples:
        raise BadLine("there are no training lines")
    intents = tuple(
        Intent(id=name, title=name, procedure=name, examples=tuple(texts))
        for name, texts in sorted(examples.items())
    )
    return replace(pack, intents=intents)


def _best(candidates: Any) -> float:
    return candidates[0].score if candidates else 0.0
