"""Queries kept by name, for every session: `queries.json` in the state folder."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from sandbox.domain.faults import SandboxError

_NAME: Final = re.compile(r"[\w][\w .-]{0,39}")
_LONGEST: Final = 10_000


def saved_queries(home: Path) -> dict[str, str]:
    """SQL by name. Raises `SandboxError` for a file that is not ours."""
    path = _path(home)
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise SandboxError(f"{path.name} can't be read", "move it away") from None
    if not isinstance(found, dict) or not all(isinstance(sql, str) for sql in found.values()):
        raise SandboxError(f"{path.name} holds no queries", "move it away")
    return found


def saved_query(home: Path, name: str) -> str:
    """The SQL of one. Raises `SandboxError` (code 2)."""
    found = saved_queries(home)
    if name not in found:
        names = ", ".join(sorted(found)) or "none is kept"
        raise SandboxError(f"no query is called {name[:40]}", names, code=2)
    return found[name]


def save_query(home: Path, name: str, sql: str, mask: Callable[[Any], Any]) -> None:
    """Keeps a query, in the place of one of the same name.

    It outlives the session and its vault, so it holds no personal value: one that `mask` finds in
    it is refused. Raises `SandboxError` (code 2).
    """
    if not _NAME.fullmatch(name):
        raise SandboxError(
            f"{name[:40]!r} is no name of a query", "letters, digits, - and spaces", code=2
        )
    if not sql.strip() or len(sql) > _LONGEST:
        raise SandboxError("there is no query to keep, or it is too long", code=2)
    safe = mask(sql), mask(name)
    if safe != (sql, name):
        words = re.findall(r"\[[A-Z_]+\]", re.sub(r"_\d+\]", "]", " ".join(safe)))
        raise SandboxError(
            f"a kept query holds no personal value, and this one has {', '.join(words) or 'one'}",
            "name the row by its key",
            code=2,
        )
    _write(home, {**saved_queries(home), name: sql})


def drop_query(home: Path, name: str) -> None:
    """Forgets one. Raises `SandboxError` (code 2) when there is none of that name."""
    saved_query(home, name)
    kept = saved_queries(home)
    del kept[name]
    _write(home, kept)


def _write(home: Path, queries: dict[str, str]) -> None:
    path = _path(home)
    beside = path.with_suffix(".part")
    try:
        home.mkdir(parents=True, exist_ok=True)
        text = json.dumps(dict(sorted(queries.items())), ensure_ascii=False, indent=1)
        beside.write_text(f"{text}\n", "utf-8")
        beside.replace(path)
    except OSError as error:
        raise SandboxError(f"can't write {path.name}: {error.strerror}") from None


def _path(home: Path) -> Path:
    return home / "queries.json"
