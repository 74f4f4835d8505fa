"""route: picks the procedure for this turn by the words of the intents' examples."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sandbox.domain.hop import Candidate, RouteOutput
from sandbox.domain.procedure import Intent
from sandbox.pack.pack import Pack

_SAY_NOTHING = frozenset(
    (
        *("a", "an", "the", "and", "or", "to", "of", "in", "on", "at", "is", "are", "it", "so"),
        *("i", "me", "my", "we", "our", "you", "your", "am", "be"),
        *("thank", "thanks", "please", "hello", "hi", "hey", "bye", "good", "great"),
        *("ok", "okay", "yes", "no"),
    )
)
"""Words of every message. Question words are not among them: "where" tells a route apart."""

_WORD = re.compile(r"[a-zà-ÿ']+")
_SWITCH_OVER = 0.2
"""A running procedure is left only for an intent that scores this much above the running one."""


@dataclass(frozen=True)
class Router:
    """Examples of every intent as unit vectors of weighted words (tf-idf), and the weights."""

    weights: dict[str, float]
    examples: tuple[tuple[str, dict[str, float]], ...]

    def candidates(self, text: str) -> tuple[Candidate, ...]:
        """Every intent by its nearest example: cosine in 0..1, best first, ties by id."""
        vector = _unit(_terms(text), self.weights)
        best: dict[str, tuple[float, tuple[str, ...]]] = {}
        for intent, example in self.examples:
            shared = {term: vector[term] * example[term] for term in vector if term in example}
            score = round(sum(shared.values()), 4)
            if intent not in best or score > best[intent][0]:
                words = sorted(shared, key=lambda term: (-shared[term], term))[:4]
                best[intent] = (score, tuple(words))
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
        return tuple(Candidate(intent=i, score=s, words=w) for i, (s, w) in ranked)


@lru_cache(maxsize=32)
def router_for(intents: tuple[Intent, ...]) -> Router:
    """The router of these intents; made once a version of the pack."""
    texts = [(intent.id, _terms(text)) for intent in intents for text in intent.examples]
    seen = Counter(term for _, terms in texts for term in set(terms))
    weights = {term: math.log(1 + len(texts) / count) for term, count in seen.items()}
    return Router(weights, tuple((intent, _unit(terms, weights)) for intent, terms in texts))


def route(text: str, pack: Pack, running: str, answers: bool) -> RouteOutput:
    """Where this turn goes.

    `running`: procedure that is under way ("" = none); `answers`: the words gave the variable
    that it asked for. Below the pack's threshold it stays, or says that nothing fits.
    """
    candidates = router_for(pack.intents).candidates(text)
    best = candidates[0] if candidates else Candidate(intent="", score=0.0)
    by_id = {intent.id: intent for intent in pack.intents}
    scores = {by_id[c.intent].procedure: c.score for c in candidates}
    sure = best.score >= pack.route_threshold
    target = by_id[best.intent].procedure if best.intent else ""
    if running and (answers or not sure or target == running or _close(best, scores, running)):
        why = "the answer it asked for" if answers else "nothing else fits better"
        return _output("continue", running, scores.get(running, 0.0), why, candidates, by_id)
    if sure:
        words = ", ".join(best.words)
        return _output("start", target, best.score, f"words: {words}", candidates, by_id)
    reason = f"best score {best.score:.2f} is below {pack.route_threshold:.2f}"
    return RouteOutput(
        action="none", confidence=best.score, reason=reason, candidates=candidates[:5]
    )


def _close(best: Candidate, scores: dict[str, float], running: str) -> bool:
    return best.score - scores.get(running, 0.0) < _SWITCH_OVER


def _output(
    action: str,
    procedure: str,
    confidence: float,
    reason: str,
    candidates: tuple[Candidate, ...],
    by_id: dict[str, Intent],
) -> RouteOutput:
    intent = next((i.id for i in by_id.values() if i.procedure == procedure), "")
    return RouteOutput(
        action="start" if action == "start" else "continue",
        intent=intent,
        procedure=procedure,
        confidence=confidence,
        reason=reason,
        candidates=candidates[:5],
    )


def _terms(text: str) -> list[str]:
    """Stemmed words and pairs of neighbours; a pair carries word order at little cost."""
    words = [_stem(word) for word in _WORD.findall(text.lower()) if word not in _SAY_NOTHING]
    return words + [f"{a} {b}" for a, b in itertools.pairwise(words)]


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _unit(terms: Iterable[str], weights: dict[str, float]) -> dict[str, float]:
    # A term that no example has still lengthens the vector: unknown words make it less sure.
    unknown = max(weights.values(), default=1.0) * 0.5
    counts = Counter(terms)
    vector = {
        term: weights.get(term, 0.0 if " " in term else unknown) * n for term, n in counts.items()
    }
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {term: value / length for term, value in vector.items() if value}
