"""`--human FILE`: what a person typed in a model's place, written down beforehand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.faults import Fault, FaultError, SandboxError
from sandbox.domain.tool import ToolContract
from sandbox.ports import ModelReply, ModelRequest


@dataclass(frozen=True)
class Replies:
    """The replies of one file, one for each model call, as they would be typed."""

    name: str
    texts: Sequence[str]


class FilePerson:
    """Types the replies of a file in their order; one for each session."""

    def __init__(
        self, replies: Replies, contracts: Callable[[], Mapping[str, ToolContract]]
    ) -> None:
        self._replies = replies
        self._contracts = contracts
        self.used = 0

    async def ask(self, request: ModelRequest) -> ModelReply:
        """The next one. Raises `FaultError` where there is none left, or it can't be read."""
        from sandbox.models.human_check import judge

        replies = self._replies
        if self.used >= len(replies.texts):
            message = f"{replies.name} has {len(replies.texts)} replies, and one more is asked for"
            raise FaultError(Fault(kind="model_error", message=message, hint="add it to the list"))
        self.used += 1
        text = replies.texts[self.used - 1]
        judged = judge(text, request, self._contracts())
        if judged.blocked:
            message = f"{replies.name}, item {self.used}: {judged.line(text).removeprefix('✗ ')}"
            raise FaultError(Fault(kind="model_unreadable", message=message))
        return judged.reply(request)

    @property
    def left(self) -> int:
        """Replies that nobody has asked for."""
        return len(self._replies.texts) - self.used


def read_replies(path: Path) -> Replies:
    """The replies in a YAML list of texts. Raises `SandboxError` naming file and item."""
    import yaml

    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise SandboxError(f"can't read {path.name}: {error.strerror}", code=2) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        hint = "a list of texts; quote one that has a colon, or write it under `- |`"
        raise SandboxError(f"{path.name}{line}: not YAML", hint, code=2) from None
    if not isinstance(data, list) or not data:
        raise SandboxError(f"{path.name}: replies are a list of texts", "- Hello.", code=2)
    for number, item in enumerate(data, 1):
        if not isinstance(item, str) or not item.strip():
            raise SandboxError(
                f"{path.name}, item {number}: no reply",
                "a text, as one would type it; quote one that has a colon",
                code=2,
            )
    return Replies(path.name, tuple(data))
