"""`sandbox db "SELECT …"`: rows of a session's back-end, and queries kept by name."""

from typing import TYPE_CHECKING

from sandbox.cli import diagnostics, output
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.export.call_lines import shown

if TYPE_CHECKING:
    from sandbox.hub.folder import SessionFolder
    from sandbox.world.look import Look, Result


def select(folder: "SessionFolder", sql: str, raw: bool, as_json: bool, save: str = "") -> None:
    """Prints the rows of `sql`, or the tables; keeps the query under the name `save`."""
    from sandbox.world.connection import connect
    from sandbox.world.database import WorldDatabase
    from sandbox.world.look import Look

    pack = _pack_of(folder)
    world = WorldDatabase(folder.world, pack)
    try:
        rows = _tables(world)
        if sql:
            found = _found(Look(lambda: connect(folder.world, durable=False), world.tables), sql)
            rows = found.dicts()
            rows = rows if raw else _masked(rows, folder, world, pack, found.reads)
            if found.more:
                size = ", which fill a result" if found.big else ""
                diagnostics.note(f"the first {len(rows):,} rows{size}; there are more")
        if save:
            _keep(folder, save, sql, world, pack)
    finally:
        world.close()
    if as_json:
        output.data(rows)
    elif rows:
        output.table([[shown(cell) for cell in row.values()] for row in rows], tuple(rows[0]))
    else:
        output.line("no rows")


def _keep(folder: "SessionFolder", name: str, sql: str, world: "object", pack: str) -> None:
    from sandbox.cli.db_queries import save_query

    def mask(value: object) -> object:
        return _masked([{"sql": str(value)}], folder, world, pack)[0]["sql"]

    save_query(folder.path.parent.parent, name, sql, mask)
    diagnostics.note(f"kept as {name}")


def kept(folder: "SessionFolder", what: str, name: str, raw: bool, as_json: bool) -> None:
    """Lists the kept queries, runs one, or forgets it."""
    from sandbox.cli.db_queries import drop_query, saved_queries, saved_query

    home = folder.path.parent.parent
    if what == "query":
        select(folder, saved_query(home, name), raw, as_json)
    elif what == "forget":
        drop_query(home, name)
        output.line(f"forgot {name}")
    elif as_json:
        output.data(dict(saved_queries(home)))
    elif found := saved_queries(home):
        output.table([[one, " ".join(sql.split())] for one, sql in found.items()], ("name", "sql"))
    else:
        output.line(f'no query is kept: sandbox db {folder.id} "SELECT …" --save NAME keeps one')


def _tables(world: "object") -> list[dict[str, JSON]]:
    from sandbox.world.database import WorldDatabase

    assert isinstance(world, WorldDatabase)
    return [
        {
            "table": name,
            "service": table.service,
            "rows": len(world.keys(name)),
            "columns": ", ".join(column.name for column in table.columns),
        }
        for name, table in world.tables.items()
    ]


def _masked(
    rows: list[dict[str, JSON]],
    folder: "SessionFolder",
    world: "object",
    pack_name: str,
    reads: frozenset[tuple[str, str]] | None = None,
) -> list[dict[str, JSON]]:
    """Rows as a log would show them; nothing is added to the session's vault on disk."""
    from sandbox import wiring
    from sandbox.hub.looking import Cover
    from sandbox.hub.masking import cells_of, mask_for, new_vault
    from sandbox.privacy.vault import Vault
    from sandbox.settings import load_settings
    from sandbox.world.database import WorldDatabase

    assert isinstance(world, WorldDatabase)
    pack = wiring.load(load_settings(), pack_name)
    vault = Vault.load(folder.vault) if folder.vault.exists() else new_vault(pack)
    mask = mask_for(vault, pack)
    mask.known.extend(
        cell
        for name, table in world.tables.items()
        if any(column.personal for column in table.columns)
        for row in world.rows(name)
        for cell in cells_of(table, row)
    )
    cover = Cover(world.tables, lambda row: mask.mask(row, 0))
    cover = cover if reads is None else cover.reading(reads)
    return [cover.row(row) or {} for row in rows]


def _found(look: "Look", sql: str) -> "Result":
    try:
        return _interruptible(look, sql)
    except SandboxError as error:
        if "read-only" not in error.message:
            raise
        raise SandboxError(error.message, "--write shows, asks and writes", code=2) from None


def _interruptible(look: "Look", sql: str) -> "Result":
    """Runs it in a thread: while SQLite works, this one can't take Ctrl+C."""
    from concurrent.futures import ThreadPoolExecutor, wait

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(look.select, sql)
        try:
            return running.result()
        except KeyboardInterrupt:
            while not running.done():  # it may not have begun when it is stopped
                look.stop()
                wait((running,), 0.02)
            raise


def _pack_of(folder: "SessionFolder") -> str:
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log

    started = fold(read_log(folder.log).events).started
    if started is None:
        raise SandboxError(f"session {folder.id} has no beginning", "its log is damaged")
    return started.pack
