"""`sandbox db`: the back-end of one session, its row changes, and calls kept for a person."""

from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.cli.complete import words
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.export.call_lines import change_lines, shown

if TYPE_CHECKING:
    from sandbox.hub.folder import SessionFolder
    from sandbox.log.fold import Session


def db(
    session: options.Session,
    what: Annotated[
        str,
        typer.Argument(
            metavar='["SQL"|diff|dead|retry]',
            help="A SELECT; diff; dead; retry HOP. Without: the tables.",
            autocompletion=words("diff", "dead", "retry"),
        ),
    ] = "",
    hop: Annotated[str, typer.Argument(metavar="[HOP]", help="For retry: as dead lists it.")] = "",
    turn: Annotated[int, typer.Option(metavar="N", help="For diff: this turn alone.")] = 0,
    raw: Annotated[
        bool, typer.Option("--raw", help="For SQL: personal values as they are, not masked.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Look into the back-end of a session: rows, what changed, and calls kept for a person."""
    from sandbox.hub.folder import find_session
    from sandbox.settings import home_folder, load_settings

    folder = find_session(home_folder(load_settings()), session)
    if hop and what != "retry":
        raise SandboxError(f"{hop[:40]}: one SQL text at a time", "put it in quotes", code=2)
    if turn and what != "diff":
        raise SandboxError("--turn is for diff", f"sandbox db {session} diff --turn 2", code=2)
    if what == "diff":
        _diff(folder, turn, as_json)
    elif what == "dead":
        _dead(_fold(folder), as_json)
    elif what == "retry":
        _retry(folder, hop, as_json)
    else:
        _query(folder, what, raw, as_json)


def _fold(folder: "SessionFolder") -> "Session":
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log

    return fold(read_log(folder.log).events)


def _diff(folder: "SessionFolder", turn: int, as_json: bool) -> None:
    from sandbox.log.changes import changes_by_turn, net

    session = _fold(folder)
    if turn and not 0 < turn <= len(session.turns):
        raise SandboxError(f"there is no turn {turn} in this session", code=2)
    by_turn = {
        number: net(changes)
        for number, changes in changes_by_turn(session).items()
        if not turn or number == turn
    }
    whole = net(change for changes in by_turn.values() for change in changes)
    if as_json:
        turns = [
            {"turn": number or None, "changes": [_cells(change) for change in changes]}
            for number, changes in by_turn.items()
        ]
        output.data({"session": folder.id, "turns": turns, "net": [_cells(c) for c in whole]})
        return
    for number, changes in by_turn.items():
        output.line(f"turn {number}" if number else "outside any turn")
        output.lines(f"  {line}" for change in changes for line in change_lines(change))
    if not whole:
        output.line("no row differs" if by_turn else "no row was changed")
    elif len(by_turn) > 1:
        output.line("in all")
        output.lines(f"  {line}" for change in whole for line in change_lines(change))


def _cells(change: "object") -> JSON:
    from sandbox.domain.tool import RowChange

    assert isinstance(change, RowChange)
    before, after = change.before or {}, change.after or {}
    return {
        "table": change.table,
        "key": change.key,
        "operation": change.operation,
        "columns": [
            {"column": name, "before": before.get(name), "after": after.get(name)}
            for name in {**before, **after}
            if before.get(name) != after.get(name)
        ],
    }


def _dead(session: "Session", as_json: bool) -> None:
    from sandbox.log.dead import dead_letters

    letters = dead_letters(session)
    if as_json:
        output.data([vars(letter) for letter in letters])
        return
    if not letters:
        output.line("no dead letters: every call was answered")
        return
    rows = [
        [one.hop, one.subject, one.status, str(one.tries), _words(one.arguments), one.why]
        for one in letters
    ]
    output.table(rows, ("hop", "call", "status", "retried", "arguments", "why"))


def _words(arguments: dict[str, JSON]) -> str:
    text = " ".join(f"{name}={shown(value)}" for name, value in arguments.items())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _retry(folder: "SessionFolder", hop: str, as_json: bool) -> None:
    import asyncio

    from sandbox import wiring
    from sandbox.export.call_lines import outcome_line
    from sandbox.hub.rerun import rerun
    from sandbox.settings import load_settings

    if not hop:
        raise SandboxError("retry needs the hop", f"sandbox db {folder.id} dead lists it", code=2)

    async def do() -> None:
        live = await wiring.open_session(load_settings(), folder.id)
        try:
            found = await rerun(live, hop)
        finally:
            await live.close()
        if as_json:
            output.data({"hop": hop, **found.model_dump(mode="json")})
        else:
            output.line(f"{hop} {found.tool}: {outcome_line(found)}")
        if found.outcome.status != "ok":
            raise typer.Exit(diagnostics.FINDING)

    asyncio.run(do())


def _query(folder: "SessionFolder", sql: str, raw: bool, as_json: bool) -> None:
    from sandbox.world.database import WorldDatabase

    started = _fold(folder).started
    if started is None:
        raise SandboxError(f"session {folder.id} has no beginning", "its log is damaged")
    world = WorldDatabase(folder.world, started.pack)
    try:
        rows = world.query(sql) if sql else _tables(world)
        rows = rows if raw or not sql else _masked(rows, folder, world, started.pack)
    finally:
        world.close()
    if as_json:
        output.data(rows)
    elif rows:
        output.table([[shown(cell) for cell in row.values()] for row in rows], tuple(rows[0]))
    else:
        output.line("no rows")


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
    rows: list[dict[str, JSON]], folder: "SessionFolder", world: "object", pack_name: str
) -> list[dict[str, JSON]]:
    """Rows as a log would show them; nothing is added to the session's vault on disk."""
    from sandbox import wiring
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
    return [mask.mask(row, 0) for row in rows]
