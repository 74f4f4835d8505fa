"""Reads sessions and recordings into entries of the browser, from the index of their logs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sandbox.tui.sessions.entry import Entry, Kind

if TYPE_CHECKING:
    from sandbox.log.index import SessionIndex
    from sandbox.log.recording import Recording

_MOST_WORDS: Final = 4_000
"""Characters of what was asked that a search looks at."""

_SESSIONS: Final = """
    SELECT s.*,
      (SELECT group_concat(asked, char(10)) FROM t_turn t WHERE t.session = s.session) AS words,
      (SELECT reply FROM t_turn t WHERE t.session = s.session ORDER BY turn DESC LIMIT 1) AS reply,
      (SELECT sum(hops) FROM t_turn t WHERE t.session = s.session) AS hops,
      (SELECT count(*) FROM t_hop h WHERE h.session = s.session AND h.mark = 'R') AS repairs,
      (SELECT sum(denied) FROM t_policy p WHERE p.session = s.session) AS denials,
      (SELECT sum(injected) FROM t_hop h WHERE h.session = s.session) AS faults
    FROM sessions s
"""

Told = Callable[[int, int], None]


def read_sessions(home: Path, told: Told) -> list[Entry]:
    """Every session under `home`. `told` hears how many changed logs are read, of how many."""
    from sandbox.hub.folder import sessions_in
    from sandbox.log.index import open_index

    folders = {folder.id: folder.log for folder in sessions_in(home)}
    if not folders:
        return []
    index = open_index(home, folders, told)
    try:
        return _entries(index, "session", folders)
    finally:
        index.close()


def read_recording_entry(path: Path) -> Entry:
    """One recording; what keeps it from being read is its `problem`."""
    from sandbox.domain.faults import SandboxError
    from sandbox.log.fold import Session, fold
    from sandbox.log.index import index_of
    from sandbox.log.recording import SUFFIX, read_recording

    name, session, found = path.name.removesuffix(SUFFIX), Session(), None
    facts: dict[str, Any] = {"length": 0, "last": "", "torn": 0, "problem": ""}
    try:
        found = read_recording(path)
        session = fold(found.log.events)
    except SandboxError as error:
        facts["problem"] = error.message
    index = index_of({name: session}, {name: facts})
    try:
        entry = _entries(index, "recording", {name: path}, found)[0]
    finally:
        index.close()
    return entry


def turns_of(entry: Entry) -> list[tuple[int, str]]:
    """Number and words of each turn, masked."""
    from sandbox.log.fold import fold
    from sandbox.log.recording import read_recording

    session = fold(read_recording(entry.path).log.events)
    return [(turn.number, turn.asked) for turn in session.turns]


def _entries(
    index: SessionIndex, kind: Kind, paths: Mapping[str, Path], recording: Recording | None = None
) -> list[Entry]:
    rows = index.select(_SESSIONS)
    return [_entry(row, kind, paths[row["session"]], recording) for row in rows]


def _entry(row: Mapping[str, Any], kind: Kind, path: Path, recording: Recording | None) -> Entry:
    from sandbox.domain.money import Cost

    nano, head = row["cost_nano"], recording.head if recording else None
    marks = tuple(f"{row[name]} {name}" for name in ("good", "bad") if row[name])
    judged = "" if row["judged_by"] in ("engine", "", None) else "*"
    return Entry(
        id=row["session"],
        kind=kind,
        path=path,
        at=(row["started"] or "") if kind == "recording" else _written(path),
        title=(head.title if head else row["title"]) or "",
        model=row["model"] or "",
        turns=row["turns"],
        cost=Cost(nano=nano, known=row["cost_known"]) if nano is not None else None,
        result=(row["outcome"] or "open").replace("_", " ") + judged,
        tags=(*(head.tags if head else ()), *marks),
        asked=row["asked"] or "",
        reply=row["reply"] or "",
        words=(row["words"] or "").lower()[:_MOST_WORDS],
        pack=row["pack"] or "",
        seed=row["seed"],
        customer=row["customer"] or "",
        hops=row["hops"] or 0,
        repairs=row["repairs"] or 0,
        denials=row["denials"] or 0,
        faults=row["faults"] or 0,
        parent=row["parent"] or "",
        after=row["forked_after"] or 0,
        problem=row["problem"] or "",
    )


def _written(path: Path) -> str:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat()
    except OSError:
        return ""
