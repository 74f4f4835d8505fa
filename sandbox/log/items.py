"""Messages and tools as requests hold them: the same few objects, again and again.

A request of twenty messages and fifteen tools goes out three times a turn. Each of these objects is
frozen, so what they are in JSON is worked out once for each, not once a request.
"""

from typing import Final, NamedTuple

from sandbox.domain.base import JSON, Frozen
from sandbox.log.by_identity import ByIdentity
from sandbox.log.canonical import canonical, digest_of_text


class Item(NamedTuple):
    """A message or tool as the log has it, defaults left out, and the digest of that."""

    value: JSON
    digest: str


def _item(one: Frozen) -> Item:
    value = one.model_dump(mode="json", exclude_defaults=True)
    return Item(value, digest_of_text(canonical(value)))


def _whole(one: Frozen) -> str:
    return canonical(one.model_dump(mode="json"))


item_of: Final = ByIdentity(_item)
"""The `Item` of a message or tool."""

text_of: Final = ByIdentity(_whole)
"""Canonical JSON of a message or tool, defaults included."""
