"""`sandbox/sloppy`: `sandbox/scripted` with the mistakes that real models make in their calls.

Which mistake, and whether one is made, is a function of seed and request: the same request always
gives the same reply. Told that its arguments were bad, it calls again, as real models do.
"""

import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from typing import Any, Final

from sandbox.domain.base import JSON
from sandbox.domain.tool import ToolCall
from sandbox.log.codec import digest
from sandbox.models.scripted import finish, pieces, scripted_reply
from sandbox.ports import ModelReply, ModelRequest, TextDelta

SLOPPY: Final = "sandbox/sloppy"
RATE: Final = 0.35

_AGAIN: Final = frozenset(("bad_arguments", "unknown_tool", "model_unreadable"))
_ID: Final = re.compile(r"[A-Za-z]{1,5}[-_#]?([0-9]{1,15})")
_AMOUNT: Final = re.compile(r"[0-9]{1,12}\.[0-9]{1,4}")
_EXTRA: Final[tuple[tuple[str, JSON], ...]] = (
    ("additionalProperties", False),
    ("confirmed", True),
    ("comment", "as requested by the customer"),
)

_OTHER_WORDS: Final = (
    ("_id", "_number"),
    ("_id", ""),
    ("reason", "reason_code"),
    ("amount", "refund_amount"),
    ("email", "email_address"),
    ("currency", "currency_code"),
)

Arguments = dict[str, Any]
Change = Callable[[str, Any, Mapping[str, Any], float], Arguments | None]
"""Argument's name and value, its schema, a number in 0..1; what to write instead, or None."""


def _number_for_string(name: str, value: Any, _schema: Mapping[str, Any], _roll: float) -> Any:
    digits = _ID.fullmatch(value) if isinstance(value, str) else None
    if digits:
        return {name: int(digits[1])}
    return {name: int(value)} if isinstance(value, str) and _plain_digits(value) else None


def _prefix_dropped(name: str, value: Any, _schema: Mapping[str, Any], _roll: float) -> Any:
    digits = _ID.fullmatch(value) if isinstance(value, str) else None
    return {name: digits[1]} if digits else None


def _amount_as_number(name: str, value: Any, _schema: Mapping[str, Any], _roll: float) -> Any:
    amount = isinstance(value, str) and _AMOUNT.fullmatch(value)
    return {name: float(value)} if amount else None


def _enum_case(name: str, value: Any, schema: Mapping[str, Any], roll: float) -> Any:
    if not (isinstance(value, str) and "enum" in schema):
        return None
    others = [one for one in (value.upper(), value.title(), value.lower()) if one != value]
    return {name: _pick(others, roll)} if others else None


def _enum_typo(name: str, value: Any, schema: Mapping[str, Any], roll: float) -> Any:
    if not (isinstance(value, str) and "enum" in schema and len(value) > 4):
        return None
    gone = 1 + int(roll * (len(value) - 1))
    return {name: value[:gone] + value[gone + 1 :]}


def _renamed(name: str, value: Any, _schema: Mapping[str, Any], _roll: float) -> Any:
    camel = re.sub(r"(?<=[a-z0-9])_([a-z0-9])", lambda match: match[1].upper(), name)
    return {camel: value} if camel != name else None


def _flattened(_name: str, value: Any, _schema: Mapping[str, Any], _roll: float) -> Any:
    return dict(value) if isinstance(value, dict) and value else None


def _synonym(name: str, value: Any, _schema: Mapping[str, Any], roll: float) -> Any:
    others = [name.replace(old, new) for old, new in _OTHER_WORDS if old in name]
    return {_pick(others, roll): value} if others else None


def _list_of_one(name: str, value: Any, _schema: Mapping[str, Any], _roll: float) -> Any:
    return {name: [value]} if isinstance(value, str) else None


def _value_inside(name: str, value: Any, _schema: Mapping[str, Any], _roll: float) -> Any:
    return {name: {"value": value}} if isinstance(value, str) else None


