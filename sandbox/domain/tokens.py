"""The built-in token estimator: same figure on every machine and model, so replays agree.

It is shown as an estimate ("≈") beside the usage that a provider reports and is never billed.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, cast

from sandbox.domain.base import JSON

ESTIMATOR_VERSION: Final = 1

_PIECES: Final = re.compile(r"[A-Za-z]+|\d{1,3}|[^\sA-Za-z\d]|\s+")
_LETTERS_A_TOKEN: Final = 6


@lru_cache(maxsize=4096)
def estimate_tokens(text: str) -> int:
    """Tokens in `text`, counted as byte-pair tokenizers split: words in sixes, digits in threes.

    Rule of version 1: each run of letters costs ceil(length / 6), each group of up to three digits
    and each other visible character 1, runs of white space nothing (they lead the next token).
    """
    count = 0
    for piece in _PIECES.findall(text):
        if piece.isalpha() and piece.isascii():
            count += -(-len(piece) // _LETTERS_A_TOKEN)
        elif not piece.isspace():
            count += 1
    return count


def message_tokens(text: str, calls: Iterable[tuple[str, str]] = ()) -> int:
    """Tokens of one message: its text, and each call's tool and arguments."""
    called = (estimate_tokens(tool) + estimate_tokens(arguments) for tool, arguments in calls)
    return estimate_tokens(text) + sum(called)


def tool_tokens(name: str, description: str, parameters: JSON) -> int:
    """Tokens of a tool as a request tells of it.

    Its words, keys included, without JSON's signs: providers write tools into their template in a
    form of their own, and none is longer.
    """
    return estimate_tokens(_words([name, description, parameters]))


def _words(value: JSON) -> str:
    if isinstance(value, dict):
        items = cast("dict[str, JSON]", value).items()
        return " ".join(f"{key} {_words(item)}" for key, item in items)
    if isinstance(value, list):
        return " ".join(map(_words, cast("list[JSON]", value)))
    return str(value)
