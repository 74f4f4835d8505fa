"""`--file`: JSON Lines in, one verdict a line out, in the same order."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

Judge = Callable[[dict[str, Any]], dict[str, JSON]]
"""The verdict on one line's object. Raises `BadLine` for one that lacks what it needs."""


class BadLine(ValueError):
    """A line that can't be judged, in words for whoever wrote it."""


def read_lines(path: Path) -> list[bytes]:
    """The lines of a file that are not blank, or of standard input for `-`.

    Raises `SandboxError` (code 3) if there is no such file.
    """
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise SandboxError(f"{path}: {error.strerror}", "give a file of JSON Lines") from None
    return [line for line in data.split(b"\n") if line.strip()]


def verdicts(lines: Iterable[bytes], judge: Judge) -> Iterator[dict[str, JSON]]:
    """For each line its verdict with the line under `input`, or `{"error", "input"}`."""
    for number, line in enumerate(lines, 1):
        try:
            given = _object(line)
            yield {**judge(given), "input": given}
        except BadLine as error:
            shown = line.decode("utf-8", "replace").strip()
            yield {"error": f"line {number}: {error}", "input": shown}


def text_in(given: dict[str, Any], name: str) -> str:
    """A text of the line. Raises `BadLine`."""
    value = given.get(name)
    if not isinstance(value, str):
        raise BadLine(f'"{name}" has to be a text')
    return value


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine("it is no UTF-8") from None
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise BadLine(f"it is no JSON: {reason}") from None
    if not isinstance(value, dict):
        raise BadLine("it is no object")
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise BadLine("it holds half a character, or a number that is not finite") from None
    return value
