"""A regular expression that can't freeze the screen: the time that it may take is bounded."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from sandbox.tui.feed.filter_error import FilterError

if TYPE_CHECKING:
    import regex

AT_MOST: Final = 0.4
"""Seconds that one pattern may take for all rows of a trace."""
_ONE: Final = 0.02
"""Seconds for one row; a pattern that backtracks for ever ends here."""


class Pattern:
    """Looks for a pattern in any case. `re` can't be stopped, so it is the `regex` module's.

    `at`: where it begins in the filter. Raises `FilterError` for what is no pattern.
    """

    def __init__(self, text: str, at: int) -> None:
        # Late: 30 ms that nobody pays who does not use it.
        import regex

        self._at = at
        self._spent = 0.0
        try:
            self._pattern: regex.Pattern[str] = regex.compile(text, regex.IGNORECASE)
        except regex.error as error:
            place = at + (getattr(error, "pos", None) or 0)
            words = str(error).split(" at position ", maxsplit=1)[0]
            raise FilterError(f"not a pattern: {words}", place) from None

    def begin(self) -> None:
        """All of its time is left again."""
        self._spent = 0.0

    def found(self, text: str) -> bool:
        """Whether it is in `text`. Raises `FilterError` when its time is spent."""
        if not text:
            return False
        began = time.perf_counter()
        try:
            return self._pattern.search(text, timeout=_ONE) is not None
        except TimeoutError:
            self._spent = AT_MOST
            return False
        finally:
            self._spent += time.perf_counter() - began
            if self._spent >= AT_MOST:
                raise FilterError("the pattern takes too long: make it simpler", self._at)
