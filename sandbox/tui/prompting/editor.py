"""A text in the person's own editor and back, while the screen steps aside."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from textual.app import App

_USUAL: Final = ("notepad",) if os.name == "nt" else ("nano", "vi")


class EditorError(Exception):
    """Why a text did not come back from the editor. `written`: what it had made of it."""

    def __init__(self, message: str, hint: str = "", written: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.written = written


def edited(app: App[None], text: str, suffix: str = ".md") -> str:
    """`text` as the person left it in `$VISUAL` or `$EDITOR`. Raises `EditorError`.

    Blocks until the editor ends. The file is readable by its owner alone and gone afterwards.
    """
    command = _command()
    with tempfile.TemporaryDirectory(prefix="hopscope-edit-") as folder:
        path = Path(folder) / f"prompt{suffix}"
        path.write_text(text, "utf-8", newline="\n")
        path.chmod(0o600)
        try:
            with app.suspend():
                code = _run([*command, str(path)])
        except SuspendNotSupported:
            raise EditorError(
                "no editor can take over this screen", "it has no terminal of its own"
            ) from None
        if isinstance(code, str):
            words = f"can't run the editor {command[0]}: {code}"
            raise EditorError(words, "set VISUAL or EDITOR to one that runs")
        written = _read(path)
        if code:
            words = f"the editor {command[0]} ended with {code}"
            raise EditorError(words, "", "" if written == text else written)
        return written


def _run(command: list[str]) -> int | str:
    """How it ended, or why it could not begin. An error raised here would leave the screen dead:
    Textual takes the terminal back only after a block that ends.
    """
    try:
        return subprocess.run(command, check=False).returncode
    except OSError as error:
        return error.strerror or type(error).__name__


def _command() -> list[str]:
    """Raises `EditorError` where there is none."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = shlex.split(named)
    except ValueError:
        raise EditorError(f"VISUAL or EDITOR is no command: {named[:60]}") from None
    if command:
        return command
    found = next((name for name in _USUAL if shutil.which(name)), "")
    if not found:
        raise EditorError("there is no editor", "set VISUAL or EDITOR to one that runs")
    return [found]


def _read(path: Path) -> str:
    """The file's text, without the newline that editors put at its end."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        raise EditorError("the editor left no file behind") from None
    return text.removesuffix("\n")
