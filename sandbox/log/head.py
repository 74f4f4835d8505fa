"""The first line of a recording: what people say of it. The lines below it are a session's log."""

import json
from difflib import get_close_matches
from typing import Any, Final

from pydantic import Field, ValidationError

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.faults import SandboxError
from sandbox.log.codec import canonical

_OURS: Final = "is it a recording of ours?"


class Head(Frozen):
    """First line of a recording; outside the chain, so that people can edit it.

    `last` is the `sum` of the last log line. `may_differ` and `assertions` are for replays; their
    words are in docs/recordings.md, and they are read when a replay needs them.
    """

    kind: str = "recording"
    format: int = 1
    title: str = ""
    tags: tuple[str, ...] = ()
    pack: str = ""
    may_differ: tuple[JSON, ...] = ()
    assertions: dict[str, JSON] = Field(default_factory=dict)
    last: str = ""

    def line(self) -> str:
        """As it stands in the file, without newline; fields equal to their default are left out."""
        return canonical(self.model_dump(mode="json", exclude_defaults=True) | {"kind": self.kind})


def read_head(line: bytes, name: str) -> Head | None:
    """The head in the first line of a file called `name`; None when the line is an event.

    Raises `SandboxError` naming the field and, for one that there is not, the nearest names.
    """
    try:
        data: JSON = json.loads(line)
    except ValueError:
        raise SandboxError(f"{name}, line 1: not JSON", _OURS) from None
    if not isinstance(data, dict):
        raise SandboxError(f"{name}, line 1: not a JSON object", _OURS)
    if data.get("kind") != "recording":
        return None
    return head_of(data, f"{name}, line 1")


def head_of(data: dict[str, Any], where: str) -> Head:
    """The head that `data` is. Raises `SandboxError`, which begins with `where`."""
    try:
        return Head.model_validate(data)
    except ValidationError as error:
        first: Any = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = [name for name in Head.model_fields if name not in ("kind", "last")]
            near = get_close_matches(field, known, n=2, cutoff=0.6)
            hint = f"did you mean {' or '.join(near)}?" if near else ""
            raise SandboxError(
                f"{where}: a head has no field {field!r}", hint or f"there are: {', '.join(known)}"
            ) from None
        raise SandboxError(f"{where}: {field}: {first['msg']}") from None
