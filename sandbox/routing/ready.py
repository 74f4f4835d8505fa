"""The router of a set of examples: from memory, else from disk, else trained; once a process.

A hop asks without a folder, so that a replay writes nothing; `warm` does the work beforehand.
"""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from sandbox.routing import keep
from sandbox.routing.model import Router
from sandbox.routing.training import Example, train

_MOST: Final = 8
_routers: dict[str, Router] = {}
_named: dict[int, tuple[Sequence[Example], str]] = {}
"""Digests by the identity of their examples, which are held here so that no id is given out again:
every message of a session asks with the same ones."""
_lock = threading.Lock()
_shelves: list[Path] = []
"""Where kept routers are looked for by who has no folder; nothing is written there then."""


def router(
    examples: Sequence[Example],
    folder: Path | None = None,
    heard: Callable[[float], None] | None = None,
) -> Router:
    """The router of these examples. `folder`: where it is read from, and kept if it is new."""
    digest = _digest_of(examples)
    with _lock:
        found = _routers.pop(digest, None)
        if found is None:
            places = [folder] if folder else _shelves
            kept = (keep.read(place, digest) for place in places)
            trained = next((one for one in kept if one is not None), None)
            if trained is None:
                trained = train(examples, heard)
                if folder:
                    keep.write(folder, digest, trained)
            found = Router(trained)
        _routers[digest] = found
        for old in list(_routers)[:-_MOST]:
            del _routers[old]
        return found


def look_in(folder: Path) -> None:
    """Has routers that were kept in `folder` read from there from now on."""
    _shelves[:] = [folder]


def warm(examples: Sequence[Example], folder: Path) -> None:
    """Makes the router ready in a thread of its own."""
    look_in(folder)
    if _digest_of(examples) not in _routers:
        threading.Thread(
            target=lambda: router(examples, folder), name="train-router", daemon=True
        ).start()


def _digest_of(examples: Sequence[Example]) -> str:
    known = _named.get(id(examples))
    if known is not None and isinstance(examples, tuple):
        return known[1]
    digest = keep.digest_of(examples)
    if isinstance(examples, tuple):
        while len(_named) >= _MOST:
            _named.pop(next(iter(_named)), None)
        _named[id(examples)] = examples, digest
    return digest
