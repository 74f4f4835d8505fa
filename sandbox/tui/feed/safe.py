"""Foreign text made fit for a terminal: nothing in it can act, hide or freeze the screen."""

import re
from typing import Any, Final

CHAT_CAP: Final = 20_000
"""Characters of one message shown in the chat; wrapping them takes about 10 ms."""

RAW_CAP: Final = 64 * 1024
"""Characters of JSON that are highlighted (about 20 ms); the rest can be copied."""

LINE_CAP: Final = 400
"""Characters looked at when a text has to fit one line."""

_INVISIBLE: Final = "\u200b\u200e\u200f\u2060\ufeff\u061c"
_BIDI: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_TABLE: Final[dict[int, str]] = {
    **{code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"},
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    **{ord(char): f"<U+{ord(char):04X}>" for char in _INVISIBLE + _BIDI},
    0x2028: "\n",
    0x2029: "\n",
    ord("\t"): "    ",
}
_ODD: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\t\ud800-\udfff\u2028\u2029" + _INVISIBLE + _BIDI + "]"
)


_ACTS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def acts(text: str) -> bool:
    """True when `text` holds characters that a terminal would act on, or could not be written."""
    return _ACTS.search(text) is not None


def escape_json(text: str) -> str:
    """JSON text with odd characters as `\\uXXXX`: it can be edited and means the same."""
    return _ODD.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def clean(text: str) -> str:
    """`text` with control, direction and invisible characters made visible; newlines stay."""
    if not _ODD.search(text):
        return text
    text = text.replace("\r\n", "\n").translate(_TABLE)
    return text.encode("utf-8", "replace").decode("utf-8")


def cap(text: str, limit: int = CHAT_CAP) -> tuple[str, int]:
    """The first `limit` characters of `text`, and how many are left out."""
    return (text, 0) if len(text) <= limit else (text[:limit], len(text) - limit)


def one_line(text: str, limit: int = LINE_CAP) -> str:
    """`text` as one line, cleaned, cut at `limit` characters."""
    text, hidden = cap(text, limit)
    return " ".join(clean(text).split()) + ("…" if hidden else "")


def cut_value(value: Any, limit: int = 2_000) -> Any:
    """`value` with its long strings cut, so that a huge argument can be laid out."""
    if isinstance(value, str):
        text, hidden = cap(value, limit)
        return f"{text}… {hidden:,} more characters" if hidden else text
    if isinstance(value, dict):
        return {key: cut_value(item, limit) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [cut_value(item, limit) for item in value]
    return value
