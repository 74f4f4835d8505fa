"""What an intent needs is asked for before its procedure's first step."""

from sandbox.domain.procedure import Intent
from sandbox.pack.load import load_pack
from sandbox.pack.needs import with_needs
from sandbox.procedures.engine import active, settle, start
from tests.unit.hops.shop import ORDER, procedure
from tests.unit.pack.tiny import Tiny

SAY = procedure("look", 'say "Let me look."\nask order_id', ORDER)


def _intent(name: str, *needs: str) -> Intent:
    return Intent(id=name, title=name, examples=("x",), procedure="look", needs=needs)


def test_it_is_asked_first_unless_it_is_known() -> None:
    found = with_needs({"look": SAY}, [_intent("a", "order_id")])["look"]
    unknown = active(settle(start(found), found, {}), found)
    known = active(settle(start(found), found, {"order_id": "O-1"}), found)
    assert unknown is not None
    assert known is not None
    assert (unknown.kind, unknown.variable) == ("ask", "order_id")
    assert (known.kind, known.text) == ("say", "Let me look.")


def test_intents_that_share_a_procedure_ask_only_for_their_own() -> None:
    found = with_needs({"look": SAY}, [_intent("a", "order_id"), _intent("b")])["look"]
    first = {
        wanted: active(settle(start(found), found, {"intent": wanted}), found) for wanted in "ab"
    }
    assert {wanted: step.kind for wanted, step in first.items() if step} == {"a": "ask", "b": "say"}


def test_procedures_without_needs_stay_as_they_are() -> None:
    assert with_needs({"look": SAY}, [_intent("a")])["look"] is SAY


def test_a_pack_is_loaded_with_its_negatives_needs_and_tools(tiny: Tiny) -> None:
    tiny.swap(
        "intents.yaml",
        "look at it]",
        "look at it]\n    negatives: [look out]\n    needs: [thing_id]\n    tools: [get_thing]",
    )
    (intent,) = load_pack(str(tiny.root)).intents
    assert (intent.negatives, intent.needs) == (("look out",), ("thing_id",))
    assert intent.tools == ("get_thing",)
