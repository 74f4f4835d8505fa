"""One text for equal values, and its digest: what sums, blobs, keys and comparisons stand on."""

import hashlib
import json
from typing import Final

from sandbox.domain.base import JSON

_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: JSON) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return _ENCODER.encode(value)


def digest(value: JSON) -> str:
    """32 hex digits (BLAKE2b, 128 bits) of the canonical JSON of `value`."""
    return digest_of_text(canonical(value))


def digest_of_text(text: str) -> str:
    """As `digest`, of a text that is canonical JSON already."""
    return digest_of_bytes(text.encode("utf-8", "surrogatepass"))


def digest_of_bytes(data: bytes) -> str:
    """As `digest_of_text`, of its UTF-8."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
