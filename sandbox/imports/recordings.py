"""The recordings that imported conversations become."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from sandbox.domain.faults import SandboxError
from sandbox.hub.live import LiveSession
from sandbox.hub.masking import mask_for, new_vault
from sandbox.imports.conversations import UNKNOWN_MODEL, Conversation
from sandbox.log.reader import read_log
from sandbox.log.recording import SUFFIX, Head, write_recording
from sandbox.pack.pack import Pack
from sandbox.replay.suggest import suggested_rules

TAG: Final = "imported"


def with_safe_id(conversation: Conversation, pack: Pack) -> Conversation:
    """The conversation under an id and a model's name that may be shown, and name files.

    They are its own; where one holds anything personal, `line-N` and `unknown`: beside a mail
    address there often stands a name that nothing tells.
    """
    mask = mask_for(new_vault(pack), pack)

    def safe(text: str, instead: str) -> str:
        return text if mask.mask(text, 0) == text else instead

    own, model = conversation.id, conversation.model
    own, model = safe(own, f"line-{conversation.line}"), safe(model, UNKNOWN_MODEL)
    return replace(conversation, id=own, model=model)


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
