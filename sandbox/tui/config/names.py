"""Names of keys: as a person writes them in the config, as Textual does, as a hint shows them."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import Final

_NAMED: Final = (
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete",
    "backspace", "enter", "tab", "space", "escape", *(f"f{number}" for number in range(1, 25)),
)  # fmt: skip
_ALIASES: Final = {
    "esc": "escape",
    "return": "enter",
    "cr": "enter",
    "pgup": "pageup",
    "page_up": "pageup",
    "pgdn": "pagedown",
    "page_down": "pagedown",
    "del": "delete",
    "ins": "insert",
    "bs": "backspace",
    "spacebar": "space",
}
_MODIFIERS: Final = {
    "ctrl": "ctrl", "control": "ctrl", "c": "ctrl", "^": "ctrl",
    "alt": "alt", "meta": "alt", "option": "alt", "a": "alt", "m": "alt",
    "shift": "shift", "s": "shift",
}  # fmt: skip
_ORDER: Final = ("alt", "ctrl", "shift")
_UNICODE: Final = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Where Textual's name of a character is not its Unicode name."""

_SAME: Final = {
    "ctrl+i": "Tab",
    "ctrl+m": "Enter",
    "ctrl+h": "Backspace",
    "ctrl+left_square_bracket": "Esc",
}
_SHORT: Final = {
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "space": "Space",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
    "insert": "Ins",
    "backspace": "Bksp",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


class KeyNameError(ValueError):
    """A key that there is not, or that can't be used; the message says why."""


def key_name(text: str) -> str:
    """Textual's name for `text`: `ctrl+t`, `F5`, `?`, `G`, `PgDn`, `^T`, `C-x`, `alt+left`.

    Raises `KeyNameError`.
    """
    *modifiers, base = _parts(text)
    held = {_modifier(one, text) for one in modifiers}
    name = _base(base, text)
    if "shift" in held and len(name) == 1 and name.isalpha():
        if held == {"shift"}:
            return name.upper()
    elif "shift" in held and len(base) == 1:
        raise KeyNameError("write the character that Shift makes of it")
    elif held and len(name) == 1 and name.isalpha():
        name = name.lower()
    whole = "+".join([*(one for one in _ORDER if one in held), name])
    if whole in _SAME:
        raise KeyNameError(f"terminals send it as {_SAME[whole]}")
    return whole


def _parts(text: str) -> list[str]:
    plain = text.strip()
    if len(plain) == 1:
        return [plain]
    if len(plain) == 2 and plain[0] == "^":
        return ["ctrl", plain[1]]
    if re.fullmatch(r"(?:[CAMS]-)+\S+", plain):
        *held, base = plain.split("-", plain.count("-") - plain.endswith("-"))
        return [*held, base]
    if plain.endswith("++"):
        return [*plain[:-2].split("+"), "+"]
    return [one.strip() for one in plain.split("+")]


def _modifier(word: str, text: str) -> str:
    found = _MODIFIERS.get(word.lower())
    if found is None:
        near = get_close_matches(word.lower(), ("ctrl", "alt", "shift"), 1, 0.4)
        raise KeyNameError(
            f"there is no modifier {word!r}" + (f", did you mean {near[0]}?" if near else "")
        )
    return found


def _base(base: str, text: str) -> str:
    if not base:
        raise KeyNameError("it names no key")
    if len(base) == 1:
        if not base.isalnum() and not "!" <= base <= "~":
            raise KeyNameError(f"{base!r} is no key of most keyboards")
        return of_character(base)
    name = base.lower().replace("-", "_")
    name = _ALIASES.get(name, name)
    if name in _NAMED or name in _CHARACTERS:
        return name
    near = get_close_matches(name, (*_NAMED, *_CHARACTERS), 1)
    raise KeyNameError(f"there is no key {base!r}" + (f", did you mean {near[0]}?" if near else ""))


def of_character(char: str) -> str:
    """Textual's name of the key that types `char`: `?` is question_mark."""
    if char.isalnum():
        return char
    name = unicodedata.name(char, "").lower().replace("-", "_").replace(" ", "_")
    return _UNICODE.get(name, name)


_CHARACTERS: Final = {
    of_character(char): char for char in map(chr, range(33, 127)) if not char.isalnum()
}


def types(name: str) -> bool:
    """True for a key that types a character where there is a field."""
    return len(name) == 1 or name == "space" or name in _CHARACTERS


def short(name: str) -> str:
    """A key as hints show it: `^T`, `Alt←`, `PgDn`, `?`."""
    *held, base = name.split("+") if len(name) > 1 else [name]
    shown = (
        _CHARACTERS.get(base) or _SHORT.get(base) or (base.upper() if _big(base, held) else base)
    )
    marks = {"ctrl": "^" if len(shown) == 1 else "Ctrl+", "alt": "Alt+", "shift": "⇧"}
    if held == ["alt"] and shown in "↑↓←→":
        return f"Alt{shown}"
    return "".join(marks[one] for one in held) + shown


def _big(base: str, held: list[str]) -> bool:
    return (len(base) == 1 and bool(held)) or re.fullmatch(r"f\d+", base) is not None


def written(keys: str) -> str:
    """All keys of a binding, between blanks: `^J ⇧Enter Alt+Enter`; "–" for none."""
    return " ".join(short(one) for one in keys.split(",") if one != NONE) or "–"


NONE: Final = "no_key"
"""In place of a key for what shall have none; nothing sends it."""
