"""What is wrong with a filter."""


class FilterError(ValueError):
    """What is wrong with a filter, and at which character, counted from 0."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at
