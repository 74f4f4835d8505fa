"""An entry of the chat as JSON for the clipboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.log.fold import Session
    from sandbox.tui.widgets.chatlines import Entry

Restore = Callable[[Any], Any]


def entry_json(session: Session, entry: Entry, restore: Restore) -> str:
    """A message with its role; a tool call with arguments, result and what happened to it."""
    kind = entry.key.partition(":")[0]
    if kind == "call":
        value = _call(session, entry, restore)
    elif kind in ("ask", "reply"):
        value = _message(session, entry, kind)
    else:
        value = {"turn": entry.turn, "text": entry.text} if entry.turn else {"text": entry.text}
    return _text(value)


def _message(session: Session, entry: Entry, kind: str) -> dict[str, Any]:
    role = "customer" if kind == "ask" else "agent"
    value: dict[str, Any] = {"turn": entry.turn, "role": role, "text": entry.text}
    turns = session.turns
    turn = turns[entry.turn - 1] if 0 < entry.turn <= len(turns) else None
    if kind == "reply" and turn is not None:
        value |= {"model": turn.model, "outcome": turn.finished.outcome if turn.finished else ""}
    return value


def _call(session: Session, entry: Entry, restore: Restore) -> dict[str, Any]:
    from sandbox.tui.feed.chat import block_of
    from sandbox.tui.feed.view import Call

    turn = session.turns[entry.turn - 1]
    calls = (item for item in block_of(turn).items if isinstance(item, Call))
    # Since the entry was drawn the call may have come further, or taken another name.
    call = next((item for item in calls if set(item.hops) & set(entry.hops)), None)
    if call is None:
        return {"turn": entry.turn, "text": entry.text}
    value: dict[str, Any] = {
        "turn": entry.turn,
        "tool": call.subject,
        "arguments": restore(call.arguments),
        "status": call.status,
    }
    outcome = _outcome(session, call)
    if outcome is not None:
        value["outcome"] = restore(outcome)
    if call.details:
        value["details"] = [restore(detail.text) for detail in call.details]
    return value


def _outcome(session: Session, call: Any) -> Any:
    """What the tool brought, as the log has it."""
    from sandbox.domain.hop import ExecuteOutput

    for name in reversed(call.hops):
        hop = session.hop(name)
        if hop is not None and isinstance(hop.output, ExecuteOutput):
            return hop.output.outcome.model_dump(mode="json", exclude_defaults=True)
    return None


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
