"""`sandbox sessions verify`: is the chain of a log whole; if not, which lines are not."""

from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import complete, options, output
from sandbox.domain.base import JSON

if TYPE_CHECKING:
    from sandbox.log.verify import Damage


def verify(
    session: Annotated[
        str,
        typer.Argument(
            metavar="SESSION|FILE",
            help="A session, or a recording by its path.",
            autocompletion=complete.sessions,
        ),
    ],
    as_json: options.AsJson = False,
) -> None:
    """Check the chain of a log: a changed, missing or moved line is named."""
    from sandbox.log.reader import parse_log
    from sandbox.log.verify import damages

    name, data, first, last = _bytes_of(session)
    found = damages(data, first, last)
    log = None if found else parse_log(data, name, first=first)
    events, torn = (len(log.events), len(log.torn)) if log else (0, 0)
    if as_json:
        output.data(_data(name, found, events, torn))
    elif found:
        output.line(f"{name}: the chain is broken in {output.counted(len(found), 'place')}")
        output.lines(f"  {one.text()}" for one in found)
    else:
        tail = f", {torn} bytes of a torn last line" if torn else ""
        output.line(f"{name}: {output.counted(events, 'event')}, chain whole{tail}")
    if found:
        raise typer.Exit(3)


def _bytes_of(session: str) -> tuple[str, bytes, int, str]:
    """Name, the log's bytes, the number of their first line, and the last `sum` if it is known."""
    from pathlib import Path

    from sandbox.domain.faults import SandboxError
    from sandbox.hub.folder import find_session
    from sandbox.log.head import read_head
    from sandbox.settings import home_folder, load_settings

    path = Path(session)
    if path.suffix != ".jsonl" or not path.is_file():
        folder = find_session(home_folder(load_settings()), session)
        path = folder.log
        name = folder.id
    else:
        name = path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SandboxError(f"can't read {path.name}: {error.strerror}") from None
    head, _, rest = data.partition(b"\n")
    found = read_head(head, path.name)
    return (name, data, 1, "") if found is None else (name, rest, 2, found.last)


def _data(name: str, found: "list[Damage]", events: int, torn: int) -> dict[str, JSON]:
    return {
        "session": name,
        "whole": not found,
        "events": events,
        "torn_bytes": torn,
        "damages": [
            {
                "line": one.line,
                "event": one.event,
                "kind": one.kind,
                "expected": one.expected,
                "got": one.got,
            }
            for one in found
        ],
    }
