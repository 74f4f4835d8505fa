"""What a loopback server is told to answer, in words that fit every protocol."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Broken = Literal[
    "",  # nothing is
    "hang",  # silence before the first header
    "hang_after_headers",
    "hang_mid",  # silence after the first pieces
    "end_early",  # a clean end without finish reason
    "drop_mid",  # the connection dies after the first pieces
    "drop_first",  # the connection dies instead of an answer
    "malformed",  # a stream event that is no JSON
    "event_error",  # an error told inside the stream
    "empty_choices",  # a first event without choices
]


@dataclass(frozen=True)
class Call:
    """One tool call; `arguments` is sent as it stands, in pieces."""

    tool: str
    arguments: str = "{}"
    id: str = ""


@dataclass(frozen=True)
class Used:
    """Tokens that the server reports. `input` includes `cached`; `output` includes `reasoning`."""

    input: int = 100
    cached: int = 0
    written: int = 0
    output: int = 20
    reasoning: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Say:
    """A streamed reply. `used=None`: no usage is reported. `pause` is seconds between pieces."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    used: Used | None = Used()
    finish: str = ""
    pause: float = 0.0
    piece: int = 8
    broken: Broken = ""
    reasoning: str = ""


@dataclass(frozen=True)
class Refuse:
    """An answer that is no reply: an error as JSON, or a web page where `body` is a str."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


Step = Say | Refuse
Script = Sequence[Step] | Callable[[dict[str, Any]], Step | Awaitable[Step]]


def pieces(text: str, size: int) -> list[str]:
    """`text` cut into runs of `size` characters."""
    return [text[start : start + size] for start in range(0, len(text), size)]
