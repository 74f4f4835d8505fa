"""The bytes of a pack's fresh world: made once with sqlite-utils, then copied for each session."""

import sqlite3
from contextlib import closing
from typing import Final

from sandbox.log.by_identity import ByIdentity
from sandbox.world.connection import journal_functions
from sandbox.world.database import PackOfTables
from sandbox.world.meta import write_meta


def _filled(pack: PackOfTables) -> sqlite3.Connection:
    """A world in memory: tables, seed rows and counters, and no trigger yet."""
    # Late: 0.13 s, and nobody needs it before the first session.
    from sqlite_utils import Database

    from sandbox.world.schema import create_tables
    from sandbox.world.seed import seed

    # In memory: a strict replay may make a world, but write nothing outside its own folder.
    connection = sqlite3.connect(":memory:")
    try:
        journal_functions(connection)
        database = Database(connection, recursive_triggers=False)
        create_tables(database, pack.tables)
        seed(database, pack.tables, pack.rows)
        write_meta(connection, pack.name, pack.tables)
    except BaseException:
        connection.close()
        raise
    return connection


def _make(pack: PackOfTables) -> bytes:
    from sandbox.world.schema import create_triggers

    with closing(_filled(pack)) as connection:
        create_triggers(connection, pack.tables.values())
        connection.commit()
        return _in_wal_mode(connection.serialize())


def _make_unjournaled(pack: PackOfTables) -> bytes:
    with closing(_filled(pack)) as connection:
        connection.commit()
        return connection.serialize()


def _in_wal_mode(image: bytes) -> bytes:
    """Bytes 18 and 19 of the header name the journal: 2 is WAL (SQLite, "Database File Format")."""
    return image[:18] + b"\x02\x02" + image[20:]


image_of: Final = ByIdentity(_make)
"""A whole SQLite file in WAL mode: tables, seed rows, counters, triggers, an empty journal.

Made once a pack. Raises `SandboxError` for a bad schema or a bad seed row.
"""

unjournaled_image_of: Final = ByIdentity(_make_unjournaled)
"""The same for a world in memory that nobody takes back: no triggers, no WAL. As `image_of`."""
