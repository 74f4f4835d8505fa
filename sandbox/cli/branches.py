"""The tree of forks that a session belongs to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import sessions_in
from sandbox.log.index import open_index
from sandbox.tui.driver import Branch

_SESSIONS = """
    SELECT s.session, s.parent, s.forked_after, s.turns, s.model,
      (SELECT asked FROM t_turn t WHERE t.session = s.session ORDER BY turn DESC LIMIT 1) AS words
    FROM sessions s ORDER BY s.session
"""


def branches_of(home: Path, name: str) -> list[Branch]:
    """Every session that was forked, over whatever steps, from the same one as `name`."""
    index = open_index(home, {folder.id: folder.log for folder in sessions_in(home)})
    try:
        rows = {row["session"]: row for row in index.select(_SESSIONS)}
    finally:
        index.close()
    root = name
    while root in rows and rows[root]["parent"] in rows:
        root = rows[root]["parent"]
    return list(_below(root, rows, 0))


def _below(name: str, rows: dict[str, dict[str, Any]], depth: int) -> Iterator[Branch]:
    row = rows.get(name)
    if row is None:
        return
    yield Branch(
        name=name,
        depth=depth,
        after=row["forked_after"] or 0,
        turns=row["turns"],
        model=row["model"] or "",
        words=row["words"] or "",
    )
    for child, other in rows.items():
        if other["parent"] == name:
            yield from _below(child, rows, depth + 1)


def find_branch(branches: list[Branch], name: str) -> str:
    """The id that is `name`, begins with it or ends with it. Raises `SandboxError` (code 2)."""
    names = [one.name for one in branches]
    exact = [one for one in names if one == name]
    found = exact or [one for one in names if one.startswith(name) or one.endswith(name)]
    if len(found) != 1:
        what = "several branches are" if found else "there is no branch"
        raise SandboxError(f"{what} {name[:40]}", "/branch lists them", code=2)
    return found[0]
