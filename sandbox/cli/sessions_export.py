"""`sandbox sessions export`: a session as Markdown, or as OpenAI message JSONL."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sandbox.cli import complete, options, output
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.log.fold import Session


def export(
    session: options.Session,
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="Where to; else it is printed.")
    ] = "",
    to: Annotated[
        Literal["markdown", "openai"],
        typer.Option(
            "--to",
            help="markdown: to read; openai: message JSONL for fine-tuning and evaluation.",
            autocompletion=complete.words("markdown", "openai"),
        ),
    ] = "markdown",
    force: Annotated[bool, typer.Option("--force", help="Write over FILE.")] = False,
) -> None:
    """Write a session for other programs or people, masked as in its log."""
    from sandbox.hub.folder import find_session
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log
    from sandbox.settings import home_folder, load_settings

    folder = find_session(home_folder(load_settings()), session)
    text = _text(fold(read_log(folder.log).events), folder.id, to)
    if not file:
        output.text(text)
        return
    _write(Path(file), text, force)
    output.line(f"wrote {file}")


def _text(session: "Session", name: str, to: str) -> str:
    if to == "markdown":
        from sandbox.export.transcript import transcript
        from sandbox.log.index_rows import title_of

        return transcript(session, title_of(session) or name)
    from sandbox.export.openai_messages import openai_line

    if not session.turns:
        raise SandboxError(f"session {name} has no turn to export", "send a message first")
    return openai_line(session) + "\n"


def _write(path: Path, text: str, force: bool) -> None:
    try:
        with path.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise SandboxError(
            f"{path} is there already", "name another file, or say --force", code=2
        ) from None
    except OSError as error:
        raise SandboxError(f"can't write {path}: {error.strerror}") from None
