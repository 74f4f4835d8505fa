"""Marks text that others wrote, so that a model can tell it from its instructions.

Free text in a tool's result stands between `«MARK` and `MARK»`. The mark is drawn for each session
from its dice: who writes a ticket can't know it, and the marks' brackets are taken out of the text,
so nothing inside can end it. One mark for a whole session, because a mark for each request would
change every earlier message of it, and with them the log's blobs and a provider's cache.
"""

import re
from collections.abc import Sequence
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.foreign_text import CLOSE, OPEN
from sandbox.domain.tool import ToolCall
from sandbox.ports import Dice

_INSIDE: Final = str.maketrans({"«": '"', "»": '"'})
_BLOCKS: Final = re.compile(
    r"<(?=\s*/?\s*(?:passages?|procedure|state|abilities|system|assistant|user|tool\w*|function\w*"
    r"|instructions?))|<(?=\|)|\[(?=/?(?:INST|SYS|TOOL_CALLS?|AVAILABLE_TOOLS)\])",
    re.IGNORECASE,
)
_WORDS: Final = 3
"""A text of at least so many words is free text; shorter ones are names, states and ids."""


def marker(dice: Dice) -> str:
    """Eight hex digits, the same for the whole session."""
    return f"{int(dice.roll(0, 0, 'spotlight') * 16**8):08x}"


def spotlight(value: JSON, mark: str) -> JSON:
    """`value` with every free text in it marked; ids, states and amounts stay as they are."""
    if isinstance(value, str):
        return _marked(value, mark) if len(value.split()) >= _WORDS else harmless(value)
    if isinstance(value, list):
        return [spotlight(one, mark) for one in value]
    if isinstance(value, dict):
        return {name: spotlight(one, mark) for name, one in value.items()}
    return value


def harmless(text: str) -> str:
    """`text` without what could end, or begin, a block of the prompt or a part of a chat."""
    return _BLOCKS.sub("(", text.translate(_INSIDE))


def unmarked(text: str, mark: str) -> str:
    """What a model wrote, without marks that it repeated."""
    if not mark or mark not in text:
        return text
    return re.sub(rf"[«»]?\s?{re.escape(mark)}\s?[«»]?", "", text)


def bare(text: str, calls: Sequence[ToolCall], mark: str) -> tuple[str, tuple[ToolCall, ...]]:
    """A reply and its calls without marks; the log keeps what the model wrote."""
    if mark not in text and not any(mark in one.arguments for one in calls):
        return text, tuple(calls)
    clean = (one.model_copy(update={"arguments": unmarked(one.arguments, mark)}) for one in calls)
    return unmarked(text, mark), tuple(clean)


def _marked(text: str, mark: str) -> str:
    return f"{OPEN}{mark} {harmless(text.replace(mark, ''))} {mark}{CLOSE}"
