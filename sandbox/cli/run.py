"""`sandbox run`: turns without a screen."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.cli.complete import words
from sandbox.cli.show import turn_data, turn_lines
from sandbox.cli.speaker import check_speaker
from sandbox.cli.unused import close
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.cli.human import Sitting
    from sandbox.cli.step import Stepping
    from sandbox.hub.live import LiveSession


def run(
    messages: Annotated[
        list[str] | None,
        typer.Option("-m", "--message", metavar="TEXT", help="A message; repeat for more turns."),
    ] = None,
    script: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="YAML list of messages, or - for one message a line on stdin."
        ),
    ] = "",
    pack: options.Pack = "",
    model: options.Model = "",
    customer: options.Customer = None,
    seed: options.Seed = None,
    resume: options.Resume = "",
    approve: Annotated[
        str,
        typer.Option(
            metavar="none|all|FILE",
            help="Answer to confirms; FILE is YAML, rule or tool: approve, reject or escalate.",
            autocompletion=words("none", "all"),
        ),
    ] = "none",
    save: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the session as a recording.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="With --save: replace another session's recording.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when a turn degraded.")] = False,
    fault: options.Faults = None,
    human: options.Human = "",
    stop: options.Breaks = None,
    step: options.Step = "",
    budget: options.Budget = "",
    turn_budget: options.TurnBudget = "",
    as_json: options.AsJson = False,
) -> None:
    """Run turns without a screen and print what each hop did."""
    faults = tuple(fault or ())
    given = Options(
        pack,
        model,
        customer,
        seed,
        resume,
        approve,
        save,
        strict,
        as_json,
        faults,
        force,
        (budget, turn_budget),
        human,
        tuple(stop or ()),
        step,
    )
    if save is not None and not save.strip():
        raise SandboxError("--save needs the name of a file", "--save refund", code=2)
    asyncio.run(_run(_messages(messages or [], script), given))


@dataclass(frozen=True)
class Options:
    """The options of `run` but for its messages."""

    pack: str
    model: str
    customer: str | None
    seed: int | None
    resume: str
    approve: str
    save: str | None
    strict: bool
    as_json: bool
    faults: tuple[str, ...] = ()
    force: bool = False
    budgets: tuple[str, str] = ("", "")
    human: str = ""
    stops: tuple[str, ...] = ()
    step: str = ""


async def _run(texts: list[str], given: Options) -> None:
    from sandbox.cli.human import Sitting
    from sandbox.cli.step import Stepping

    sitting, stepping = Sitting(given.human), Stepping(given.stops, given.step)
    live = await _open(given, sitting)
    first = len(live.session.turns)
    try:
        stepping.seat(live)
        await _turns(live, texts, given, stepping)
        _finish(live, first, given)
        sitting.close()
    finally:
        await close(live)
    degraded = [t for t in live.session.turns[first:] if t.finished and t.finished.degraded]
    if given.strict and degraded:
        raise typer.Exit(diagnostics.FINDING)


async def _turns(
    live: "LiveSession", texts: list[str], given: Options, stepping: "Stepping"
) -> None:
    try:
        for text in texts:
            await live.send(text)
            if not given.as_json:
                output.lines(turn_lines(live.session.turns[-1], live.restore))
            stepping.check()
    except asyncio.CancelledError:
        # Ctrl+C: the turn is kept, and whoever stopped it may want to look at it.
        diagnostics.note(_where(live))
        raise


async def _open(given: Options, sitting: "Sitting") -> "LiveSession":
    from sandbox import wiring
    from sandbox.cli.approvals import approvals
    from sandbox.settings import load_settings, with_budgets

    settings = with_budgets(load_settings(), *given.budgets)
    ask = approvals(given.approve)
    if not given.resume:
        pack = wiring.load(settings, given.pack)
        table = pack.tables[pack.customer_table]
        keys = [str(row[table.key]) for row in pack.rows[table.name]]
        check_speaker(given.customer, keys, table.name)
        sitting.check((given.model or settings.model, *settings.fallbacks))
        start = wiring.Start(given.model, given.customer, given.seed, given.faults)
        live = wiring.new_session(settings, pack, start, ask=ask)
        sitting.seat(live)
        return live
    live = await wiring.open_session(settings, given.resume, ask=ask)
    if given.model:
        live.switch_model(given.model)
    for fault in given.faults:
        live.arm(fault)
    try:
        sitting.check((live.session.model, *settings.fallbacks))
    except SandboxError:
        await close(live)
        raise
    sitting.seat(live)
    return live


def _finish(live: "LiveSession", first: int, given: Options) -> None:
    if given.as_json:
        turns = [turn_data(turn) for turn in live.session.turns[first:]]
        output.data({"session": live.name, "pack": live.pack.name, "turns": turns})
    else:
        diagnostics.note(_where(live))
    if given.save:
        _save(live, Path(given.save), given.force)


def _save(live: "LiveSession", wanted: Path, force: bool) -> None:
    from sandbox.cli.saving import own_copy, save_session

    hint = f"--force replaces it; under another name: sandbox sessions save {live.name} NAME"
    path, _ = save_session(live.folder, wanted, wanted.name, only_own="" if force else hint)
    diagnostics.note(f"saved {path.name}")
    for said in own_copy(live.pack.root)[1]:
        diagnostics.note(said)


def _where(live: "LiveSession") -> str:
    return f"session {live.name} · replay it with: sandbox replay {live.name}"


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
