"""What a world knows about itself: its pack, and the tables that it was made with."""

import sqlite3
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from pydantic import TypeAdapter

from sandbox.domain.schema import Table

_TABLES: Final = TypeAdapter(dict[str, Table])


def write_meta(connection: sqlite3.Connection, pack: str, tables: Mapping[str, Table]) -> None:
    """Notes both in a new world."""
    text = _TABLES.dump_json(dict(tables), exclude_defaults=True).decode()
    connection.executemany("INSERT INTO _meta VALUES (?, ?)", (("pack", pack), ("tables", text)))


def read_meta(connection: sqlite3.Connection) -> tuple[str, str]:
    """The pack's name and the tables as text. Raises `sqlite3.DatabaseError` if it has none."""
    meta = dict(connection.execute("SELECT name, value FROM _meta").fetchall())
    if not {"pack", "tables"} <= meta.keys():
        raise sqlite3.DatabaseError("no world")
    return meta["pack"], meta["tables"]


@lru_cache(maxsize=64)
def tables_from(text: str) -> Mapping[str, Table]:
    """Tables as `read_meta` gives them; parsed once for all worlds of a pack."""
    return _TABLES.validate_json(text)