def _invented_id(name: str, value: Any, _schema: Mapping[str, Any], roll: float) -> Any:
    """Another id of the same form, as small models copy one out of a schema's example."""
    digits = _ID.fullmatch(value) if isinstance(value, str) else None
    if not digits:
        return None
    other = (int(digits[1][-1]) + 1 + int(roll * 9)) % 10
    return {name: f"{value[:-1]}{other}"}


_CHANGES: Final[Mapping[str, Change]] = {
    "number_for_string": _number_for_string,
    "prefix_dropped": _prefix_dropped,
    "amount_as_number": _amount_as_number,
    "enum_case": _enum_case,
    "enum_typo": _enum_typo,
    "renamed": _renamed,
    "flattened": _flattened,
    "synonym": _synonym,
    "list_of_one": _list_of_one,
    "value_inside": _value_inside,
    "invented_id": _invented_id,
}
_LEAKS: Final = {
    "leaked_tags": "<tool_call>\n{}\n</tool_call>",
    "leaked_fence": "```json\n{}\n```",
    "leaked_in_words": "I will look into that. {}",
    "leaked_double_braces": "<tools>\n{{}}\n</tools>",
}
_SPELLING: Final = (
    "extra_field",
    "trailing_comma",
    "cut_off",
    "wrapped",
    "whole_call",
    "json_in_json",
    "in_a_fence",
)
_CALLS: Final = ("tool_spelling", "called_twice")
ALL_MISTAKES: Final[tuple[str, ...]] = (*_CHANGES, *_SPELLING, *_LEAKS, *_CALLS)
MISTAKES: Final[tuple[str, ...]] = tuple(one for one in ALL_MISTAKES if one != "invented_id")
"""What it errs in unless told: all but ids that it makes up, which lead to another row."""
_OFTEN: Final = frozenset(("number_for_string", "prefix_dropped", "renamed", "synonym"))
"""What models get wrong most; these are twice as likely as the others."""


class SloppyModel:
    """Implements `ports.Model`. `rate`: the share of calls with a mistake, 0 to 1."""

    def __init__(
        self, seed: int = 0, rate: float = RATE, mistakes: Collection[str] = MISTAKES
    ) -> None:
        unknown = set(mistakes) - set(ALL_MISTAKES)
        if unknown:
            raise ValueError(f"no such mistake: {', '.join(sorted(unknown))}")
        self._seed = seed
        self._rate = rate
        self._mistakes = mistakes

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """The reply is a function of seed and request. Never raises."""
        reply = sloppy_reply(request, self._seed, self._rate, self._mistakes)
        for piece in pieces(reply.text):
            yield TextDelta(text=piece)
        yield reply


def sloppy_reply(
    request: ModelRequest,
    seed: int = 0,
    rate: float = RATE,
    mistakes: Collection[str] = MISTAKES,
) -> ModelReply:
    """The scripted reply to `request`, its call perhaps spoilt by one of `mistakes`."""
    reply = scripted_reply(request, again=_AGAIN).model_copy(update={"model": SLOPPY})
    key = _key(request)
    if not reply.calls or _roll(seed, key, "whether") >= rate:
        return reply
    how = _roll(seed, key, "how")
    # In our order, so that the choice does not hang on the order of a set.
    kinds = [
        kind for one in ALL_MISTAKES if one in mistakes for kind in [one] * (1 + (one in _OFTEN))
    ]
    spoilt = [one for kind in kinds if (one := spoil(reply, request, kind, how))]
    return finish(request, _pick(spoilt, _roll(seed, key, "which"))) if spoilt else reply


