"""Text before and after personal data was taken out of it."""

from typing import NewType

SafeText = NewType("SafeText", str)
"""Text in which personal data stands as placeholders such as `[EMAIL_1]`; may be written down."""


class RawText:
    """What a person typed. It has no serialiser, no `repr` of its content and no equality.

    Whoever needs the words says so with `reveal()`; a log, an error or a template that gets a
    `RawText` by mistake shows `<raw text, 42 characters>`.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The words themselves. For `redact` and for tools, never for a file."""
        return self._text

    def __len__(self) -> int:
        return len(self._text)

    def __repr__(self) -> str:
        return f"<raw text, {len(self._text)} characters>"

    def __reduce__(self) -> str:
        raise TypeError("raw text is never written; redact it first")
