"""`sandbox sessions edit`: the head of a recording as YAML in an editor."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sandbox.cli import complete, output
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.log.recording import Head, Recording

_FIELDS: Final = ("title", "tags", "may_differ", "assertions")
_ABOUT: Final = """\
# The head of {name}. Save and close to write it back; docs/recordings.md has every word.
# may_differ: [{{of: respond, at: /output/text, pattern: "Hello.*"}}]   what need not be the same
# assertions: what has to hold besides
"""


def edit(
    recording: Annotated[
        str,
        typer.Argument(
            metavar="FILE|NAME",
            help="A recording, or its name in the default pack's recordings/.",
            autocompletion=complete.replayable,
        ),
    ],
    show: Annotated[bool, typer.Option("--show", help="Only print it, as YAML.")] = False,
) -> None:
    """Edit what a recording says of itself: title, tags, what may differ, assertions."""
    from sandbox.log.recording import read_recording

    file = _file(recording)
    read = read_recording(file)
    if not read.head.last:
        raise SandboxError(
            f"{file.name} has no head: it is a log",
            "save the session as a recording first: sandbox sessions save",
            code=2,
        )
    text = _yaml_of(read, file.name)
    if show:
        output.lines(text.splitlines())
        return
    head = _head_of(_edited(text, file), read, file)
    output.line(f"{'saved' if _write(file, head) else 'unchanged'} {file.name}")


def _file(name: str) -> Path:
    """The recording of this path or name."""
    from sandbox.cli.replayable import find
    from sandbox.settings import load_settings

    found = find([name], load_settings())
    if len(found) != 1:
        raise SandboxError(f"{name} holds {len(found)} recordings", "name one of them", code=2)
    return found[0].path


def _yaml_of(recording: "Recording", name: str) -> str:
    """The head as it can be edited, and below, as comments, what this session did."""
    from sandbox.replay.suggest import suggested_assertions

    data = recording.head.model_dump(mode="json")
    fields = _dumped({name: data[name] for name in _FIELDS})
    did = _dumped({"assertions": suggested_assertions(recording.log.events)})
    comments = "".join(f"# {line}\n" for line in did.splitlines())
    return f"{_ABOUT.format(name=name)}\n{fields}\n# What this session did:\n{comments}"


def _dumped(data: dict[str, Any]) -> str:
    import yaml

    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def _edited(text: str, file: Path) -> str:
    """What the person made of `text`. Raises `SandboxError` when the editor can't be run."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _any_editor()
    with tempfile.TemporaryDirectory(prefix="hopscope-edit-") as folder:
        path = Path(folder) / f"{file.name.partition('.')[0]}.yaml"
        path.write_text(text, "utf-8")
        try:
            done = subprocess.run([*shlex.split(command), str(path)], check=False)
        except OSError as error:
            raise SandboxError(
                f"can't run the editor {command!r}: {error.strerror}", "set EDITOR to one that runs"
            ) from None
        if done.returncode:
            raise SandboxError(
                f"the editor {command!r} ended with {done.returncode}: nothing was changed"
            )
        return path.read_text("utf-8")


def _any_editor() -> str:
    return "notepad" if os.name == "nt" else "vi"


def _head_of(text: str, recording: "Recording", file: Path) -> "Head":
    """The edited head. Raises `SandboxError` for one that no replay could read."""
    from sandbox.log.head import head_of
    from sandbox.pack.finding import Report
    from sandbox.pack.yaml_text import read_mapping
    from sandbox.replay.expectations import expectations_of
    from sandbox.testing.replays import Replays

    report = Report()
    located = read_mapping(file.name, text, report)
    if located is None or report.failed:
        first = report.in_order()[0]
        raise SandboxError(
            f"{file.name} stays as it was: line {first.line} {first.message}", code=2
        )
    given = {name: [] if name != "title" else "" for name in ("title", "tags", "may_differ")}
    data = {**given, "assertions": {}}
    data |= {name: value for name, value in located.data.items() if value is not None}
    try:
        head = head_of({**recording.head.model_dump(mode="json"), **data}, "the head")
        replays = Replays()
        expectations_of(head, replays.pack_of(recording, file), "the head")
        _no_personal_data(head, recording, replays, file)
    except SandboxError as error:
        raise SandboxError(f"{file.name} stays as it was: {error.message}", error.hint, 2) from None
    return head


def _no_personal_data(head: "Head", recording: "Recording", replays: Any, file: Path) -> None:
    from sandbox.replay.compare import Comparison
    from sandbox.replay.divergence import short
    from sandbox.replay.may_differ import MayDiffer, Spot
    from sandbox.replay.person import fresh_mask

    mask = fresh_mask(replays.pack_of(recording, file), recording.log.events).tape
    data = {name: head.model_dump(mode="json")[name] for name in _FIELDS}
    for change in Comparison(MayDiffer(), Spot("", 0)).changes(data, mask.mask(data, 0)):
        raise SandboxError(
            f"{change.pointer} holds personal data", f"write {short(change.got)} in its place"
        )


def _write(file: Path, head: "Head") -> bool:
    from sandbox.log.recording import write_lines

    return write_lines(file, head, file.read_bytes().partition(b"\n")[2])
