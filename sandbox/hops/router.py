"""Scores every intent of a pack by its examples; needs no model."""

from functools import lru_cache
from pathlib import Path

from sandbox.domain.procedure import Intent
from sandbox.routing import ready
from sandbox.routing.model import Router
from sandbox.routing.training import Example


def router_for(intents: tuple[Intent, ...]) -> Router:
    """The router of these intents: trained when it is first asked for, or read from disk."""
    return ready.router(examples_of(intents))


def warm_router(intents: tuple[Intent, ...], folder: Path) -> None:
    """Makes it ready in the background, before the first message needs it; kept in `folder`."""
    ready.warm(examples_of(intents), folder)


@lru_cache(maxsize=8)
def examples_of(intents: tuple[Intent, ...]) -> tuple[Example, ...]:
    """What a router of these intents learns from; phrases that an intent is not count too."""
    return tuple(
        example
        for intent in intents
        for example in (
            *(Example(text, intent.id) for text in intent.examples),
            *(Example(text, against=intent.id) for text in intent.negatives),
        )
    )
