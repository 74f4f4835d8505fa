"""Sessions, ids, dates and log records that are the same at each run: for pictures."""

import itertools
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sandbox.wiring import parts as parts_module
from tests.broken.stage import RECORDED, CountingSleep, CountingStopwatch, StillWall

_BEGAN = 1_795_165_200.0
"""`RECORDED` in seconds since 1970."""


@contextmanager
def still(home: Path) -> Iterator[None]:
    """Inside, clocks count instead of running, ids count, and sessions lie in `home`."""
    ids = itertools.count(0xA1B2C1)
    records = itertools.count()
    make = logging.getLogRecordFactory()

    def new_id() -> str:
        return f"20261120-0900-{next(ids):06x}"

    def record(*args: Any, **more: Any) -> logging.LogRecord:
        made = make(*args, **more)
        made.created = _BEGAN + next(records) / 50
        made.msecs = made.created % 1 * 1000
        return made

    environ = {
        "SANDBOX_HOME": str(home),
        "TZ": "UTC",
        "COLORTERM": "truecolor",
        "LC_ALL": "C.UTF-8",
    }
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, environ))
        for name in [one for one in os.environ if one.endswith("_API_KEY") or one == "NO_COLOR"]:
            del os.environ[name]
        time.tzset()
        for where in ("sessions", "replays"):
            stack.enter_context(patch(f"sandbox.wiring.{where}.new_id", new_id))
        stack.enter_context(patch("sandbox.wiring.sessions.parts_of", _counting()))
        stack.enter_context(patch("sandbox.adapters.clocks.SystemWall.utc", lambda _: RECORDED))
        stack.enter_context(patch("sandbox.wiring.models.MonotonicStopwatch", CountingStopwatch))
        stack.enter_context(patch("sandbox.tui.sessions.reading._written", lambda _: RECORDED))
        logging.setLogRecordFactory(record)
        stack.callback(logging.setLogRecordFactory, make)
        yield


def _counting() -> Callable[..., Any]:
    """`parts_of`, with counting clocks of its own for each session."""
    parts_of = parts_module.parts_of

    def made(*args: Any, **more: Any) -> Any:
        parts = parts_of(*args, **more)
        watch = CountingStopwatch()
        parts.stopwatch, parts.ports.sleep = watch, CountingSleep(watch)
        parts.ports.wall = StillWall()
        return parts

    return made
