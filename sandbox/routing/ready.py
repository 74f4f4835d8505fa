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
_lock = threading.Lock()


def router(
    examples: Sequence[Example],
    folder: Path | None = None,
    heard: Callable[[float], None] | None = None,
) -> Router:
    """The router of these examples. `folder`: where it is read from, and kept if it is new."""
    digest = keep.digest_of(examples)
    with _lock:
        found = _routers.pop(digest, None)
        if found is None:
            trained = keep.read(folder, digest) if folder else None
            if trained is None:
                trained = train(examples, heard)
                if folder:
                    keep.write(folder, digest, trained)
            found = Router(trained)
        _routers[digest] = found
        for old in list(_routers)[:-_MOST]:
            del _routers[old]
        return found


def warm(examples: Sequence[Example], folder: Path) -> None:
    """Makes the router ready in a thread of its own."""
    if keep.digest_of(examples) not in _routers:
        threading.Thread(
            target=lambda: router(examples, folder), name="train-router", daemon=True
        ).start()
