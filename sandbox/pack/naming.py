"""What a new pack may be called, and how its name reads as a title."""

import re
from typing import Final

from sandbox.domain.faults import SandboxError

_ALLOWED: Final = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_LONGEST: Final = 60


def check_name(name: str) -> None:
    """Raises `SandboxError` (code 2) for what can't be the name of a new pack."""
    if not _ALLOWED.fullmatch(name) or len(name) > _LONGEST:
        shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
        hint = f"small letters, digits, - and _, a letter first, {_LONGEST} at most"
        raise SandboxError(f"{shown!r} can't be the name of a pack", hint, code=2)


def title_of(name: str) -> str:
    """`toy-shop_2` as "Toy shop 2"."""
    return name.replace("-", " ").replace("_", " ").capitalize()
