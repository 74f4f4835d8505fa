"""Messages and tools as requests hold them: the same few objects, again and again.

A request of twenty messages and fifteen tools goes out three times a turn. Each of these objects is
frozen, so what they are in JSON is worked out once for each, not once a request.
"""

from typing import Final, NamedTuple

from sandbox.domain.base import JSON, Frozen
from sandbox.log.by_identity import ByIdentity
from sandbox.log.canonical import canonical, digest_of_text


class Item(NamedTuple):
    """A value that the log writes once: as JSON, as canonical text, and the digest of that."""

    value: JSON
    text: str
    digest: str


def item(value: JSON) -> Item:
    """The item of a JSON value."""
    text = canonical(value)
    return Item(value, text, digest_of_text(text))


def _item(one: Frozen) -> Item:
    return item(one.model_dump(mode="json", exclude_defaults=True))


def _whole(one: Frozen) -> str:
    return canonical(one.model_dump(mode="json"))


item_of: Final = ByIdentity(_item)
"""The item of a message or tool, defaults left out."""

text_of: Final = ByIdentity(_whole)
"""Canonical JSON of a message or tool, defaults included."""
