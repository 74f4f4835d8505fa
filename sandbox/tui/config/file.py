"""The tables `[keys]` and `[screen]` of the config files, with the line each value stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a table. `where` is its file as people are told of it."""

    name: str
    value: Any
    where: str
    line: int = 0

    @property
    def place(self) -> str:
        """`.sandbox/config.toml:12`."""
        return f"{self.where}:{self.line}" if self.line else self.where


def entries(table: str, start: Path | None = None) -> list[Entry]:
    """The values of `table`, the project's before the user's own; a name stands once.

    Raises `SandboxError` (code 2) for a file that is no TOML.
    """
    from sandbox.settings import config_files, read_tables

    found: dict[str, Entry] = {}
    for path, where in config_files(start or Path.cwd()):
        for one in _entries(read_tables(path).get(table, {}), table, path, where):
            found.setdefault(one.name, one)
    return list(found.values())


def _entries(values: Any, table: str, path: Path, where: str) -> Iterator[Entry]:
    text = path.read_text("utf-8")
    if not isinstance(values, dict):
        yield Entry(table, values, where, line_of(text, "", table))
        return
    for name, value in values.items():
        yield Entry(name, value, where, line_of(text, table, name))


def line_of(text: str, table: str, name: str) -> int:
    """The line, from 1, on which `name` is set in `[table]` ("" for the top); 0 if unseen."""
    here, quoted = "", re.escape(name)
    head = re.compile(r"\s*\[\s*([^\[\]]*?)\s*\]\s*(?:#.*)?$")
    own = re.compile(rf"\s*[\"']?{quoted}[\"']?\s*=")
    dotted = re.compile(rf"\s*{re.escape(table)}\s*\.\s*[\"']?{quoted}[\"']?\s*=")
    for number, line in enumerate(text.splitlines(), 1):
        if (found := head.match(line)) is not None:
            here = found[1].strip("\"' ")
        elif (here == table and own.match(line)) or (not here and table and dotted.match(line)):
            return number
    return 0
