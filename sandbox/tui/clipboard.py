"""Copies to the terminal's clipboard (OSC 52) and to the local one, as far as there is one."""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import suppress
from typing import Any, Final

from textual.screen import Screen

_TOOLS: Final = (
    ("pbcopy", (), ""),
    ("wl-copy", (), "WAYLAND_DISPLAY"),
    ("xclip", ("-selection", "clipboard"), "DISPLAY"),
    ("xsel", ("--clipboard", "--input"), "DISPLAY"),
    ("clip.exe", (), ""),
)
_WAIT: Final = 2.0


async def copy_locally(text: str) -> bool:
    """Gives `text` to the first clipboard program there is; False without one."""
    for name, arguments, needs in _TOOLS:
        path = shutil.which(name)
        if path is None or (needs and not os.environ.get(needs)):
            continue
        with suppress(OSError, TimeoutError):
            process = await asyncio.create_subprocess_exec(
                path,
                *arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            data = text.encode("utf-8", "replace")
            await asyncio.wait_for(process.communicate(data), _WAIT)
            return process.returncode == 0
    return False


def selected(screen: Screen[Any]) -> str:
    """What a person has selected in the focused widget, or with the mouse; "" for nothing."""
    chosen = getattr(screen.focused, "selected_text", "")
    if isinstance(chosen, str) and chosen:
        return chosen
    with suppress(IndexError):  # textual#6708
        return screen.get_selected_text() or ""
    return ""
