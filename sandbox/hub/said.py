"""What a message has to be before a turn begins with it."""

from typing import Final

from sandbox.domain.faults import SandboxError

LONGEST_MESSAGE: Final = 32_000
"""Characters of one message; a longer one is refused before anything is written."""


def check_words(text: str) -> None:
    """Raises `SandboxError` (code 2) for an empty or too long message."""
    if not text.strip():
        raise SandboxError("there is nothing to send", "type a message first", code=2)
    if len(text) > LONGEST_MESSAGE:
        raise SandboxError(
            f"the message has {len(text):,} characters; at most {LONGEST_MESSAGE:,} fit",
            "send less of it, or put it into a file of the pack",
            code=2,
        )
