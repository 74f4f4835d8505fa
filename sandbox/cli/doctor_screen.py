"""What the terminal can do, for `sandbox doctor`: from its variables, nothing is asked of it."""

import shutil
import sys
from collections.abc import Iterator, Mapping

from sandbox.cli.doctor_report import Check

_LEAST = (80, 24)
_OSC_52 = ("iterm", "wezterm", "kitty", "ghostty", "alacritty", "foot", "vscode", "tmux", "windows")
"""Terminals known to take a copy by OSC 52; some have to be told to."""


def terminal(environ: Mapping[str, str]) -> Iterator[Check]:
    """Size, colours, characters, clipboard."""
    part = "terminal"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield Check(part, "screen", "note", "this is a pipe; `sandbox chat` needs a terminal")
    elif environ.get("TERM") in ("dumb", ""):
        yield Check(part, "screen", "warn", "TERM is dumb", "set TERM, e.g. xterm-256color")
    columns, lines = shutil.get_terminal_size(_LEAST)
    small = (columns, lines) < _LEAST or lines < _LEAST[1]
    hint = "from 80×24 on everything has its place" if small else ""
    yield Check(part, "size", "warn" if small else "ok", f"{columns}×{lines}", hint)
    yield Check(part, "colours", *_colours(environ))
    yield _characters()
    yield Check(part, "clipboard", *_clipboard(environ))
    yield from _config()


def _config() -> Iterator[Check]:
    """What `[screen]` and `[keys]` of the config make of the screen, and what is wrong in them."""
    from sandbox.settings import home_folder, load_settings
    from sandbox.tui.config.config import read_config
    from sandbox.tui.themes.look import DARK, NO_COLOUR

    config = read_config(home_folder(load_settings()))
    theme = config.theme or (DARK if config.wants.colour else NO_COLOUR)
    yield Check("screen", "theme", "note", f"{theme}  ({config.origin('theme')})")
    yield Check("screen", "glyphs", "note", f"{config.look.glyphs}  ({config.origin('glyphs')})")
    told = "off" if config.look.still else "on"
    yield Check("screen", "animations", "note", f"{told}  ({config.origin('animations')})")
    number = len(config.keys.keys)
    yield Check("screen", "keys", "note", f"{number} moved" if number else "none is moved")
    for problem in config.problems:
        place, _, told = problem.partition(": ")
        yield Check("screen", place, "warn", told, "docs/screen.md shows both tables")


def _colours(environ: Mapping[str, str]) -> tuple:
    if environ.get("NO_COLOR"):
        return ("note", "none, as NO_COLOR wants")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return ("ok", "16 million")
    if "256" in environ.get("TERM", ""):
        return ("ok", "256", "COLORTERM=truecolor, if the terminal can do more")
    return ("note", "16, as far as TERM says", "COLORTERM=truecolor, if the terminal can do more")


def _characters() -> Check:
    encoding = sys.stdout.encoding or "ascii"
    try:
        "▏│╭→≈✗".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        hint = "LANG=C.UTF-8 or PYTHONUTF8=1"
        return Check("terminal", "characters", "warn", f"{encoding}: no lines and bars", hint)
    return Check("terminal", "characters", "ok", encoding)


def _clipboard(environ: Mapping[str, str]) -> tuple:
    tools = (
        ("pbcopy", ""),
        ("wl-copy", "WAYLAND_DISPLAY"),
        ("xclip", "DISPLAY"),
        ("xsel", "DISPLAY"),
        ("clip.exe", ""),
    )
    tool = next(
        (t for t, needs in tools if shutil.which(t) and (not needs or needs in environ)), ""
    )
    names = " ".join(environ.get(n, "") for n in ("TERM_PROGRAM", "TERM", "LC_TERMINAL")).lower()
    if environ.get("WT_SESSION"):
        names += " windows"
    known = next((name for name in _OSC_52 if name in names), "")
    through = f"by OSC 52 ({known})" if known else ""
    told = " and ".join(word for word in (tool and f"with {tool}", through) if word)
    if known == "tmux":
        return ("ok", told, "in tmux: set -g set-clipboard on")
    if told:
        return ("ok", told)
    hint = "install wl-copy or xclip, or use a terminal that takes OSC 52"
    return ("note", "nothing is known to take a copy", hint)
