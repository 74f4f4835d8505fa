"""The only writer to standard output."""

import io
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from sandbox.domain.base import JSON


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
    """One JSON document on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, sort_keys=False) + "\n")


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
