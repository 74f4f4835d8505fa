"""`sandbox check leaks`: canaries in rows and messages, and every place they come out again."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.check.leaks import Planted, Talk
    from sandbox.hub.live import LiveSession
    from sandbox.log.fold import Session
    from sandbox.pack.pack import Pack
    from sandbox.privacy.canary import Leak
    from sandbox.settings import Settings


def leaks(
    script: Annotated[
        list[Path] | None,
        typer.Option(
            "--script",
            metavar="FILE",
            help="YAML list of messages to run in place of the recordings; repeat for more.",
        ),
    ] = None,
    pack: options.Pack = "",
    model: options.Model = "",
    as_json: options.AsJson = False,
) -> None:
    """Plant values that nobody has, run conversations, and look for the values everywhere."""
    from sandbox import wiring
    from sandbox.check.leaks import planted
    from sandbox.settings import load_settings

    settings = load_settings()
    loaded = wiring.load(settings, pack)
    talks = _talks(loaded, script or [])
    plan = planted(loaded, talks)
    with tempfile.TemporaryDirectory(prefix="sandbox-leaks-") as home:
        found, searched = asyncio.run(_run(settings, plan, talks, model, Path(home)))
    unique = list(dict.fromkeys(found))
    if as_json:
        leaked: list[JSON] = [one.model_dump() for one in unique]
        counted: dict[str, JSON] = {"conversations": len(talks), "canaries": len(plan.canaries)}
        output.data({**counted, "searched": searched, "leaks": leaked})
    else:
        output.lines(f"{one.kind} in {one.sink}, {one.where}" for one in unique)
        ends = "no leak" if not unique else f"{len(unique)} leaks"
        output.line(
            f"{len(plan.canaries)} canaries, {len(talks)} conversations, "
            f"{searched} places searched: {ends}"
        )
    if unique:
        raise typer.Exit(diagnostics.FINDING)


def _talks(pack: "Pack", scripts: list[Path]) -> "list[Talk]":
    from sandbox.check.leaks import Talk, recorded_talks
    from sandbox.cli.scripts import read_script

    if scripts:
        return [Talk(path.name, tuple(read_script(path))) for path in scripts]
    talks = [
        Talk(path.name, tuple(read_script(path)))
        for path in sorted((pack.root / "scenarios").glob("*.yaml"))
    ]
    talks += recorded_talks(pack)
    if not talks:
        raise SandboxError(
            f"pack {pack.name} has no recording to take customers' words from",
            "give messages with --script FILE",
            code=2,
        )
    return talks


async def _run(
    settings: "Settings", plan: "Planted", talks: "list[Talk]", model: str, home: Path
) -> "tuple[list[Leak], int]":
    """All leaks of all conversations, and how many places were searched."""
    from sandbox.check.leaks import text_leaks
    from sandbox.cli.progress import progress

    found: list[Leak] = []
    searched = 0
    with progress("conversation") as step:
        for done, talk in enumerate(talks, 1):
            for sink, text in await _sinks(settings, plan, talk, model, home):
                found += text_leaks(f"{talk.name}: {sink}", text, plan.canaries)
                searched += 1
            step(done, len(talks))
    return found, searched


async def _sinks(
    settings: "Settings", plan: "Planted", talk: "Talk", model: str, home: Path
) -> list[tuple[str, str]]:
    """Runs one conversation; every place it leaves something in, by name, with what is there."""
    from sandbox import wiring
    from sandbox.adapters.ask import AnswerAll
    from sandbox.adapters.clocks import NoSleep

    start = wiring.Start(model or "", talk.customer)
    live = wiring.new_session(settings, plan.pack, start, ask=AnswerAll(True), home=home)
    live.parts.ports.sleep = NoSleep()
    told: list[str] = []
    try:
        for message in (plan.message, *talk.messages):
            try:
                await live.send(message)
            except SandboxError as error:
                told.append(f"{error} {error.hint}")
    finally:
        await live.close()
    return [*_written(live, home), *_rendered(live.session), *(("an error", one) for one in told)]


def _written(live: "LiveSession", home: Path) -> Iterator[tuple[str, str]]:
    """The log line by line, the files beside it, the recording, the exports, the index."""
    from sandbox.check.leaks import place_of
    from sandbox.cli.saving import save_session
    from sandbox.export.openai_messages import openai_line
    from sandbox.export.transcript import transcript
    from sandbox.log.index import open_index

    folder = live.folder
    for line in folder.log.read_text("utf-8").splitlines():
        yield f"log, {place_of(line)}", line
    kept = (folder.log.name, folder.vault.name, folder.unsent.name)
    for path in sorted(folder.path.rglob("*")):
        # The world and the vault are where the values live; a copy of the pack is the author's.
        inside = path.relative_to(folder.path).parts[0]
        if path.is_file() and path.name not in kept and not _is_home_of_values(live, inside):
            yield f"file {path.name}", path.read_bytes().decode("latin-1")
    target = home / "recordings" / folder.id
    target.parent.mkdir(exist_ok=True)
    path, _ = save_session(folder, target, folder.id)
    yield "recording", path.read_text("utf-8")
    yield "export as markdown", transcript(live.session, folder.id)
    if live.session.turns:
        yield "export as openai", openai_line(live.session)
    index = open_index(home / "index", {folder.id: folder.log})
    try:
        for number, statement in enumerate(index.connection.iterdump(), 1):
            yield f"index, row {number}", statement
    finally:
        index.close()


def _is_home_of_values(live: "LiveSession", part: str) -> bool:
    return part.startswith(live.folder.world.name) or part == "packs"


def _rendered(session: "Session") -> Iterator[tuple[str, str]]:
    """What a terminal and the panes of the screen show, before they restore values for a person."""
    from sandbox.cli.show import turn_lines
    from sandbox.tui.feed.inspect.hop import inspect

    for turn in session.turns:
        yield f"turn {turn.number} printed", "\n".join(turn_lines(turn, lambda value: value))
        for hop in turn.hops:
            shown = inspect(session, hop.id)
            for tab in shown.tabs if shown else ():
                yield f"pane {hop.name} {tab.name}, turn {turn.number}", repr(tab.build())
