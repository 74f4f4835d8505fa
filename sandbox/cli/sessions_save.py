"""`sandbox sessions save`: a session as a recording."""

from typing import Annotated

import typer

from sandbox.cli import complete, diagnostics, options, output


def save(
    session: options.Session,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE",
            help="Name in the pack's recordings/, or a path; .rec.jsonl is added.",
            autocompletion=complete.replayable,
        ),
    ],
    title: Annotated[str, typer.Option(metavar="TEXT", help="Title of the recording.")] = "",
    tag: Annotated[
        list[str] | None, typer.Option(metavar="WORD", help="A tag; repeat for more.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a recording of another session.")
    ] = False,
) -> None:
    """Write a session as a recording that replays as a test."""
    from sandbox.cli.saving import named_path, refuse_empty, save_session
    from sandbox.hub.folder import find_session
    from sandbox.log.fold import fold
    from sandbox.log.index_rows import title_of
    from sandbox.log.reader import read_log
    from sandbox.log.recording import SUFFIX
    from sandbox.settings import home_folder, load_settings

    folder = find_session(home_folder(load_settings()), session)
    told = fold(read_log(folder.log).events)
    refuse_empty(told)
    wanted, said = named_path(folder, name)
    called = title_of(told) or wanted.name.removesuffix(SUFFIX)
    hint = "" if force else "give another name; --force replaces it"
    path, changed = save_session(
        folder, wanted, called, retitle=title, tags=tag or (), only_own=hint
    )
    output.line(f"{'saved' if changed else 'unchanged'} {path.name}")
    if path.parent.name:
        output.line(f"in {path.parent.as_posix()}")
    for words in said:
        diagnostics.note(words)
