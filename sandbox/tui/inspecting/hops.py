"""Takes the hop under the cursor out of the screen: as JSON, as a file, into an editor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sandbox.tui.feed.inspect.text import as_json, markdown
from sandbox.tui.feed.view import Inspection, Tree

if TYPE_CHECKING:
    from sandbox.tui.screens.main import MainScreen

Act = Literal["json", "export", "open"]


def act(screen: MainScreen, wanted: Act) -> None:
    """Does it for what the inspector shows. What can't be done is one line."""
    shown = screen.inspector.inspection
    if shown is None:
        screen.notify("Nothing is chosen yet.", markup=False, timeout=2)
    elif wanted == "open":
        _open(screen)
    elif (data := raw_of(shown)) is None:
        screen.notify("This row stands for several hops: choose one.", markup=False, timeout=3)
    elif wanted == "json":
        value = screen.inspector.restore(data) if screen.inspector.real else data
        screen.post_message(screen.CopyWanted(as_json(value), f"{shown.title} as JSON"))
    else:
        _export(screen, shown, data)


def raw_of(shown: Inspection) -> object | None:
    """What the tab Raw holds: the hop or turn as JSON, masked; None for a row without one."""
    for tab in shown.tabs:
        if tab.name == "Raw":
            return next((one.value for one in tab.build() if isinstance(one, Tree)), None)
    return None


def _export(screen: MainScreen, shown: Inspection, data: object) -> None:
    from sandbox.tui.screens.ask import AskLine

    def named(name: str | None) -> None:
        if name and name.strip():
            path = Path(name.strip()).expanduser()
            text = as_json(data) if path.suffix == ".json" else "\n".join(markdown(shown))
            _say(screen, *write(path, f"{text}\n"))

    hint = "Enter writes JSON; a name that ends in .md: Markdown. Masked as in the log. Esc leaves."
    safe = "".join(c if c.isalnum() or c in "-_." else "-" for c in shown.key)
    screen.app.push_screen(AskLine(f"Export {shown.title}", f"hop-{safe}.json", hint), named)


def write(path: Path, text: str) -> tuple[str, bool]:
    """Writes a new file. What became of it, and whether it was done."""
    if path.suffix not in (".json", ".md"):
        return f"{path.name} is neither .json nor .md: give it one of these", False
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return f"{path.name} is there already: give another name", False
    except OSError as error:
        return f"can't write {path.name}: {error.strerror}", False
    return f"Exported to {path.name}, masked as in the log", True


def _open(screen: MainScreen) -> None:
    """The whole tab, masked or not as it is shown, in a file that is gone afterwards."""
    from sandbox.tui.prompting.editor import EditorError, edited

    text = screen.inspector.whole()
    suffix = ".json" if text.startswith(("{", "[")) else ".md"
    try:
        edited(screen.app, text, suffix)
    except EditorError as error:
        _say(screen, f"{error} {error.hint}".strip(), False)


def _say(screen: MainScreen, words: str, good: bool) -> None:
    severity = "information" if good else "warning"
    tell: Callable[..., None] = screen.notify
    tell(words, severity=severity, markup=False, timeout=4)
