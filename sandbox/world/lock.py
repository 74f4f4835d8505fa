"""Holds a world against everybody else who wants to write, as another program would."""

from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.world.connection import connect
from sandbox.world.database import WorldDatabase


@contextmanager
def locked(world: WorldDatabase) -> Iterator[None]:
    """Inside, no transaction that writes can begin. Raises `sqlite3.OperationalError` (busy)."""
    connection = connect(world.path, durable=False)
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
    finally:
        connection.close()
