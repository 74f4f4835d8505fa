"""A view of many logs for browsing and SQL: one SQLite file that can be made anew at any time.

It holds what is in the logs, so personal data stands as placeholders, and nothing else. A log is
read again when its length or its last `sum` has changed. One process fills it at a time; a file of
another format, or a damaged one, is thrown away and made anew. Where it can't be written it is
made in memory.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from sandbox.domain.faults import SandboxError
from sandbox.log.fold import Session, fold
from sandbox.log.index_file import alone, tail_of
from sandbox.log.index_rows import Row, Rows, rows_of
from sandbox.log.index_views import SHAPE, TABLES, VIEWS
from sandbox.log.reader import read_log

FILE: Final = "index.sqlite"
_BUSY_SECONDS: Final = 30.0
_TOGETHER: Final = 50
"""Logs that are read in one transaction: what a killed process has to read again at most."""

T = TypeVar("T")
Anew = Callable[[], sqlite3.Connection]
Tell = Callable[[int, int], None]
"""Hears how many of the changed logs are read, of how many."""


class SessionIndex:
    """An open index. `select` gives rows as dicts; `connection` is for SQL that a person typed.

    `anew` makes it again in memory: should the file break while it is read, nobody is told.
    """

    def __init__(self, connection: sqlite3.Connection, anew: Anew | None = None) -> None:
        self._anew = anew
        self._use(connection)

    def select(self, sql: str, values: Iterable[Any] = ()) -> list[Row]:
        """Rows of a query of ours."""
        return self.trying(lambda: self._select(sql, tuple(values)))

    def trying(self, read: Callable[[], T]) -> T:
        """What `read` gives, once more on an index made anew when the file is found broken."""
        try:
            return read()
        except sqlite3.DatabaseError as error:
            if self._anew is None or not _broken(error):
                raise
            anew, self._anew = self._anew, None
            self.connection.close()
            self._use(anew())
            return read()

    def _select(self, sql: str, values: tuple[Any, ...]) -> list[Row]:
        cursor = self.connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def _use(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        connection.create_function("fold", 1, _fold, deterministic=True)

    def close(self) -> None:
        self.connection.close()


def open_index(home: Path, logs: Mapping[str, Path], tell: Tell | None = None) -> SessionIndex:
    """The index of `logs` (paths by session) in the folder `home`, up to date."""
    tell = tell or (lambda done, of: None)

    def in_memory() -> sqlite3.Connection:
        return _fill(_shaped(sqlite3.connect(":memory:")), logs, tell)

    try:
        home.mkdir(parents=True, exist_ok=True)
        with alone(home / f"{FILE}.lock"):
            return SessionIndex(_filled(home / FILE, logs, tell), in_memory)
    except (OSError, sqlite3.Error):
        return SessionIndex(in_memory())


def index_of(sessions: Mapping[str, Session], read_as: Mapping[str, Row]) -> SessionIndex:
    """An index in memory of sessions that were read elsewhere, with facts of how (`torn` …)."""
    connection = _shaped(sqlite3.connect(":memory:"))
    for name, session in sessions.items():
        _replace(connection, name, rows_of(name, session), read_as.get(name, {}))
    return SessionIndex(connection)


def _filled(path: Path, logs: Mapping[str, Path], tell: Tell) -> sqlite3.Connection:
    try:
        return _fill(_connect(path), logs, tell)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and path.exists() and _ours(path):
            raise
    # Nobody else is in here: the lock is ours, and a reader keeps the file that it has open.
    for rest in (path, *(path.with_name(path.name + tail) for tail in ("-journal", "-wal"))):
        rest.unlink(missing_ok=True)
    return _fill(_connect(path), logs, tell)


def _ours(path: Path) -> bool:
    """True for a whole database: then the trouble is the disk's, or a right that is missing."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        finally:
            connection.close()
    except sqlite3.Error:
        return False


