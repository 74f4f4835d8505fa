"""Messages of a conversation: a list of typed parts, so that files can join text later."""

from typing import Literal

from sandbox.domain.base import Frozen
from sandbox.domain.tool import ToolCall

Role = Literal["system", "user", "assistant", "tool"]


class TextPart(Frozen):
    """A run of text."""

    type: Literal["text"]
    text: str


Part = TextPart


class Message(Frozen):
    """One message as a model sees it.

    `calls` only on an assistant's message; `call_id` and `tool` only on a tool's.
    """

    role: Role
    parts: tuple[Part, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    call_id: str = ""
    tool: str = ""

    @property
    def text(self) -> str:
        """The text parts joined."""
        return "".join(part.text for part in self.parts)


def text_message(role: Role, text: str, **more: object) -> Message:
    """A message of one text part; none at all when `text` is empty."""
    parts = (TextPart(type="text", text=text),) if text else ()
    return Message(role=role, parts=parts, **more)  # pyright: ignore[reportArgumentType]
