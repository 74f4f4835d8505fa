"""Recordings: `NAME.rec.jsonl` = one head line, then a session's log lines byte for byte."""

import os
from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.log.head import Head, read_head
from sandbox.log.kept_lines import keep_old, last_sum
from sandbox.log.reader import Log, parse_log

__all__ = [
    "SUFFIX",
    "Head",
    "Recording",
    "head_in",
    "read_recording",
    "write_lines",
    "write_recording",
]

SUFFIX = ".rec.jsonl"


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
    data = _bytes_of(path)
    name = path.name.removesuffix(SUFFIX)
    first, _, rest = data.partition(b"\n")
    head = read_head(first, path.name)
    if head is None:
        return Recording(name, Head(title=name), parse_log(data, path.name))
    log = parse_log(rest, path.name, first=2)
    if log.torn or head.last != log.last:
        raise SandboxError(
            f"{path.name} is torn: its end is missing",
            "restore it from version control, or save the session again",
        )
    return Recording(name, head, log)


def head_in(path: Path) -> Head | None:
    """The head of the recording at `path`, whatever the lines below are; None for a bare log."""
    return read_head(_bytes_of(path).partition(b"\n")[0], path.name)


def write_recording(path: Path, head: Head, log_file: Path) -> bool:
    """Writes head and log to `path` at once or not at all. False when no byte changed."""
    data = _bytes_of(log_file)
    return write_lines(path, head, data[: data.rfind(b"\n") + 1])


def write_lines(path: Path, head: Head, log: bytes) -> bool:
    """As `write_recording`, from whole lines of a log.

    Where `path` is a recording already, each of its lines that says the same stays as it is,
    timings included, and only the chain is renewed. Raises `SandboxError` when it can't be written.
    """
    old = _bytes_of(path) if path.exists() else b""
    lines = log.split(b"\n")[:-1]
    if old and not old.endswith(b"\n" + log):
        lines = keep_old(lines, old.split(b"\n")[1:])
    first = head.model_copy(update={"last": last_sum(lines)}).line()
    new = b"\n".join((first.encode("utf-8", "surrogatepass"), *lines, b""))
    if new == old:
        return False
    try:
        _replace(path, new)
    except OSError as error:
        raise SandboxError(
            f"can't write {path.name}: {error.strerror}", "name a folder that you may write"
        ) from None
    return True


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SandboxError(f"can't read {path.name}: {error.strerror}") from None


def _replace(path: Path, data: bytes) -> None:
    """In one step, so that nobody ever reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