def _connect(path: Path) -> sqlite3.Connection:
    new = not path.exists()
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        if new:
            path.chmod(0o600)
        # A cut of power may break it, and then it is made anew.
        connection.execute("PRAGMA synchronous = OFF")
        if connection.execute("PRAGMA user_version").fetchone()[0] != SHAPE:
            _shaped(connection)
        elif connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",) or _lacks(
            connection
        ):
            raise sqlite3.DatabaseError("damaged")
    except BaseException:
        connection.close()
        raise
    return connection


def _lacks(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    return not {*TABLES, *VIEWS} <= {name for (name,) in found}


def _shaped(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Empty tables and the views, in place of whatever is there."""
    from sqlite_utils import Database

    connection.isolation_level = None
    connection.execute("BEGIN IMMEDIATE")
    for kind, name in connection.execute(
        "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND name NOT LIKE 'sqlite_%' ORDER BY type DESC"
    ).fetchall():
        connection.execute(f'DROP {kind} "{name}"')
    shape = Database(connection)
    for name, columns in TABLES.items():
        connection.execute(shape.create_table_sql(name, columns))
        connection.execute(f"CREATE INDEX {name}_by ON {name} ({_keys(columns)})")
    for name, sql in VIEWS.items():
        connection.execute(f"CREATE VIEW {name} AS {sql}")
    connection.execute(f"PRAGMA user_version = {SHAPE}")
    connection.execute("COMMIT")
    return connection


def _keys(columns: Mapping[str, type]) -> str:
    return ", ".join(name for name in ("session", "turn", "hop") if name in columns)


def _fill(
    connection: sqlite3.Connection, logs: Mapping[str, Path], tell: Tell
) -> sqlite3.Connection:
    """Reads again what has changed, and forgets what is gone."""
    try:
        known = {
            row[0]: (row[1], row[2])
            for row in connection.execute("SELECT session, length, last FROM t_session")
        }
        ends = {name: end for name, path in logs.items() if (end := _end(path)) is not None}
        with _at_once(connection):
            for name in known.keys() - ends.keys():
                _replace(connection, name, {}, {})
        changed = [name for name, end in ends.items() if known.get(name) != end]
        for start in range(0, len(changed), _TOGETHER):
            with _at_once(connection):
                for number, name in enumerate(changed[start : start + _TOGETHER], start):
                    tell(number, len(changed))
                    _read(connection, name, logs[name], ends[name])
    except BaseException:
        connection.close()
        raise
    return connection


def _end(path: Path) -> tuple[int, str] | None:
    """Length and last `sum`; None for a log that is gone by now."""
    try:
        return tail_of(path)
    except OSError:
        return None


def _read(connection: sqlite3.Connection, name: str, path: Path, end: tuple[int, str]) -> None:
    read_as: Row = {"length": end[0], "last": end[1], "torn": 0, "problem": ""}
    session = Session()
    try:
        log = read_log(path)
    except SandboxError as error:
        read_as["problem"] = error.message
    else:
        session, read_as["torn"] = fold(log.events), len(log.torn)
    _replace(connection, name, rows_of(name, session), read_as)


def _replace(connection: sqlite3.Connection, name: str, rows: Rows, read_as: Row) -> None:
    """The rows of one session in place of those there are."""
    for table, columns in TABLES.items():
        connection.execute(f"DELETE FROM {table} WHERE session = ?", (name,))
        marks = ", ".join(f":{column}" for column in columns)
        more = read_as if table == "t_session" else {}
        found = [dict.fromkeys(columns) | row | more for row in rows.get(table, ())]
        if found:
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", found)


@contextmanager
def _at_once(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is written here, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _broken(error: sqlite3.DatabaseError) -> bool:
    """The file's fault, not the query's; one that was emptied has lost our own tables."""
    codes = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)
    lost = [
        f"no such table: {place}{name}" for name in (*TABLES, *VIEWS) for place in ("", "main.")
    ]
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in codes or str(error) in lost


def _fold(text: str | None) -> str:
    return (text or "").casefold()
