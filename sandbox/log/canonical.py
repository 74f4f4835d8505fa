"""One text for equal values, and its digest: what sums, blobs, keys and comparisons stand on."""

import hashlib
import json
from json import encoder
from typing import Any, Final

from sandbox.domain.base import JSON

_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _pieces_of() -> Any:
    """What `_ENCODER.encode` makes anew at each call, made once: half of what a short value costs.

    Its first argument would note the containers under way, to tell a circle from a deep tree; what
    is written here is a tree, and a circle ends as `RecursionError` instead of `ValueError`.
    """
    make: Any = getattr(encoder, "c_make_encoder", None)  # None where Python has no C part
    if make is None:
        return lambda value, _: (_ENCODER.encode(value),)
    text = encoder.encode_basestring
    return make(None, _ENCODER.default, text, None, ":", ",", True, False, True)


_PIECES: Final = _pieces_of()
_TEXT: Final = encoder.encode_basestring


def canonical(value: JSON) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return _TEXT(value) if type(value) is str else "".join(_PIECES(value, 0))


def digest(value: JSON) -> str:
    """32 hex digits (BLAKE2b, 128 bits) of the canonical JSON of `value`."""
    return digest_of_text(canonical(value))


def digest_of_text(text: str) -> str:
    """As `digest`, of a text that is canonical JSON already."""
    return digest_of_bytes(text.encode("utf-8", "surrogatepass"))


def digest_of_bytes(data: bytes) -> str:
    """As `digest_of_text`, of its UTF-8."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
