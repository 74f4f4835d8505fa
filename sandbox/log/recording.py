"""Recordings: `NAME.rec.jsonl` = one head line, then a session's log lines byte for byte."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.faults import SandboxError
from sandbox.log.codec import canonical
from sandbox.log.reader import Log, parse_log

SUFFIX = ".rec.jsonl"


class Head(Frozen):
    """First line of a recording; outside the chain, so that people can edit it.

    `last` is the `sum` of the last log line. `may_differ` and `assertions` are for replays.
    """

    kind: str = "recording"
    format: int = 1
    title: str = ""
    tags: tuple[str, ...] = ()
    pack: str = ""
    may_differ: tuple[JSON, ...] = ()
    assertions: dict[str, JSON] = Field(default_factory=dict)
    last: str = ""


@dataclass(frozen=True)
class Recording:
    """A recording as read; `name` is the file's name without its suffix."""

    name: str
    head: Head
    log: Log


def read_recording(path: Path) -> Recording:
    """Reads a recording, or a bare log, from `path`.

    Raises `SandboxError` naming file and line: torn, changed, or not one of ours.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SandboxError(f"can't read {path.name}: {error.strerror}") from None
    name = path.name.removesuffix(SUFFIX)
    first, _, rest = data.partition(b"\n")
    head = _head(first, path.name)
    if head is None:
        return Recording(name, Head(title=name), parse_log(data, path.name))
    log = parse_log(rest, path.name, first=2)
    if log.torn or head.last != log.last:
        raise SandboxError(
            f"{path.name} is torn: its end is missing",
            "restore it from version control, or save the session again",
        )
    return Recording(name, head, log)


def write_recording(path: Path, head: Head, log_file: Path) -> bool:
    """Writes head and log to `path` at once or not at all. False when no byte changed."""
    data = log_file.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    last = json.loads(whole.splitlines()[-1])["sum"] if whole else ""
    head = head.model_copy(update={"last": last})
    line = canonical(head.model_dump(mode="json", exclude_defaults=True) | {"kind": head.kind})
    new = line.encode() + b"\n" + whole
    if path.exists() and path.read_bytes() == new:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    with aside.open("wb") as file:
        file.write(new)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    return True


def _head(line: bytes, name: str) -> Head | None:
    try:
        data: JSON = json.loads(line)
    except ValueError:
        raise SandboxError(f"{name}, line 1: not JSON", "is it a recording of ours?") from None
    if not isinstance(data, dict):
        raise SandboxError(f"{name}, line 1: not a JSON object", "is it a recording of ours?")
    if data.get("kind") != "recording":
        return None
    try:
        return Head.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SandboxError(f"{name}, line 1: {where}: {first['msg']}") from None
