"""The recordings that imported conversations become."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sandbox.domain.faults import SandboxError
from sandbox.hub.live import LiveSession
from sandbox.imports.conversations import Conversation
from sandbox.log.reader import read_log
from sandbox.log.recording import SUFFIX, Head, write_recording
from sandbox.replay.suggest import suggested_rules

TAG: Final = "imported"


def recording_paths(conversations: Iterable[Conversation], folder: Path) -> dict[int, Path]:
    """Where each conversation's recording goes, by its line; names are made of the ids."""
    paths: dict[int, Path] = {}
    for one in conversations:
        name = re.sub(r"[^a-z0-9]+", "-", one.id.lower()).strip("-")[:80] or f"line-{one.line}"
        path = folder / f"{name}{SUFFIX}"
        if path in paths.values():
            path = folder / f"{name}-line-{one.line}{SUFFIX}"
        paths[one.line] = path
    return paths


def refuse_existing(paths: Iterable[Path]) -> None:
    """Raises `SandboxError` (code 2) if one of the recordings is there already."""
    there = [path for path in paths if path.exists()]
    if there:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        hint = "name another folder with --out; --force replaces them"
        raise SandboxError(f"{there[0].name}{more} is there already", hint, code=2)


def write(conversation: Conversation, live: LiveSession, path: Path) -> None:
    """Writes the session as a recording, at once or not at all."""
    rules = suggested_rules(read_log(live.folder.log).events)
    head = Head(
        title=str(live.parts.mask.mask(conversation.id, 0)),
        tags=(TAG,),
        pack=live.pack.name,
        may_differ=tuple(rule.model_dump(mode="json", exclude_defaults=True) for rule in rules),
    )
    write_recording(path, head, live.folder.log)
