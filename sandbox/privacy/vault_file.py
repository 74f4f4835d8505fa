"""The vault on disk: one JSON file, mode 0600, written whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from sandbox.privacy.unsent import sync_folder
from sandbox.privacy.vault import Entry, Vault

_KIND = "hopscope-vault"
_FORMAT = 1
_MODE = 0o600


def save(vault: Vault, path: Path, durable: bool = True) -> None:
    """Writes the vault beside its place, syncs it if it is to be durable, and moves it there.

    One writer a session (its lock is held by the caller). Raises `OSError` when the folder is
    missing or full; the old file is then still whole.
    """
    values = {entry.text: value for entry, value in vault.pairs()}
    data = {
        "kind": _KIND,
        "format": _FORMAT,
        "region": vault.region,
        "entries": [{**at.model_dump(), "value": values.get(at.text)} for at in vault.entries()],
        "new": vault.untaken(),
    }
    if vault.key:
        data["key"] = vault.key.hex()
    # ASCII, so that half a surrogate pair in a message can be written at all.
    _replace(path, json.dumps(data, ensure_ascii=True, indent=1).encode("ascii"), durable)


def load(path: Path) -> Vault:
    """Reads a vault; `FileNotFoundError` when there is none, `ValueError` for any other file."""
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        _refuse(path, "is torn or no JSON")
    if not isinstance(data, dict) or data.get("kind") != _KIND:
        _refuse(path, "is not a vault of Hopscope")
    if data.get("format") != _FORMAT:
        _refuse(path, f"has a format this version can't read ({str(data.get('format'))[:20]!r})")
    try:
        return _vault(data)
    # What they say would show the values they refuse.
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError):
        _refuse(path, "has entries that are damaged")


def _vault(data: dict[str, Any]) -> Vault:
    vault = Vault(_text(data["region"]), bytes.fromhex(data.get("key", "")))
    for stored in data["entries"]:
        value = stored.pop("value")
        vault.put(Entry.model_validate(stored), None if value is None else _text(value))
    vault.offer_again({entry.text for entry in vault.entries()} - set(data["new"]))
    return vault


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _refuse(path: Path, what: str) -> NoReturn:
    raise ValueError(
        f"vault {path} {what}: restore it from a copy, or move it away and import the recording"
        " (references and surrogates then stand for the values)"
    ) from None


def _replace(path: Path, content: bytes, durable: bool) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)  # left by a crash; also keeps the mode ours
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)
