"""Compiles a pack's statements with SQLite itself, on empty tables, under its authorizer."""

import re
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.domain.schema import ColumnType, Table
from sandbox.world.cells import quoted
from sandbox.world.sql_functions import ALLOWED, DATES, prepare

_FIRST: Final = re.compile(r"(?:\s+|--[^\n]*\n|/\*.*?\*/)*([A-Za-z]+)", re.DOTALL)
_STARTS: Final = {
    "select": ("SELECT", "WITH", "VALUES"),
    "update": ("UPDATE", "WITH"),
    "delete": ("DELETE", "WITH"),
}
_CLOCK: Final = re.compile(rf"\b({'|'.join(DATES)})\s*\(\s*\)|'now'", re.IGNORECASE)
_QUOTED: Final = re.compile(
    r"""'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/|(\bAS\s+)?"([^"]+)\"""", re.IGNORECASE | re.DOTALL
)
_TABLES_OF_JSON: Final = frozenset(("json_each", "json_tree"))
_WRITES: Final = {
    "select": None,
    "update": sqlite3.SQLITE_UPDATE,
    "delete": sqlite3.SQLITE_DELETE,
}


class BadSql(ValueError):
    """Why a statement can't be part of a pack: `token` is the word that SQLite stumbled over."""

    def __init__(self, message: str, token: str = "") -> None:
        super().__init__(message)
        self.token = token


@dataclass
class Compiled:
    """What a statement touches. `columns`: names of what a SELECT gives."""

    sql: str
    parameters: set[str] = field(default_factory=set)
    read: set[tuple[str, str]] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    columns: tuple[str, ...] = ()

    def tables(self) -> set[str]:
        return {table for table, _ in self.read}


class _Recorder(dict[str, Any]):
    """Stands in for the values of a statement, and notes which ones it asks for."""

    def __init__(self, asked: set[str]) -> None:
        super().__init__()
        self.asked = asked

    def __missing__(self, name: str) -> None:
        self.asked.add(name)


class Compiler:
    """Compiles against `tables`; nothing else can be named."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._refused = ""
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        for table in tables.values():
            columns = ", ".join(quoted(column.name) for column in table.columns)
            self._connection.execute(f"CREATE TABLE {quoted(table.name)} ({columns})")
        prepare(self._connection)
        self._modules = {name for (name,) in self._connection.execute("PRAGMA module_list")}
        for name in _TABLES_OF_JSON:  # else its first use would look like a change of the schema
            self._connection.execute(f"SELECT 1 FROM {name}('[]')").fetchall()

    def close(self) -> None:
        self._connection.close()

    def select(self, sql: str) -> Compiled:
        """A SELECT. Raises `BadSql`."""
        found = self._compile(sql, "select")
        asked = _Recorder(set())
        wrapped = f"SELECT * FROM (\n{found.sql}\n) LIMIT 0"
        names = [column[0] for column in self._execute(wrapped, asked).description]
        twice = next((name for name in names if re.search(r":\d+$", name)), "")
        if twice:
            name = twice.rpartition(":")[0]
            raise BadSql(f"two columns are called {name!r}; name them with AS", name)
        found.columns = tuple(names)
        return found

    def update(self, sql: str) -> Compiled:
        """An UPDATE of one table. Raises `BadSql`."""
        return self._compile(sql, "update")

    def delete(self, sql: str) -> Compiled:
        """A DELETE from one table. Raises `BadSql`."""
        return self._compile(sql, "delete")

    def kinds(self, found: Compiled) -> dict[str, ColumnType]:
        """The type of each column that comes out under a name that all tables read agree on."""
        kinds: dict[str, set[ColumnType]] = {}
        for table, name in found.read:
            for column in self._tables[table].columns:
                if column.name == name:
                    kinds.setdefault(name, set()).add(column.type)
        return {
            name: next(iter(types))
            for name, types in sorted(kinds.items())
            if name in found.columns and len(types) == 1
        }

    def _compile(self, sql: str, kind: str) -> Compiled:
        text = sql.strip().rstrip(";").rstrip()
        first = _FIRST.match(text)
        if first is None or first[1].upper() not in _STARTS[kind]:
            raise BadSql(f"has to begin with {_STARTS[kind][0]}", first[1] if first else "")
        if clock := _CLOCK.search(text):
            raise BadSql(f"{clock[0]} differs in each replay; the time is :now", clock[0])
        self._check_quotes(text)
        found, self._refused = Compiled(text), ""

        def judge(action: int, a: str | None, b: str | None, _db: str | None, _in: str | None):
            self._refused = self._refused or self._judge(found, kind, action, a or "", b or "")
            return sqlite3.SQLITE_DENY if self._refused else sqlite3.SQLITE_OK

        self._connection.set_authorizer(judge)
        try:
            self._execute(f"EXPLAIN {text}", _Recorder(found.parameters))
        finally:
            self._connection.set_authorizer(None)
        return found

    def _check_quotes(self, text: str) -> None:
        """SQLite takes "opne" for a text where no column is called so; that hides a slip."""
        quoted_names = [(found[1], found[2]) for found in _QUOTED.finditer(text) if found[2]]
        known = {name for given, name in quoted_names if given} | set(self._tables)
        known |= {column.name for table in self._tables.values() for column in table.columns}
        for _, name in quoted_names:
            if name not in known:
                raise BadSql(f'there is no column "{name}"; texts stand in single quotes', name)

    def _is_engine_s(self, table: str) -> bool:
        """False for a name that the statement itself gives to a part of it."""
        hidden = table.startswith(("sqlite_", "pragma_")) or table in self._modules
        return hidden and table not in _TABLES_OF_JSON

    def _execute(self, sql: str, asked: _Recorder) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, asked)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise BadSql(self._refused or _said(str(error)), _token(str(error))) from None

    def _judge(self, found: Compiled, kind: str, action: int, a: str, b: str) -> str:
        """Why an action is not allowed, "" if it is; notes what is touched."""
        ours = a in self._tables
        match action:
            case sqlite3.SQLITE_SELECT | sqlite3.SQLITE_RECURSIVE:
                return ""
            case sqlite3.SQLITE_FUNCTION:
                return "" if b.lower() in ALLOWED else _no_function(b)
            case sqlite3.SQLITE_READ:
                found.read |= {(a, b)} if ours else set()
                return f"may not read {a}" if self._is_engine_s(a) else ""
            case sqlite3.SQLITE_UPDATE | sqlite3.SQLITE_DELETE if ours and _WRITES[kind] == action:
                found.written.add(a)
                return f"{a}.{b}: a key never changes" if b == self._tables[a].key else ""
        return f"a {kind.upper()} may only {kind} rows of the pack's tables"


def foreign(tables: Collection[str], allowed: Collection[str]) -> list[str]:
    """Those of `tables` that are not allowed, in order."""
    return sorted(set(tables) - set(allowed))


def _no_function(name: str) -> str:
    if name.lower().startswith("current_") or name.lower() in ("random", "randomblob"):
        return f"{name} differs in each replay; the time is :now"
    return f"there is no function {name} for a pack"


def _said(error: str) -> str:
    if "has no name" in error:
        return "values are bound by name: write :name, not ?"
    return error


def _token(error: str) -> str:
    """The word in SQLite's message: `near "FORM": syntax error`, `no such column: stauts`."""
    found = re.search(r'near "([^"]+)"|no such \w+: (\S+)|function (\w+)', error)
    return next((one for one in found.groups() if one), "") if found else ""
