"""How long a statement may run, in steps of SQLite's machine: the same on any computer."""


class Patience:
    """A progress handler that ends the statement after so many calls of it."""

    def __init__(self, calls: int) -> None:
        self._left = calls

    @property
    def over(self) -> bool:
        """Whether it has ended one."""
        return self._left < 0

    def __call__(self) -> bool:
        self._left -= 1
        return self.over
