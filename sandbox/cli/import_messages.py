"""`sandbox import messages`: foreign conversations through the hub, as recordings."""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.cli.complete import words
from sandbox.cli.progress import progress
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.imports.conversations import Conversation, Refused
    from sandbox.imports.played import Played
    from sandbox.pack.pack import Pack
    from sandbox.ports import Ask
    from sandbox.settings import Settings


def messages(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="OpenAI message JSONL, plain or gzip.")
    ],
    pack: options.Pack = "",
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where recordings go; else the pack's recordings/."),
    ] = None,
    customer: options.Customer = None,
    approve: Annotated[
        str,
        typer.Option(
            metavar="all|none|FILE",
            help="Answer to confirms: what was done then is approved, unless you say otherwise.",
            autocompletion=words("all", "none"),
        ),
    ] = "all",
    force: Annotated[
        bool, typer.Option("--force", help="Replace recordings of the same name.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Run recorded conversations through the hub, tools for real, and keep them as recordings."""
    from sandbox import wiring
    from sandbox.cli.approvals import approvals
    from sandbox.imports.conversations import Conversation, Refused, read_conversations
    from sandbox.imports.recordings import recording_paths, refuse_existing, with_safe_id
    from sandbox.settings import load_settings

    settings = load_settings()
    loaded = wiring.load(settings, pack)
    found = read_conversations(file)
    whole = [with_safe_id(one, loaded) for one in found if isinstance(one, Conversation)]
    stage = _Stage(settings, loaded, customer, approvals(approve), _folder(out, loaded))
    paths = recording_paths(whole, stage.folder)
    if not force:
        refuse_existing(paths.values())
    refused = [one for one in found if isinstance(one, Refused)]
    played = asyncio.run(_all(whole, refused, stage, paths))
    _tell(file.name, played, refused, stage.folder, as_json)
    if refused:
        raise typer.Exit(diagnostics.COULD_NOT_RUN)
    if not all(one.same for one in played):
        raise typer.Exit(diagnostics.FINDING)


@dataclass(frozen=True)
class _Stage:
    """On what the conversations are played, and where their recordings go."""

    settings: "Settings"
    pack: "Pack"
    customer: str | None
    ask: "Ask"
    folder: Path


def _folder(out: Path | None, pack: "Pack") -> Path:
    if out is not None:
        return out
    from sandbox.cli.saving import own_copy

    folder, said = own_copy(pack.root)
    for line in said:
        diagnostics.note(line)
    return folder / "recordings"


async def _all(
    conversations: "list[Conversation]",
    refused: "list[Refused]",
    stage: _Stage,
    paths: dict[int, Path],
) -> "list[Played]":
    from sandbox.imports.conversations import Refused

    played: list[Played] = []
    # Sessions are only the way to the recordings: nobody looks for them among their own.
    with tempfile.TemporaryDirectory(prefix="hopscope-import-") as home, progress("playing") as at:
        for number, conversation in enumerate(conversations):
            at(number, len(conversations))
            try:
                played.append(await _one(conversation, stage, Path(home), paths[conversation.line]))
            except SandboxError as error:
                refused.append(Refused(conversation.line, str(error)))
    return played


async def _one(conversation: "Conversation", stage: _Stage, home: Path, path: Path) -> "Played":
    from sandbox import wiring
    from sandbox.imports import recordings
    from sandbox.imports.play import play

    start = wiring.Start(model="sandbox/scripted", customer=stage.customer)
    live = wiring.new_session(stage.settings, stage.pack, start, ask=stage.ask, home=home)
    try:
        played = await play(conversation, live)
    finally:
        await live.close()
    recordings.write(conversation, live, path)
    played.recording = path.name
    return played


def _tell(
    name: str, played: "list[Played]", refused: "list[Refused]", folder: Path, as_json: bool
) -> None:
    from sandbox.cli.import_lines import data_of, lines_of, summary, totals

    refused.sort(key=lambda one: one.line)
    if as_json:
        output.data(
            {
                "conversations": [data_of(one) for one in played],
                "refused": [{"line": one.line, "error": one.why} for one in refused],
                "totals": totals(played, refused),
            }
        )
        return
    for one in played:
        output.lines(lines_of(one))
    for one in refused:
        diagnostics.report(SandboxError(f"{name}:{one.line}: {one.why}"))
    where = "the folder of --out" if folder.is_absolute() else folder.as_posix()
    output.lines(summary(played, refused, where))
