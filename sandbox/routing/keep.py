"""Trained routers on disk, by the digest of what they were trained on and how.

A file holds numbers and the terms of the pack's own examples: nothing of a session. One that is
torn, or of another version, counts as none.
"""

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sandbox.routing.calibration import Calibration
from sandbox.routing.nearest import Examples
from sandbox.routing.training import Example, Trained

VERSION: Final = 1
"""Of the algorithm; another one trains again."""
_MOST: Final = 8
"""Files that are kept; the one that was used longest ago goes first."""


def digest_of(examples: Sequence[Example]) -> str:
    """The name of these examples' router."""
    told = json.dumps([VERSION, *(asdict(one) for one in examples)], ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def read(folder: Path, digest: str) -> Trained | None:
    """The router that was kept, or None."""
    import numpy as np

    path = folder / f"{digest}.npz"
    try:
        data = path.read_bytes()
        if hashlib.sha256(data[32:]).digest() != data[:32]:
            return None
        with np.load(io.BytesIO(data[32:]), allow_pickle=False) as held:
            head: dict[str, Any] = json.loads(held["head"].tobytes())
            index = Examples(held["starts"], held["texts"], held["of_examples"], head["examples"])
            return Trained(
                intents=tuple(head["intents"]),
                names=head["names"],
                values=held["values"].tolist(),
                weights=held["weights"],
                examples=index,
                calibration=Calibration(**head["calibration"]),
                outside=head["outside"],
                low=head["low"],
            )
    except (OSError, ValueError, KeyError, TypeError, EOFError):
        return None


def write(folder: Path, digest: str, trained: Trained) -> None:
    """Keeps a router; a folder that can't be written keeps none."""
    import numpy as np

    head = {
        "intents": trained.intents,
        "names": trained.names,
        "calibration": asdict(trained.calibration),
        "examples": trained.examples.count,
        "outside": trained.outside,
        "low": trained.low,
    }
    buffer = io.BytesIO()
    np.savez(
        buffer,
        head=np.frombuffer(json.dumps(head).encode(), np.uint8),
        values=np.array(trained.values, np.float64),
        weights=trained.weights,
        starts=trained.examples.starts,
        texts=trained.examples.texts,
        of_examples=trained.examples.values,
    )
    data = buffer.getvalue()
    if not folder.parent.is_dir():
        return  # the state home is gone, and with it whoever wanted this
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            Path(name).replace(folder / f"{digest}.npz")
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        _tidy(folder)


def _tidy(folder: Path) -> None:
    kept = sorted(folder.glob("*.npz"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    for old in kept[:-_MOST]:
        old.unlink(missing_ok=True)
