"""`/export`: the screen as a picture, the conversation as Markdown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp


class ExportError(ValueError):
    """Why nothing was written, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def export(app: HopscopeApp, argument: str) -> None:
    """`/export svg|md|jsonl [FILE]`, masked. Raises `ExportError`."""
    kind, _, name = argument.partition(" ")
    if kind not in ("svg", "md", "jsonl"):
        raise ExportError("/export takes svg, md or jsonl", "/export md [FILE]")
    safe = "".join(c if c.isalnum() or c in "-_." else "-" for c in app.driver.name)[:60]
    path = Path(name.strip() or f"{safe or 'session'}.{kind}")
    if path.exists():
        raise ExportError(f"{path} is there already", f"name another: /export {kind} FILE")
    if kind == "md":
        from sandbox.export.transcript import transcript

        _write(path, transcript(app.driver.session, app.driver.name))
        app.say(f"Exported to {path}, masked as in the log", "good")
    elif kind == "jsonl":
        from sandbox.export.openai_messages import openai_line

        if not app.driver.session.turns:
            raise ExportError("there is no turn to export", "send a message first")
        _write(path, openai_line(app.driver.session) + "\n")
        app.say(f"Exported to {path} as OpenAI messages, masked as in the log", "good")
    else:
        _shoot(app, partial(_picture, app, path))


def _shoot(app: HopscopeApp, write: Callable[[str], None]) -> None:
    """Gives `write` the main screen as SVG without real values, once it is drawn so."""
    was, kept = app.masked, app.main.prompt.take()
    app.set_masked(True)

    def shoot() -> None:
        picture = app.export_screenshot(title="Hopscope")
        app.main.prompt.put(kept)
        app.set_masked(was)
        app.guarded(lambda: write(picture))

    app.call_after_refresh(shoot)


def _picture(app: HopscopeApp, path: Path, picture: str) -> None:
    _write(path, picture)
    app.say(f"Exported to {path}, without real values", "good")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ExportError(f"can't write {path}: {error.strerror}") from None
