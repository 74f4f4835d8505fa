"""What a provider said of tokens and cost, in our words, read from litellm's stream.

litellm invents a usage where the provider sent none, without a mark. What came over the wire
stands in the stream's own list of chunks, so only that counts as reported.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.money import Cost, Usage
from sandbox.models.prices import to_nano


@dataclass(frozen=True)
class Reported:
    """What a provider said of usage and cost."""

    usage: Usage
    cost: Cost | None
    raw: dict[str, JSON]


def sent_usages(stream: Any) -> list[Any]:
    """The usages that the provider sent so far; Anthropic sends two, other providers one."""
    chunks = getattr(stream, "chunks", None) or ()
    return [usage for chunk in chunks if (usage := getattr(chunk, "usage", None)) is not None]


def has_all(stream: Any) -> bool:
    """True once the finish was told and the one usage is there.

    What litellm would still do is to build the whole reply again and to log it: a quarter of the
    time that a call costs.
    """
    return getattr(stream, "sent_last_chunk", False) is True and len(sent_usages(stream)) == 1


def reported(stream: Any, last: Any) -> Reported | None:
    """The provider's usage; None if it said nothing, or only zeros.

    `last` is the usage at the end of litellm's stream, which sums up several.
    """
    sent = sent_usages(stream)
    if not sent:
        return None
    raw = (sent[0] if len(sent) == 1 else last or sent[-1]).model_dump(
        mode="json", exclude_none=True
    )
    given, output = _count(raw, "prompt_tokens"), _count(raw, "completion_tokens")
    if not (given or output):
        return None
    before, after = raw.get("prompt_tokens_details", {}), raw.get("completion_tokens_details", {})
    cached = min(_count(before, "cached_tokens"), given)
    return Reported(
        usage=Usage(
            input=given,
            cached=cached,
            written=min(_count(before, "cache_creation_tokens"), given - cached),
            output=output,
            reasoning=min(_count(after, "reasoning_tokens"), output),
        ),
        # litellm writes its own estimate into the last one, under the same name.
        cost=next((cost for usage in sent if (cost := _cost(getattr(usage, "cost", None)))), None),
        raw=raw,
    )


def as_far_as_told(said: Usage, estimated: Usage) -> Usage:
    """Usage of a call that broke off: the input that the provider told at its beginning, as
    Anthropic does, and of the output what arrived. As a whole it stays an estimate."""
    return said.model_copy(
        update={
            "output": max(said.output, estimated.output),
            "reasoning": max(said.reasoning, estimated.reasoning),
            "estimated": True,
        }
    )


def _cost(said: Any) -> Cost | None:
    # OpenRouter says a number of dollars, Perplexity an object with the total in it.
    dollars = said.get("total_cost") if isinstance(said, dict) else said
    if isinstance(dollars, bool) or not isinstance(dollars, int | float):
        return None
    return Cost(nano=to_nano(Decimal(str(dollars))), known="reported")


def _count(said: dict[str, Any], key: str) -> int:
    value = said.get(key)
    return value if isinstance(value, int) and value > 0 else 0
