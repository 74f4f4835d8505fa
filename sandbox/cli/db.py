"""`sandbox db`: the back-end of one session, its row changes, and calls kept for a person."""

from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.cli.complete import words
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.export.call_lines import change_lines, shown

if TYPE_CHECKING:
    from sandbox.domain.tool import RowChange
    from sandbox.hub.folder import SessionFolder
    from sandbox.log.fold import Session
    from sandbox.log.row_history import RowDeed


_WORDS = ("diff", "dead", "retry", "snapshot", "restore", "snapshots", "queries", "query", "forget")


def db(
    session: options.Session,
    what: Annotated[
        str,
        typer.Argument(
            metavar='["SQL"|WORD]',
            help=f"One statement, or one of {', '.join(_WORDS)}. Without: the tables.",
            autocompletion=words(*_WORDS),
        ),
    ] = "",
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            help="For retry: the hop, as dead lists it; else of a snapshot or a kept query.",
        ),
    ] = "",
    turn: Annotated[int, typer.Option(metavar="N", help="For diff: this turn alone.")] = 0,
    write: Annotated[
        bool, typer.Option("--write", help="The SQL changes rows: shows them, asks, logs it.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write or restore without asking.")] = (
        False
    ),
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Only show what a write or a restore would change.")
    ] = False,
    save: Annotated[
        str, typer.Option(metavar="NAME", help="Keep the query by this name, for every session.")
    ] = "",
    raw: Annotated[
        bool, typer.Option("--raw", help="Personal values as they are, not masked.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Look into the back-end of a session; change rows, snapshot and restore them."""
    from sandbox.cli import db_select, db_write
    from sandbox.hub.folder import find_session
    from sandbox.settings import home_folder, load_settings

    folder = find_session(home_folder(load_settings()), session)
    _check(session, what, name, turn, write=write, save=save, sure=yes or dry)
    doing = {"yes": yes, "dry": dry, "raw": raw, "as_json": as_json}
    match what:
        case "diff":
            _diff(folder, turn, as_json)
        case "dead":
            _dead(_fold(folder), as_json)
        case "retry":
            _retry(folder, name, as_json)
        case "snapshot":
            db_write.snapshot(folder, name, as_json)
        case "snapshots":
            db_write.snapshots(folder, as_json)
        case "restore":
            db_write.restore(folder, name, **doing)
        case "queries" | "query" | "forget":
            db_select.kept(folder, what, name, raw, as_json)
        case _ if write:
            db_write.write(folder, what, **doing)
        case _:
            db_select.select(folder, what, raw, as_json, save)


def _check(
    session: str, what: str, name: str, turn: int, *, write: bool, save: str, sure: bool
) -> None:
    """Raises `SandboxError` (code 2) for words that do not go together."""
    named = ("retry", "snapshot", "restore", "query", "forget")
    if name and what not in named:
        raise SandboxError(f"{name[:40]}: one SQL text at a time", "put it in quotes", code=2)
    if what in named[1:] and not name:
        raise SandboxError(f"{what} needs a name", f"sandbox db {session} {what} NAME", code=2)
    if turn and what != "diff":
        raise SandboxError("--turn is for diff", f"sandbox db {session} diff --turn 2", code=2)
    if write and (what in _WORDS or not what):
        hint = f'sandbox db {session} "UPDATE …" --write'
        raise SandboxError("--write is for SQL", hint, code=2)
    if save and (write or what in _WORDS or not what):
        raise SandboxError("--save keeps a SELECT", "sandbox db SESSION SQL --save NAME", code=2)
    if sure and not (write or what == "restore"):
        raise SandboxError("--yes and --dry-run are for --write and restore", code=2)


def _fold(folder: "SessionFolder") -> "Session":
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log

    return fold(read_log(folder.log).events)


def _diff(folder: "SessionFolder", turn: int, as_json: bool) -> None:
    from sandbox.log.changes import net
    from sandbox.log.row_history import row_history

    session = _fold(folder)
    if turn and not 0 < turn <= len(session.turns):
        raise SandboxError(f"there is no turn {turn} in this session", code=2)
    deeds = [deed for deed in row_history(session) if not turn or deed.turn == turn]
    parts: dict[tuple[str, int], list[RowChange]] = {}
    for deed in deeds:
        parts.setdefault((_when(deed), deed.turn), []).extend(deed.changes)
    told = [(when, number, net(changes)) for (when, number), changes in parts.items()]
    whole = net(change for _, _, changes in told for change in changes)
    if as_json:
        turns = [
            {"turn": number or None, "when": when, "changes": [_cells(one) for one in changes]}
            for when, number, changes in told
        ]
        output.data({"session": folder.id, "turns": turns, "net": [_cells(c) for c in whole]})
        return
    for when, _, changes in told:
        output.line(when)
        output.lines(f"  {line}" for change in changes for line in change_lines(change))
    if not whole:
        output.line("no row differs" if told else "no row was changed")
    elif len(told) > 1:
        output.line("in all")
        output.lines(f"  {line}" for change in whole for line in change_lines(change))


def _when(deed: "RowDeed") -> str:
    if deed.turn:
        return f"turn {deed.turn}"
    since = f"after turn {deed.after}" if deed.after else "before the first turn"
    return f"{deed.label} {since}"


def _cells(change: "RowChange") -> JSON:
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
