"""`sandbox sessions`: what was recorded, and what to do with it."""

from pathlib import Path
from typing import Annotated

import typer

from sandbox.cli import output
from sandbox.domain.faults import SandboxError

sessions = typer.Typer(help="List, show, save and check sessions.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="Session id, the start of one, or last.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON.")]


@sessions.command("list")
def list_sessions(as_json: AsJson = False) -> None:
    """Every session, oldest first."""
    from sandbox.cli.show import money
    from sandbox.hub.folder import sessions_in
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log
    from sandbox.settings import home_folder, load_settings

    rows: list[list[str]] = []
    for folder in sessions_in(home_folder(load_settings())):
        try:
            session = fold(read_log(folder.log).events)
        except SandboxError as error:
            rows.append([folder.id, "", "", "", error.message])
            continue
        first = session.turns[0].asked if session.turns else ""
        turns = str(len(session.turns))
        rows.append([folder.id, session.model, turns, money(session.cost), first[:60]])
    header = ("session", "model", "turns", "cost", "first words")
    if as_json:
        output.data([dict(zip(header, row, strict=True)) for row in rows])
    else:
        output.table(rows, header)


@sessions.command()
def show(session: Id, as_json: AsJson = False) -> None:
    """The turns of one session, personal data as placeholders."""
    from sandbox.cli.show import turn_data, turn_lines
    from sandbox.hub.folder import find_session
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log
    from sandbox.settings import home_folder, load_settings

    folder = find_session(home_folder(load_settings()), session)
    folded = fold(read_log(folder.log).events)
    if as_json:
        output.data({"session": folder.id, "turns": [turn_data(turn) for turn in folded.turns]})
        return
    for turn in folded.turns:
        output.lines(turn_lines(turn, lambda value: value))


@sessions.command()
def save(
    session: Id,
    file: Annotated[str, typer.Argument(help="Where to; .rec.jsonl is added.")],
    title: Annotated[str, typer.Option(help="Title of the recording.")] = "",
) -> None:
    """Write a session as a recording that replays as a test."""
    from sandbox.cli.saving import save_session
    from sandbox.hub.folder import find_session
    from sandbox.settings import home_folder, load_settings

    folder = find_session(home_folder(load_settings()), session)
    path, changed = save_session(folder, Path(file), title or Path(file).name)
    output.line(f"{'saved' if changed else 'unchanged'} {path}")


@sessions.command()
def mark(
    session: Id,
    turn: Annotated[int, typer.Argument(help="Number of the turn.")],
    good: Annotated[bool, typer.Option("--good/--bad", help="Your judgement.")] = True,
    note: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Mark a turn good or bad, with a note."""
    import asyncio

    from sandbox import wiring
    from sandbox.settings import load_settings

    async def do() -> None:
        live = await wiring.open_session(load_settings(), session)
        live.mark(turn, "good" if good else "bad", note)
        await live.close()

    asyncio.run(do())
    output.line(f"turn {turn} marked {'good' if good else 'bad'}")


@sessions.command()
def verify(session: Id) -> None:
    """Check the chain of a session's log: a changed, missing or moved line is named."""
    from sandbox.hub.folder import find_session
    from sandbox.log.reader import read_log
    from sandbox.settings import home_folder, load_settings

    folder = find_session(home_folder(load_settings()), session)
    log = read_log(folder.log)
    torn = f", {len(log.torn)} bytes of a torn last line" if log.torn else ""
    output.line(f"{folder.id}: {len(log.events)} events, chain whole{torn}")
