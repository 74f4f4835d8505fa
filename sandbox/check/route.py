"""`check route`: which intent a text is, among those of a pack or of training lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sandbox.check.lines import BadLine, text_in
from sandbox.domain.base import JSON
from sandbox.domain.hop import Candidate
from sandbox.hops.route import Standing, route
from sandbox.hops.router import examples_of
from sandbox.hops.topic import topic
from sandbox.hops.wish import wish_in
from sandbox.pack.pack import Pack
from sandbox.routing import ready
from sandbox.routing.model import Router
from sandbox.routing.training import Example

OUTSIDE: Final = frozenset(("", "oos", "out_of_scope", "none", "null"))
"""Labels of messages that are none of the intents."""
_NAMED: Final = 5


@dataclass(frozen=True)
class RouteChecker:
    """Judges messages with a pack's router, or with one of training lines.

    `threshold`: the confidence below which there is no intent. `pack`: None for training lines,
    which have no procedures.
    """

    router: Router
    threshold: float
    pack: Pack | None = None

    def check(self, text: str) -> dict[str, JSON]:
        """`{"intent" or null, "confidence", "candidates": [{"intent", "confidence"}]}`.

        The first five also have the `words` that decided and what each adds. With a pack, `action`
        is what the route hop makes of it: as the first words of a customer who is known.
        """
        about = topic(wish_in(text).text, self.pack.tables) if self.pack is not None else text
        candidates = self.router.candidates(about)
        best = candidates[0] if candidates else Candidate(intent="", score=0.0)
        sure = 0.0 < best.score >= self.threshold
        found: dict[str, JSON] = {
            "intent": best.intent if sure else None,
            "confidence": best.score,
            "candidates": [self._told(about, one, n) for n, one in enumerate(candidates)],
        }
        if self.pack is not None:
            output = route(text, self.pack, Standing(customer="somebody"))
            found["action"] = output.action
            if output.asks:
                found["asks"] = list(output.asks)
        return found

    def _told(self, text: str, one: Candidate, place: int) -> dict[str, JSON]:
        told: dict[str, JSON] = {"intent": one.intent, "confidence": one.score}
        if place < _NAMED and one.words:
            decided = self.router.decided(text, one.intent)
            told["words"] = [{"word": d.word, "adds": round(d.adds, 4)} for d in decided]
        return told


def of_pack(
    pack: Pack, folder: Path | None = None, heard: Callable[[float], None] | None = None
) -> RouteChecker:
    """The checker of a pack's intents, kept in `folder`."""
    router = ready.router(examples_of(pack.intents), folder, heard)
    return RouteChecker(router, pack.route_threshold, pack)


def of_lines(
    lines: Iterable[Mapping[str, Any]],
    folder: Path | None = None,
    heard: Callable[[float], None] | None = None,
) -> RouteChecker:
    """The checker of training lines, `{"text", "intent"}`.

    The threshold is the confidence that one message in a hundred of its own intents did not reach
    while it was held back; 0 if no line says what lies out of scope. Raises `BadLine`.
    """
    examples = [_example(dict(line)) for line in lines]
    if not any(one.intent for one in examples):
        raise BadLine("there are no training lines")
    router = ready.router(examples, folder, heard)
    trained = router.trained
    return RouteChecker(router, trained.low if trained.outside else 0.0)


def label_in(given: Mapping[str, Any]) -> str:
    """The `intent` of a line, "" for what is out of scope. Raises `BadLine`."""
    label = given.get("intent")
    if label is None and "intent" in given:
        return ""
    name = text_in(dict(given), "intent")
    return "" if name.strip().lower() in OUTSIDE else name


def _example(line: dict[str, Any]) -> Example:
    return Example(text_in(line, "text"), label_in(line))


def routed(text: str, pack: Pack) -> dict[str, JSON]:
    """The verdict on one text by a pack's intents; see `RouteChecker.check`."""
    return of_pack(pack).check(text)


def trained(pack: Pack, lines: Iterable[Mapping[str, Any]]) -> Pack:
    """The pack with the intents of training lines in place of its own. Raises `BadLine`."""
    from sandbox.domain.procedure import Intent

    examples: dict[str, list[str]] = {}
    for line in lines:
        one = _example(dict(line))
        if one.intent:
            examples.setdefault(one.intent, []).append(one.text)
    if not examples:
        raise BadLine("there are no training lines")
    intents = tuple(
        Intent(id=name, title=name, procedure=name, examples=tuple(texts))
        for name, texts in sorted(examples.items())
    )
    return replace(pack, intents=intents)
