"""OpenAI message JSONL: foreign conversations, read and checked before anything runs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import ToolCall
from sandbox.hub.said import LONGEST_MESSAGE
from sandbox.imports.sources import read_text
from sandbox.privacy.kinds import PLACEHOLDER

NOTE_TO_AGENT: Final = "(to the agent, not from the customer)"
"""How an export of ours begins a message that the hub, not the customer, sent to the model."""
UNKNOWN_MODEL: Final = "unknown"
_TOOL_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What model providers take: such a name is never masked, and so replays."""
_CALL_ID: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,127}")
"""As providers make them. Others may be masked as a mail address or a phone number."""


@dataclass
class Answer:
    """One message of the recorded model: its words, its calls, and what each call brought.

    `results`: the recorded results by position, None where the file has none.
    """

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    results: list[str | None] = field(default_factory=list[str | None])


@dataclass
class Spoken:
    """One turn: the customer's words and everything the recorded model answered to them."""

    words: str
    answers: list[Answer] = field(default_factory=list[Answer])


@dataclass
class Conversation:
    """One line of the file. `line` counts from 1; `data` is all that the line holds.

    `id`: the line's own, else made of the file's name and the line. `notes`: what is odd about it
    and yet no obstacle.
    """

    line: int
    id: str
    model: str
    turns: list[Spoken]
    notes: list[str]
    data: dict[str, JSON]


@dataclass(frozen=True)
class Refused:
    """A line that can't be imported, and why."""

    line: int
    why: str


def read_conversations(path: Path) -> list[Conversation | Refused]:
    """Every line of the file in order. Raises `SandboxError` when it can't be read at all."""
    stem = path.name.split(".", 1)[0]
    found = [
        _line(number, text, stem)
        for number, text in enumerate(read_text(path).split("\n"), 1)
        if text.strip()
    ]
    if not found:
        raise SandboxError(f"{path.name} holds no conversation", "one JSON object on each line")
    return found


def _line(number: int, text: str, stem: str) -> Conversation | Refused:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        said = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
        return Refused(number, f"not JSON: {said}; is the line torn?")
    data = {"messages": data} if isinstance(data, list) else data
    if not isinstance(data, dict) or not isinstance(data.get("messages"), list):
        return Refused(number, 'no conversation: write {"messages": […]}')
    reader = _Reader()
    try:
        for index, message in enumerate(data["messages"]):
            reader.take(f"messages[{index}]", message)
    except _Unfit as error:
        return Refused(number, str(error))
    reader.end()
    if not reader.turns:
        return Refused(number, "nobody is answered in it")
    name, model = data.get("id"), data.get("model")
    return Conversation(
        line=number,
        id=name if isinstance(name, str) and name else f"{stem}-{number}",
        model=model if isinstance(model, str) and model else UNKNOWN_MODEL,
        turns=reader.turns,
        notes=list(reader.all_notes()),
        data=data,
    )


class _Unfit(Exception):
    """Why a conversation can't be imported."""


