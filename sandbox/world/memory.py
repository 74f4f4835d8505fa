"""A world in memory for strict replays, which bring each row change and take none back."""

import sqlite3
from pathlib import Path

from sandbox.world.connection import journal_functions
from sandbox.world.database import PackOfTables, WorldDatabase


class MemoryWorld(WorldDatabase):
    """A pack's fresh world without a file and without a journal, over one connection.

    It can't be forked, undone or asked what changed. A journal would cost SQLite a millisecond for
    each recording: it reads all triggers before its first statement. Raises `SandboxError` for a
    bad schema or seed row.
    """

    def __init__(self, pack: PackOfTables) -> None:
        from sandbox.world.image import unjournaled_image_of

        super().__init__(Path(":memory:"), pack.name, scratch=True)
        self._image = unjournaled_image_of(pack)

    def reader(self) -> sqlite3.Connection:
        """The one connection: nobody else looks in while a change is half done."""
        if self._reader is None:
            self._reader = self._connect()
        return self._reader

    def _take(self) -> sqlite3.Connection:
        return self.reader()

    def _put(self, connection: sqlite3.Connection) -> None:
        """It stays: what it holds is nowhere else."""

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.deserialize(self._image)
        connection.execute("PRAGMA foreign_keys = ON")
        journal_functions(connection)
        return connection
