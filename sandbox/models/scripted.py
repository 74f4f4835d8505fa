"""`sandbox/scripted`: acts on the one active step that the prompt shows. Knows nothing of any pack.

It asks, calls, speaks and hands off as the shown procedure says, with values from the shown state;
without a procedure it answers from the shown passages, or says what it can help with.
"""

import json
import re
from collections.abc import AsyncIterator, Container, Iterator
from typing import Any, Final

from sandbox.domain.message import Message
from sandbox.domain.money import FREE, Usage
from sandbox.domain.tokens import estimate_tokens, message_tokens, tool_tokens
from sandbox.domain.tool import ToolCall
from sandbox.ports import ModelReply, ModelRequest, TextDelta
from sandbox.procedures.act import Call, Say, act, in_words
from sandbox.procedures.line import HAND_OFF_TOOL
from sandbox.procedures.marked import read_abilities, read_passages
from sandbox.procedures.show import Shown, read_shown

SCRIPTED: Final = "sandbox/scripted"

_SMALL_TALK: Final = (
    ("hi hello hey morning afternoon evening", "good there", "Hello! How can I help you?"),
    (
        "thanks thank thx cheers",
        "you so very much a lot many ok okay great perfect",
        "You are welcome. Is there anything else I can help with?",
    ),
    ("bye goodbye", "good see you ok thanks", "Goodbye!"),
)
"""Words of which one must be there, words that may, and the reply."""
_AWAY: Final = frozenset(("timeout", "unavailable", "rate_limited", "breaker_open"))
_SENTENCE: Final = re.compile(r".+?[.!?](?=\s|$)|.+", re.DOTALL)
_ANSWER_LENGTH: Final = 240


class ScriptedModel:
    """Implements `ports.Model`: words in small pieces, then the whole reply."""

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """The reply is a function of the request alone. Never raises."""
        reply = scripted_reply(request)
        for piece in pieces(reply.text):
            yield TextDelta(text=piece)
        yield reply


def scripted_reply(request: ModelRequest, again: Container[str] = ()) -> ModelReply:
    """The whole reply to `request`. After an error of a kind in `again` it acts once more; after
    any other it tells the customer."""
    action = _action(request, again)
    if isinstance(action, Say):
        return finish(request, ModelReply(model=SCRIPTED, text=action.text))
    arguments = json.dumps(dict(action.arguments), ensure_ascii=False)
    number = 1 + sum(len(message.calls) for message in request.messages)
    call = ToolCall(position=0, id=f"call_{number}", tool=action.tool, arguments=arguments)
    return finish(request, ModelReply(model=SCRIPTED, calls=(call,), finish="tool_calls"))


def finish(request: ModelRequest, reply: ModelReply) -> ModelReply:
    """`reply` with its usage: counted by the built-in estimator, which is this provider's own
    tokenizer, so it is no estimate; and it costs nothing."""
    asked = [_message_tokens(message) for message in request.messages]
    offered = [tool_tokens(one.name, one.description, one.parameters) for one in request.tools]
    answered = estimate_tokens(reply.text) + sum(map(_call_tokens, reply.calls))
    usage = Usage(input=sum(asked) + sum(offered), output=answered)
    return reply.model_copy(update={"usage": usage, "cost": FREE})


def pieces(text: str) -> Iterator[str]:
    """`text` word by word; joined they are `text`."""
    return iter(re.findall(r"\s*\S+|\s+", text))


def _action(request: ModelRequest, again: Container[str]) -> Say | Call:
    system = "\n".join(one.text for one in request.messages if one.role == "system")
    last = request.messages[-1] if request.messages else Message(role="user")
    problem = _error_of(last)
    shown = read_shown(system)
    if problem and str(problem.get("kind")) not in again and not _garbled(request, shown):
        return Say(_apology(problem))
    if shown and shown.step:
        return act(shown, request.tools)
    if last.role == "tool":
        return Say(_after(last.tool))
    return Say(_small_talk(last.text) or _answer(system) or _no_help(system))


def _garbled(request: ModelRequest, shown: Shown | None) -> bool:
    """Whether the call that went wrong is not the one that was made: it broke on its way."""
    last = request.messages[-1]
    made = next(
        (call for m in request.messages for call in m.calls if call.id == last.call_id), None
    )
    action = act(shown, request.tools) if shown and shown.step else None
    if made is None or not isinstance(action, Call) or action.tool != made.tool:
        return False
    try:
        json.loads(made.arguments)
    except ValueError:
        return True
    return False


def _error_of(message: Message) -> dict[str, Any] | None:
    """The error that a tool's message carries: `{"error": {"kind", "message"}}`.

    With `"outcome": "unknown"` nobody knows whether it was done.
    """
    if message.role != "tool":
        return None
    try:
        content = json.loads(message.text)
    except (ValueError, RecursionError):
        return None
    error = content.get("error") if isinstance(content, dict) else None
    return error if isinstance(error, dict) and "message" in error else None


def _apology(error: dict[str, Any]) -> str:
    """What went wrong and why. After a lost answer it does not claim that nothing was done."""
    why = " ".join(str(error["message"]).split()).rstrip(".") or "no reason was given"
    if error.get("outcome") == "unknown":
        return f"I am sorry, I got no answer, so I can't say that it was done: {why}."
    if error.get("kind") in _AWAY:
        return f"I am sorry, I got no answer: {why}. Please try again in a moment."
    return f"I am sorry, that could not be done: {why}."


def _after(tool: str) -> str:
    if tool == HAND_OFF_TOOL:
        return "I am handing you over to a colleague now."
    return f"That step is complete: {in_words(tool)}. Is there anything else I can help with?"


def _small_talk(text: str) -> str:
    """The reply to a message that is nothing but a greeting or thanks; else ""."""
    said = set(re.findall(r"[a-z0-9']+", text.lower()))
    for core, more, reply in _SMALL_TALK:
        if said & set(core.split()) and said <= {*core.split(), *more.split()}:
            return reply
    return ""


def _answer(system: str) -> str:
    """The first passage's first sentence, and the next if both are short, with its title."""
    passages = read_passages(system)
    if not passages:
        return ""
    lines = [line for line in passages[0].text.split("\n") if not line.startswith("#")]
    sentences = [one.strip() for one in _SENTENCE.findall(" ".join(" ".join(lines).split()))]
    answer = " ".join(sentences[:2])
    if len(answer) > _ANSWER_LENGTH:
        answer = sentences[0]
    return f"{answer} (From: {passages[0].title})" if answer else ""


def _no_help(system: str) -> str:
    abilities = read_abilities(system)
    if not abilities:
        return "I am sorry, I can't help with that."
    return "I am sorry, I can't help with that. I can help with: " + "; ".join(abilities) + "."


def _message_tokens(message: Message) -> int:
    return message_tokens(message.text, ((one.tool, one.arguments) for one in message.calls))


def _call_tokens(call: ToolCall) -> int:
    return estimate_tokens(call.tool) + estimate_tokens(call.arguments)
