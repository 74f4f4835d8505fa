"""The only writer to standard output."""

import io
import json
import math
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sandbox.domain.base import JSON

_ACTED_ON: Final = re.compile("[\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
"""DEL, 8-bit control characters, and signs that turn or hide text: JSON has them as they are."""


def line(text: str = "") -> None:
    """One line. Control characters are shown, so that foreign text can't drive the terminal."""
    print(visible(text))


def lines(texts: Iterable[str]) -> None:
    for text in texts:
        line(text)


def text(whole: str) -> None:
    """A text of several lines, ended by one newline; a pipe gets it as it is."""
    safe = visible(whole) if sys.stdout.isatty() else whole
    sys.stdout.write(safe)


def escaped(whole: str) -> None:
    """A line with escape codes of our own; whoever puts them in makes the rest `visible` first."""
    sys.stdout.write(whole + "\n")


def data(value: JSON) -> None:
    """One JSON document on one line.

    What JSON has no number for (a database's infinity) is text; what a terminal would act on, or
    not show, is escaped, which changes no value.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        text = json.dumps(_with_finite_numbers(value), ensure_ascii=False)
    sys.stdout.write(_ACTED_ON.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n")


def _with_finite_numbers(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {key: _with_finite_numbers(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_with_finite_numbers(one) for one in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def csv(rows: Iterable[Sequence[Any]], header: Sequence[str]) -> None:
    """RFC 4180 with a header. A pipe gets cells as they are, a terminal visible characters."""
    import csv as library

    safe = visible if sys.stdout.isatty() else str
    writer = library.writer(sys.stdout)
    writer.writerow(header)
    for row in rows:
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])


def table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> None:
    """Columns as wide as their widest cell; the last one is left ragged."""
    everything = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[i]) for row in everything) for i in range(len(header))]
    for row in everything:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        line("  ".join(cells).rstrip())


def counted(number: int, noun: str) -> str:
    """`1 turn`, `2 turns`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def never_fail_to_print() -> None:
    """What a terminal or pipe can't encode (→ on some of Windows) becomes `?`, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def visible(text: str) -> str:
    """`text` with control characters, but for newline and tab, as `\\x1b` and the like."""
    return "".join(
        char if char in "\n\t" or char.isprintable() else f"\\x{ord(char):02x}" for char in text
    )
