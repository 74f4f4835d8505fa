"""What the log knows of a key, and which answer belongs to which attempt."""

from typing import Any

from sandbox.domain.faults import Fault
from sandbox.domain.tool import Failed, Ok, Unknown
from sandbox.log.back_ends import BackEnds
from sandbox.log.effects import Effects
from sandbox.log.event import HopStarted, ToolAttempted, ToolResponded, TurnFinished

LOST = Unknown(fault=Fault(kind="timeout", message="lost"))
REFUSED = Failed(fault=Fault(kind="tool_error", message="no"))


def _fed(fold: Any, *events: Any) -> Any:
    for event in events:
        fold.feed(event)
    return fold


def _tried(key: str, outcome: Any = None, tool: str = "refund", rerun: str = "") -> list[Any]:
    """One execute hop; without an outcome it is never answered."""
    begun = [HopStarted(name="execute"), ToolAttempted(tool=tool, key=key, rerun=rerun)]
    return [*begun, ToolResponded(tool=tool, outcome=outcome)] if outcome else begun


def test_an_interrupted_write_is_pending_under_its_tool() -> None:
    effects = _fed(Effects(), *_tried("k1"), TurnFinished(turn=1, outcome="interrupted"))
    assert (effects.state("k1"), effects.pending("refund")) == ("unsure", True)


def test_a_tool_is_pending_as_long_as_any_of_its_keys_is_known() -> None:
    effects = _fed(Effects(), *_tried("k1", LOST), *_tried("k2", LOST))
    assert effects.pending("refund")
    _fed(effects, *_tried("k1", REFUSED), *_tried("k1", REFUSED))
    assert effects.pending("refund")
    _fed(effects, *_tried("k2", REFUSED))
    assert not effects.pending("refund")
    _fed(effects, *_tried("k2", LOST), *_tried("k2", Ok()))
    assert (effects.state("k2"), effects.pending("refund")) == ("done", True)
    assert not effects.pending("cancel")


def test_an_answer_is_not_given_to_an_attempt_of_an_earlier_hop() -> None:
    """A person's run was cut by a crash; then a repeat of another effect is answered unasked."""
    again = ToolResponded(tool="refund", outcome=Ok(result={"id": 2}), from_ledger=True)
    events = [*_tried("k1", rerun="1.4"), HopStarted(name="execute", turn=2, hop=5), again]
    effects = _fed(Effects(), *events)
    assert effects.state("k1") == "unsure"
    read = ToolAttempted(tool="refund", arguments={}, at="2026-11-20T09:00:00Z")
    back = _fed(BackEnds(), HopStarted(name="execute"), read, *events[2:])
    assert back.result("refund", {}) is None
