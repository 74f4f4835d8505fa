"""`sandbox sessions fork`: a session as it was before one of its turns, as a new one."""

import asyncio
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import options, output
from sandbox.cli.complete import words

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession
    from sandbox.replay.edited import EditedTurn


def fork(
    session: options.Session,
    turn: Annotated[
        int | None,
        typer.Option(metavar="N", help="As it was before turn N; else as it is.", min=1),
    ] = None,
    model: Annotated[
        str,
        typer.Option("--model", metavar="MODEL", help="Model that answers from there on."),
    ] = "",
    customer: options.Customer = None,
    pack: Annotated[
        str,
        typer.Option(
            "--pack", metavar="PATH", help="Another version of its pack, to go on with: a folder."
        ),
    ] = "",
    result: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--result",
            metavar="HOP JSON",
            help="Say the turn of this tool call again, with another result of it.",
        ),
    ] = None,
    messages: Annotated[
        list[str] | None,
        typer.Option("-m", "--message", metavar="TEXT", help="A message; repeat for more turns."),
    ] = None,
    approve: Annotated[
        str,
        typer.Option(
            metavar="none|all|FILE",
            help="Answer to confirms; FILE is YAML, rule or tool: approve, reject or escalate.",
            autocompletion=words("none", "all"),
        ),
    ] = "none",
    as_json: options.AsJson = False,
) -> None:
    """Copy a session with its back-end, as it was before one of its turns; print the new id."""
    wish = _Wish(model, customer, pack, messages or [], approve, as_json)
    asyncio.run(_fork(session, turn, wish, result))


@dataclass(frozen=True)
class _Wish:
    model: str
    customer: str | None
    pack: str
    messages: list[str]
    approve: str
    as_json: bool


async def _fork(
    session: str, turn: int | None, wish: _Wish, result: tuple[str, str] | None
) -> None:
    from sandbox import wiring
    from sandbox.cli.approvals import approvals
    from sandbox.cli.results import edited_result, turn_of
    from sandbox.settings import load_settings

    ask, settings = approvals(wish.approve), load_settings()
    edited = edited_result(settings, session, *result) if result else None
    if edited is not None:
        turn = turn_of(edited, turn)
    onto = wiring.load(settings, wish.pack) if wish.pack else None
    live = await wiring.fork_session(settings, session, turn, ask=ask, onto=onto)
    try:
        _change(live, wish)
        await _go_on(live, wish, edited)
    finally:
        await live.close()


def _change(live: "LiveSession", wish: _Wish) -> None:
    """Model and customer from here on; a wrong name leaves no session behind."""
    try:
        if wish.model:
            live.switch_model(wish.model)
        if wish.customer is not None:
            live.switch_principal(wish.customer)
    except BaseException:
        shutil.rmtree(live.folder.path, ignore_errors=True)
        raise


async def _go_on(live: "LiveSession", wish: _Wish, edited: "EditedTurn | None") -> None:
    from sandbox.cli.show import turn_data, turn_lines

    first = len(live.session.turns)
    if not wish.as_json:
        output.line(live.name)
    for text in [*([None] if edited else []), *wish.messages]:
        if text is not None:
            await live.send(text)
        elif edited is not None:
            with edited.installed(live):
                await live.send(edited.words)
        if not wish.as_json:
            output.lines(turn_lines(live.session.turns[-1], live.restore))
    if wish.as_json:
        forked = live.session.forked
        output.data(
            {
                "session": live.name,
                "parent": forked.parent if forked else "",
                "forked_after": forked.after if forked else 0,
                "model": live.session.model,
                "turns": [turn_data(turn) for turn in live.session.turns[first:]],
            }
        )
