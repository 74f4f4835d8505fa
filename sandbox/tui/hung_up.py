"""A program whose terminal is gone ends, also where no signal tells it."""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from contextlib import suppress
from typing import Final

from textual.driver import Driver

_LOOK: Final = 0.2
"""Seconds until the next look where there was something else than a hang-up to tell."""


def until_hung_up(driver: type[Driver]) -> type[Driver]:
    """The driver, whose program ends when its terminal is gone, also where nobody tells it.

    A window closes, and the signal for that reaches the first process in it alone: `make` waits for
    us then. Textual 8.2 would read the end of the input again and again, and wait for ever to write
    to nobody.
    """

    class UntilHungUp(driver):
        watched = False

        def start_application_mode(self) -> None:
            super().start_application_mode()
            if not self.watched:  # it is started again after an editor
                self.watched = True
                terminal: int = getattr(self, "fileno")  # noqa: B009 (of the driver for Linux)
                threading.Thread(target=_watch, args=(terminal,), daemon=True).start()

    return UntilHungUp


def _watch(terminal: int) -> None:
    """Ends the program as the signal for it does, once the terminal has hung up."""
    poll = select.poll()
    poll.register(terminal, 0)  # a hang-up is told whatever is asked for
    with suppress(OSError):
        while not any(told & (select.POLLHUP | select.POLLERR) for _, told in poll.poll()):
            time.sleep(_LOOK)
    os.kill(os.getpid(), signal.SIGHUP)
    os._exit(128 + signal.SIGHUP)  # where the signal is ignored, as under nohup
