"""A modal screen that gives its result once, and closes itself and no other."""

from __future__ import annotations

from typing import TypeVar

from textual.screen import ModalScreen

T = TypeVar("T")


class Dialog(ModalScreen[T]):
    """`finish` in place of `dismiss`, which pops whatever screen is on top.

    A second key or click on a closing dialog does nothing, and a dialog that is covered when it is
    finished goes as soon as it is on top again.
    """

    finished = False
    _result: T

    def finish(self, result: T) -> None:
        """Closes the dialog with `result`, the first time it is called."""
        if not self.finished:
            self.finished = True
            self._result = result
            self._leave()

    def on_screen_resume(self) -> None:
        self._leave()

    def _leave(self) -> None:
        if self.finished and self.app.screen is self:
            self.dismiss(self._result)
