"""An intent's tools narrow what may be called while it is served, and only then."""

from sandbox.hops.reach import in_reach
from tests.unit.hops.shop import CONTRACTS, INTENTS

TOOLS = tuple(CONTRACTS.values())
LISTED = (INTENTS[0].model_copy(update={"tools": ("get_order",)}), INTENTS[1])
OWN = INTENTS[0].procedure


def _names(intent: str, procedure: str) -> set[str]:
    return {tool.name for tool in in_reach(TOOLS, LISTED, intent, procedure)}


def test_only_the_listed_tools_and_handing_over_are_in_reach() -> None:
    assert _names(INTENTS[0].id, OWN) == {"get_order", "hand_off"} & {t.name for t in TOOLS}


def test_an_intent_without_a_list_narrows_nothing() -> None:
    assert _names(INTENTS[1].id, INTENTS[1].procedure) == {tool.name for tool in TOOLS}


def test_another_procedure_under_way_keeps_its_own_tools() -> None:
    assert _names(INTENTS[0].id, "identify") == {tool.name for tool in TOOLS}
    assert _names("", "") == {tool.name for tool in TOOLS}
