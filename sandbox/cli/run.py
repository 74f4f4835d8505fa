"""`sandbox run`: turns without a screen."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import diagnostics, output
from sandbox.cli.show import turn_data, turn_lines
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession


def run(
    messages: Annotated[
        list[str] | None, typer.Option("-m", "--message", help="A message; repeat for more turns.")
    ] = None,
    script: Annotated[
        str, typer.Option(help="YAML list of messages, or - for one message a line on stdin.")
    ] = "",
    pack: Annotated[str, typer.Option(help="Pack by name or path.")] = "",
    model: Annotated[str, typer.Option(help="Model that answers.")] = "",
    customer: Annotated[
        str | None, typer.Option("--as", help="Customer who speaks, or nobody.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the world's dice.")] = None,
    resume: Annotated[str, typer.Option(help="Session to go on with, or last.")] = "",
    approve: Annotated[
        str, typer.Option(help="Answer to confirms: none, all, or a YAML file by rule or tool.")
    ] = "none",
    save: Annotated[str, typer.Option(help="Write the session as a recording to FILE.")] = "",
    strict: Annotated[bool, typer.Option(help="Exit 1 when a turn degraded.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Run turns without a screen and print what each hop did."""
    options = Options(pack, model, customer, seed, resume, approve, save, strict, as_json)
    asyncio.run(_run(_messages(messages or [], script), options))


@dataclass(frozen=True)
class Options:
    """The options of `run` but for its messages."""

    pack: str
    model: str
    customer: str | None
    seed: int | None
    resume: str
    approve: str
    save: str
    strict: bool
    as_json: bool


async def _run(texts: list[str], options: Options) -> None:
    live = await _open(options)
    first = len(live.session.turns)
    try:
        for text in texts:
            await live.send(text)
            if not options.as_json:
                output.lines(turn_lines(live.session.turns[-1], live.restore))
        _finish(live, first, options)
    finally:
        await live.close()
    degraded = [t for t in live.session.turns[first:] if t.finished and t.finished.degraded]
    if options.strict and degraded:
        raise typer.Exit(diagnostics.FINDING)


async def _open(options: Options) -> "LiveSession":
    from sandbox import wiring
    from sandbox.cli.approvals import approvals
    from sandbox.settings import load_settings

    settings, ask = load_settings(), approvals(options.approve)
    if not options.resume:
        pack = wiring.load(settings, options.pack)
        start = wiring.Start(options.model, options.customer, options.seed)
        return wiring.new_session(settings, pack, start, ask=ask)
    live = await wiring.open_session(settings, options.resume, ask=ask)
    if options.model:
        live.switch_model(options.model)
    return live


def _finish(live: "LiveSession", first: int, options: Options) -> None:
    if options.save:
        from sandbox.cli.saving import save_session

        path, _ = save_session(live.folder, Path(options.save), Path(options.save).name)
        diagnostics.note(f"saved {path.name}")
    if options.as_json:
        turns = [turn_data(turn) for turn in live.session.turns[first:]]
        output.data({"session": live.name, "pack": live.pack.name, "turns": turns})
    else:
        diagnostics.note(f"session {live.name} · replay it with: sandbox replay {live.name}")


def _messages(messages: list[str], script: str) -> list[str]:
    """Messages from -m, or from a script. Raises `SandboxError` (code 2) when there are none."""
    texts = list(messages)
    if script == "-":
        texts += [line.rstrip("\n") for line in sys.stdin if line.strip()]
    elif script:
        from sandbox.cli.scripts import read_script

        texts += read_script(Path(script))
    if not texts:
        raise SandboxError(
            "there is no message to run", 'give one with -m "…", or a --script', code=2
        )
    return texts