def spoil(reply: ModelReply, request: ModelRequest, kind: str, roll: float) -> ModelReply | None:
    """`reply` with one mistake of `kind` in its first call; None where it does not apply.

    `roll` (0 ≤ roll < 1) chooses the argument, the place or the spelling. Usage stays as it was.
    """
    call = reply.calls[0]
    arguments: Arguments = json.loads(call.arguments)
    if kind in _CHANGES:
        changed = _change(_CHANGES[kind], arguments, _schemas(request, call.tool), roll)
        return _with(reply, _text(changed)) if changed is not None else None
    if kind in _LEAKS:
        return _leaked(reply, _LEAKS[kind])
    if kind in _CALLS:
        return _called(reply, kind)
    if kind == "whole_call":
        return _with(reply, _text({"name": call.tool, "arguments": arguments}))
    text = _respelt(kind, call.arguments, roll)
    why = "length" if kind == "cut_off" else "tool_calls"
    return _with(reply, text, why) if text else None


def _respelt(kind: str, text: str, roll: float) -> str:
    """The arguments' JSON with something added or around it, broken, or its end cut off."""
    arguments = json.loads(text)
    around = {
        "wrapped": lambda: _text({_pick(("arguments", "input", "params"), roll): arguments}),
        "json_in_json": lambda: _text(text),
        "in_a_fence": lambda: f"```json\n{text}\n```",
    }
    if kind in around:
        return around[kind]()
    if kind == "extra_field":
        name, value = _pick(_EXTRA, roll)
        return _text({**arguments, name: value})
    if kind == "trailing_comma" and arguments:
        return text[:-1] + ",}"
    if kind == "cut_off" and arguments:
        return text[: 1 + int(roll * (len(text) - 1))]
    return ""


def _change(
    change: Change, arguments: Arguments, schemas: Mapping[str, Any], roll: float
) -> Arguments | None:
    """`arguments` with one of them changed, in its place; None if the change fits none."""
    fitting: list[Arguments] = []
    for name, value in arguments.items():
        schema = schemas.get(name)
        instead = change(name, value, schema if isinstance(schema, Mapping) else {}, roll)
        if instead is not None:
            parts = [instead if one == name else {one: arguments[one]} for one in arguments]
            fitting.append({key: item for part in parts for key, item in part.items()})
    return _pick(fitting, roll) if fitting else None


def _with(reply: ModelReply, arguments: str, why: str = "tool_calls") -> ModelReply:
    call = reply.calls[0].model_copy(update={"arguments": arguments})
    return reply.model_copy(update={"calls": (call,), "finish": why})


def _leaked(reply: ModelReply, form: str) -> ModelReply:
    call: ToolCall = reply.calls[0]
    text = _text({"name": call.tool, "arguments": json.loads(call.arguments)})
    leaked = form.replace("{}", text, 1)
    return reply.model_copy(update={"calls": (), "text": leaked, "finish": "stop"})


def _called(reply: ModelReply, kind: str) -> ModelReply:
    """The call under another spelling of its tool, or twice with one id."""
    call = reply.calls[0]
    if kind == "called_twice":
        again = call.model_copy(update={"position": len(reply.calls)})
        return reply.model_copy(update={"calls": (*reply.calls, again)})
    camel = re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), call.tool)
    return reply.model_copy(update={"calls": (call.model_copy(update={"tool": camel}),)})


def _schemas(request: ModelRequest, tool: str) -> Mapping[str, Any]:
    found = (one.parameters.get("properties") for one in request.tools if one.name == tool)
    properties = next(found, None)
    return properties if isinstance(properties, Mapping) else {}


def _key(request: ModelRequest) -> str:
    """Digest of what both doors hand on alike: words, calls and tools; no ids, no settings."""
    messages = [
        [one.role, one.text, [[call.tool, call.arguments] for call in one.calls]]
        for one in request.messages
    ]
    return digest([messages, [tool.name for tool in request.tools]])


def _roll(seed: int, key: str, purpose: str) -> float:
    """A number in 0 ≤ x < 1, the same for the same three."""
    mark = hashlib.blake2b(f"{seed}/{key}/{purpose}".encode(), digest_size=6).digest()
    return int.from_bytes(mark) / 2**48


def _pick(items: Any, roll: float) -> Any:
    return items[int(roll * len(items))]


def _plain_digits(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 16


def _text(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False)