class _Reader:
    """Puts messages together to turns."""

    def __init__(self) -> None:
        self.turns: list[Spoken] = []
        self._notes: list[str] = []
        self._open: list[tuple[str, Answer, int]] = []
        """Calls that wait for their result: id, answer, position."""
        self._ids: set[str] = set()
        self._renamed: dict[str, str] = {}
        """Plain ids for call ids of another form."""

    def all_notes(self) -> Iterator[str]:
        yield from self._notes
        if any(PLACEHOLDER.search(turn.words) for turn in self.turns):
            yield "it is masked: what its placeholders stood for is not in the file"
        missing = sum(
            result is None for turn in self.turns for one in turn.answers for result in one.results
        )
        if missing:
            yield f"{missing} of its calls {'has' if missing == 1 else 'have'} no result"

    def take(self, where: str, message: Any) -> None:
        """The next message. Raises `_Unfit`."""
        role = message.get("role") if isinstance(message, dict) else None
        match role:
            case "system" | "developer":
                pass  # the pack has its own prompt
            case "user":
                self._user(where, message)
            case "assistant":
                self._assistant(where, message)
            case "tool" | "function":
                self._result(where, message)
            case _:
                raise _Unfit(f"{where}: the role {str(role)[:30]!r} is none of a conversation's")

    def end(self) -> None:
        """No message follows."""
        if self.turns and not self.turns[-1].answers:
            self.turns.pop()
            self._notes.append("the customer's last words have no answer; left out")

    def _user(self, where: str, message: dict[str, Any]) -> None:
        words = _text(where, message)
        if words.startswith(NOTE_TO_AGENT):
            return
        if not words.strip():
            raise _Unfit(f"{where}: the customer says nothing")
        if self.turns and not self.turns[-1].answers:
            self.turns[-1].words += f"\n{words}"  # said in two messages, answered once
        else:
            self.turns.append(Spoken(words))
        if len(self.turns[-1].words) > LONGEST_MESSAGE:
            raise _Unfit(f"{where}: {len(words):,} characters; at most {LONGEST_MESSAGE:,} fit")

    def _assistant(self, where: str, message: dict[str, Any]) -> None:
        text = _text(where, message)
        if len(text) > LONGEST_MESSAGE:
            raise _Unfit(f"{where}: {len(text):,} characters; at most {LONGEST_MESSAGE:,} fit")
        older = message.get("function_call")
        listed = message.get("tool_calls") or ([{"function": older}] if older else [])
        if not isinstance(listed, list):
            raise _Unfit(f"{where}: tool_calls is no list")
        calls = tuple(self._call(where, position, call) for position, call in enumerate(listed))
        if not self.turns:
            what = "calls tools" if calls else "speaks"
            self._notes.append(f"{where}: the agent {what} before the customer; left out")
            return
        if not text.strip() and not calls:
            self._notes.append(f"{where}: an empty answer; left out")
            return
        answer = Answer(text, calls, [None] * len(calls))
        self.turns[-1].answers.append(answer)
        self._open += [(call.id, answer, call.position) for call in calls]

    def _call(self, where: str, position: int, call: Any) -> ToolCall:
        function = call.get("function") if isinstance(call, dict) else None
        name = function.get("name") if isinstance(function, dict) else None
        if not isinstance(function, dict) or not isinstance(name, str) or not name:
            raise _Unfit(f"{where}: tool_calls[{position}] names no function")
        if not _TOOL_NAME.fullmatch(name):
            # The name is not shown: it may hold anything, somebody's address too.
            form = "letters, digits, _ and - only, at most 64"
            raise _Unfit(f"{where}: tool_calls[{position}]: no name of a tool; {form}")
        written = function.get("arguments", "")
        arguments = written if isinstance(written, str) else json.dumps(written)
        if len(arguments) > LONGEST_MESSAGE:
            raise _Unfit(f"{where}: the arguments of {name[:60]} are too long")
        if not _is_object(arguments):
            self._notes.append(f"{where}: the arguments of {name[:60]} are no JSON object")
        own = self._call_id(call.get("id"))
        if own and own in self._ids:
            self._notes.append(f"{where}: the call id {own[:40]} is used again")
        self._ids.add(own)
        return ToolCall(position=position, id=own, tool=name, arguments=arguments)

    def _call_id(self, given: Any) -> str:
        own = str(given or "")
        if not own or _CALL_ID.fullmatch(own):
            return own
        return self._renamed.setdefault(own, f"renamed-{len(self._renamed) + 1}")

    def _result(self, where: str, message: dict[str, Any]) -> None:
        own = self._call_id(message.get("tool_call_id"))
        # By id, the call made first: ids come again. Without one, the call that waits longest.
        waiting = next((one for one in self._open if one[0] == own or not own), None)
        if waiting is None:
            self._notes.append(f"{where}: a result without a call; left out")
            return
        self._open.remove(waiting)
        _, answer, position = waiting
        answer.results[position] = _text(where, message)


def _text(where: str, message: dict[str, Any]) -> str:
    """The words of a message, of parts joined. Raises `_Unfit` for what is not text."""
    content = message.get("content")
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else [content]
    if not all(isinstance(p, dict) and isinstance(p.get("text"), str) for p in parts):
        raise _Unfit(f"{where}: its content is not text, and only text can be imported")
    return "".join(part["text"] for part in parts)


def _is_object(arguments: str) -> bool:
    try:
        return isinstance(json.loads(arguments or "{}"), dict)
    except (ValueError, RecursionError):
        return False
