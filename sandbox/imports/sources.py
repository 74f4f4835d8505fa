"""Files that come from elsewhere: read whole, plain or gzip, with one clear line when torn."""

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

from sandbox.domain.faults import SandboxError

LARGEST = 200_000_000
"""Bytes after unpacking; a file that unpacks to more is refused before it fills the memory."""


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, unpacked if it is gzip. Raises `SandboxError` naming the file."""
    try:
        data = _bytes(path)
    except FileNotFoundError:
        raise SandboxError(f"there is no file {path.name}", "check the path", code=2) from None
    except IsADirectoryError:
        raise SandboxError(f"{path.name} is a folder", "name a file in it", code=2) from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise SandboxError(f"{path.name} is torn: its gzip ends too early or is none") from None
    except OSError as error:
        raise SandboxError(f"{path.name} can't be read: {error.strerror}") from None
    if len(data) > LARGEST:
        raise SandboxError(f"{path.name} unpacks to over {LARGEST // 1_000_000} MB", "import less")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SandboxError(f"{path.name}:{line}: not UTF-8", "save it as UTF-8") from None


def read_json(path: Path) -> Any:
    """The JSON value of a file. Raises `SandboxError` with file and line."""
    try:
        return json.loads(read_text(path), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise SandboxError(f"{path.name}:{error.lineno}: not JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise SandboxError(f"{path.name}: not JSON: {str(error)[:80]}") from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if not packed:
        return path.read_bytes()
    with gzip.open(path) as file:
        return file.read(LARGEST + 1)


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number in JSON")
