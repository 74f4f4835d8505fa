"""An unexpected exception as one line that names no person and no path."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any, Final

from sandbox.api import ToolError
from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault
from sandbox.world.cells import quoted
from sandbox.world.rows import RowReader

_HIDDEN: Final = "…"
_MAIL: Final = re.compile(r"[^\s'\"<>,;]+@[^\s'\"<>,;]+")
_PATH: Final = re.compile(r"(?:[A-Za-z]:\\|\\\\|(?<![\w.])~?/)[^\s'\":,;]+")
_SHORTEST: Final = 3
_LONGEST: Final = 200
_LATELY: Final = 500


def fault_of(error: BaseException, function: Any, arguments: JSON, rows: RowReader) -> Fault:
    """A tool's bug: type and first line, and where in the pack's file it was raised.

    Values of personal columns, arguments that are no key of a row, mail addresses and paths are
    replaced by `…`. What was not yet committed counts too: call this before the rollback.
    """
    name = type(error).__name__
    lines = str(error).strip().splitlines()
    text = f"{name}: {_scrubbed(lines[0], arguments, rows)}" if lines else name
    return Fault(kind="tool_error", message=text[:_LONGEST], hint=_place(error, function))


def _scrubbed(text: str, arguments: JSON, rows: RowReader) -> str:
    secrets = {one for one in _personal(rows) if one in text}
    secrets |= {one for one in _texts(arguments) if one in text and not _is_key(one, rows)}
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return _PATH.sub(_HIDDEN, _MAIL.sub(_HIDDEN, text))


def _personal(rows: RowReader) -> Iterator[str]:
    """Cells of personal columns and the words of names, as they are and as they lately were."""
    lately = list(_lately(rows))
    for table in rows.tables.values():
        for column in table.columns:
            if not column.personal:
                continue
            sql = f"SELECT DISTINCT {quoted(column.name)} FROM {quoted(table.name)}"
            cells = [cell for (cell,) in rows.connection.execute(sql)]
            cells += [row.get(column.name) for name, row in lately if name == table.name]
            for cell in cells:
                words = str(cell).split() if column.personal == "name" else ()
                yield from (one for one in (str(cell), *words) if len(one) >= _SHORTEST)


def _lately(rows: RowReader) -> Iterator[tuple[str, dict[str, JSON]]]:
    """Rows before their last changes: a tool may have replaced the name that it complains of."""
    sql = "SELECT name, before FROM _changes WHERE before IS NOT NULL ORDER BY id DESC LIMIT ?"
    for name, before in rows.connection.execute(sql, (_LATELY,)):
        yield name, json.loads(before)


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str) and len(value) >= _SHORTEST:
        yield value


def _is_key(text: str, rows: RowReader) -> bool:
    return any(_has(rows, table, text) for table in rows.tables)


def _has(rows: RowReader, table: str, key: str) -> bool:
    try:
        return rows.row(table, key) is not None
    except (ToolError, UnicodeEncodeError):
        return False


def _place(error: BaseException, function: Any) -> str:
    """The last line of the pack's own file in the traceback: `tools.py, line 12`."""
    if not isinstance(function, FunctionType):
        return ""
    filename, line = function.__code__.co_filename, 0
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == filename:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return f"{Path(filename).name}, line {line}" if line else ""
