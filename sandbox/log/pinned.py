"""Which version of its pack a session is held to: its last setting `pin`."""

from pathlib import Path
from typing import Final

from sandbox.log.cut import of_kind

PIN: Final = "pin"
"""Name of the setting; its value is the digest of the pack's files, None for none."""


def pinned_in(log: Path) -> str:
    """The digest, "" if the session follows edits. Found from the end, nothing else is read."""
    settings = (event for _, event in of_kind(log.read_bytes(), "setting_changed"))
    value = next((event.get("value") for event in settings if event.get("name") == PIN), None)
    return value if isinstance(value, str) else ""
