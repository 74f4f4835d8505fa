"""Writes rows to a file, masked as the log would show them: CSV, or a list of JSON objects."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sandbox.tui.db.rows import Rows
    from sandbox.tui.db.values import Values

MOST: Final = 10_000
"""Rows of one file; masking takes about a millisecond each."""

_AT_ONCE: Final = 10
"""Rows masked before the screen has its turn again."""


async def masked(rows: Rows, values: Values) -> list[dict[str, Any]]:
    """At most `MOST` rows, masked, whatever the screen shows."""
    found: list[dict[str, Any]] = []
    for index in range(min(rows.count, MOST)):
        found.append(values.masked_row(rows.row(index), rows.names))
        if index % _AT_ONCE == _AT_ONCE - 1:
            await _others_first()
    return found


def write(rows: list[dict[str, Any]], names: tuple[str, ...], path: Path) -> None:
    """Writes `rows`: `.json` gives JSON, `.csv` CSV. Raises `SandboxError`."""
    from sandbox.domain.faults import SandboxError

    as_text = _as_json if path.suffix == ".json" else _as_csv
    try:
        path.write_text(as_text(rows, names), encoding="utf-8", newline="")
    except OSError as error:
        raise SandboxError(f"can't write {path.name}: {error.strerror}") from None


def check(path: Path) -> None:
    """Raises `SandboxError` (code 2) for a file that is there, or that is neither CSV nor JSON."""
    from sandbox.domain.faults import SandboxError

    if path.suffix not in (".csv", ".json"):
        raise SandboxError(f"{path.name} is neither .csv nor .json", "give it one of these", code=2)
    if path.exists():
        raise SandboxError(f"{path.name} is there already", "give another name", code=2)


async def _others_first() -> None:
    """Lets the screen have its turn."""
    loop = asyncio.get_running_loop()
    gone = loop.create_future()
    loop.call_soon(gone.set_result, None)
    await gone


def _as_json(rows: list[dict[str, Any]], names: tuple[str, ...]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _as_csv(rows: list[dict[str, Any]], names: tuple[str, ...]) -> str:
    """RFC 4180 with a header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in names])
    return text.getvalue()


def _cell(value: Any) -> Any:
    is_json = isinstance(value, dict | list | bool)
    return json.dumps(value, ensure_ascii=False) if is_json else value
