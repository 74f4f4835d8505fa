"""`sandbox sessions explain`: what the agent did in a turn, in plain sentences."""

from typing import Annotated

import typer

from sandbox.cli import options, output
from sandbox.domain.faults import SandboxError


def explain(
    session: options.Session,
    turn: Annotated[
        int | None, typer.Option("--turn", metavar="N", help="Only this turn; else all.", min=1)
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """What was understood, picked, called with which verdict, and what comes next."""
    from sandbox.cli.show_hops import read
    from sandbox.export.explain import explain as told

    shown = read(session)
    turns = len(shown.session.turns)
    if turn is not None and turn > turns:
        many = output.counted(turns, "turn")
        raise SandboxError(f"{shown.name} has {many}, so there is no turn {turn}", code=2)
    numbers = [turn] if turn is not None else range(1, turns + 1)
    sentences = [one for number in numbers for one in told(shown.session, number)]
    if as_json:
        data = [one.model_dump(mode="json") for one in sentences]
        output.data({"session": shown.name, "sentences": data})
        return
    width = max((len(one.hop) for one in sentences), default=0)
    output.lines(f"{one.hop:<{width}}  {one.text}" for one in sentences)
