"""`sandbox sessions import`: a recording as a session again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import complete, diagnostics, options, output

if TYPE_CHECKING:
    from sandbox.log.recording import Recording


def import_session(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A recording, NAME.rec.jsonl."),
    ],
    pack: Annotated[
        str,
        typer.Option(
            "--pack",
            metavar="PACK",
            help="Pack by name or path; else the recording's.",
            autocompletion=complete.packs,
        ),
    ] = "",
    as_json: options.AsJson = False,
) -> None:
    """Take a recording back into a session, to be shown, forked or gone on with."""
    from sandbox import wiring
    from sandbox.hub.folder import SessionFolder
    from sandbox.imports.session import make_own, read_own
    from sandbox.settings import home_folder, load_settings
    from sandbox.wiring.sessions import new_id

    settings = load_settings()
    recording, started = read_own(file)
    loaded = wiring.load(settings, pack or started.pack)
    folder = SessionFolder(home_folder(settings) / "sessions" / new_id())
    make_own(file, recording, folder, loaded)
    if as_json:
        output.data({"session": folder.id, "pack": loaded.name, "recording": recording.name})
        return
    output.line(folder.id)
    if dict(loaded.digests) != started.files:
        diagnostics.note("the pack was edited since it was recorded; the next turn follows it")
    model = " --model MODEL" if _asks_nobody(recording) else ""
    diagnostics.note(f"go on with it: sandbox chat --resume {folder.id}{model}")


def _asks_nobody(recording: "Recording") -> bool:
    """Whether its model is one of an imported conversation, which can't be asked anything."""
    from sandbox.imports.actor import PREFIX
    from sandbox.log.fold import fold

    return fold(recording.log.events).model.startswith(PREFIX)
