"""docs/reference/, made from the code. `make docs` writes it; a test compares.

python -m tests.docs.reference
"""

from collections.abc import Callable
from typing import Final

from tests.docs.reference import commands, keys, log, packs, settings
from tests.docs.reference.markdown import page

PAGES: Final[dict[str, Callable[[], str]]] = {
    "commands.md": commands.text,
    "settings.md": settings.text,
    "keys.md": keys.text,
    "packs.md": packs.text,
    "hops.md": log.hops,
    "events.md": log.events,
    "faults.md": log.faults,
}


def pages() -> dict[str, str]:
    """Text by file name in docs/reference/."""
    return {name: page(text()) for name, text in PAGES.items()}
