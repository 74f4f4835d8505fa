"""`sandbox replay`: recordings and sessions, held against the code as it is now."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.cli.complete import replayable, words
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.log.recording import Recording
    from sandbox.replay.report import Report
    from sandbox.settings import Settings


def replay(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|DIR|SESSION…",
            help="Recordings, folders of them, sessions (or last).",
            autocompletion=replayable,
        ),
    ],
    mode: Annotated[
        str,
        typer.Option(
            metavar="strict|view",
            help="strict: run and compare; view: only show.",
            autocompletion=words("strict", "view"),
        ),
    ] = "strict",
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Fail every tool call in turn, in every way.")
    ] = False,
    pack: options.Pack = "",
    as_json: options.AsJson = False,
) -> None:
    """Replay recordings with no model, no tools, no network; exit 1 at a difference."""
    from sandbox.settings import load_settings

    if mode not in ("strict", "view"):
        raise SandboxError(f"there is no mode {mode}", "strict or view", code=2)
    settings = load_settings()
    if sweep:
        from sandbox.cli.sweep import sweep as swept

        if swept(_recordings(files, settings), settings, pack, as_json):
            raise typer.Exit(diagnostics.FINDING)
        return
    failed = False
    for recording in _recordings(files, settings):
        if mode == "view":
            _view(recording, as_json)
            continue
        report = asyncio.run(_strict(recording, settings, pack))
        failed |= not report.identical
        if as_json:
            output.data(report.data())
        else:
            output.lines(report.lines())
    if failed:
        raise typer.Exit(diagnostics.FINDING)


async def _strict(recording: "Recording", settings: "Settings", pack: str) -> "Report":
    from sandbox import wiring

    return await wiring.strict_replay(settings, recording, pack).run()


def _view(recording: "Recording", as_json: bool) -> None:
    from sandbox.cli.show import turn_data, turn_lines
    from sandbox.log.fold import fold

    for turn in fold(recording.log.events).turns:
        if as_json:
            output.data(turn_data(turn))
        else:
            output.lines(turn_lines(turn, lambda value: value))


def _recordings(files: list[str], settings: "Settings") -> list["Recording"]:
    """What the arguments name, folders in order of their files' names."""
    from sandbox.hub.folder import find_session
    from sandbox.log.recording import SUFFIX, Recording, read_recording
    from sandbox.settings import home_folder

    found: list[Recording] = []
    for name in files:
        path = Path(name)
        if path.is_dir() and not (path / "log.jsonl").exists():
            inside = sorted(path.rglob(f"*{SUFFIX}"))
            if not inside:
                raise SandboxError(f"no recordings in {path.name}", f"they end in {SUFFIX}", code=2)
            found += [read_recording(file) for file in inside]
        elif path.is_dir() or path.exists():
            found.append(read_recording(path / "log.jsonl" if path.is_dir() else path))
        else:
            folder = find_session(home_folder(settings), name)
            read = read_recording(folder.log)
            found.append(Recording(folder.id, read.head, read.log))
    return found
