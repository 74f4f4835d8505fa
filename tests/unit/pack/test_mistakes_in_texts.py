"""Mistakes in intents, procedures, policy, knowledge and prompts, each with its remedy."""

import pytest

from tests.unit.pack.tiny import Mistake, Tiny

MISTAKES: dict[str, Mistake] = {
    "an intent without its procedure": Mistake(
        "intents.yaml", "procedure: look", "procedure: lok", says="'lok'", hint="look"
    ),
    "an intent without examples": Mistake(
        "intents.yaml",
        "[show it, show me the thing, where is it, what is it, look at it]",
        "[]",
        says="no examples",
        hint="five",
        line=2,
    ),
    "an intent that needs what its procedure does not declare": Mistake(
        "intents.yaml",
        "look at it]",
        "look at it]\n    needs: [thing_ids]",
        says="thing_ids",
        hint="thing_id",
        line=6,
    ),
    "a call of an unknown tool": Mistake(
        "procedures/look.md",
        "call get_thing(",
        "call get_think(",
        says="get_think",
        hint="get_thing",
    ),
    "a call without a needed argument": Mistake(
        "procedures/look.md",
        "get_thing(thing_id)",
        "get_thing()",
        says="needs the argument",
        hint="thing_id=",
    ),
    "a call with an unknown argument": Mistake(
        "procedures/look.md",
        "get_thing(thing_id)",
        "get_thing(thing_id, colour=1)",
        says="colour",
        hint="thing_id",
    ),
    "a field that the result does not have": Mistake(
        "procedures/look.md", "{get_thing.state}", "{get_thing.staet}", says="staet", hint="state"
    ),
    "a question for an undeclared variable": Mistake(
        "procedures/look.md", "ask thing_id", "ask thing", says="'thing'", hint="thing_id"
    ),
    "a step that is none": Mistake(
        "procedures/look.md", "ask thing_id", "aks thing_id", says="aks", hint="docs/procedures.md"
    ),
    "a procedure for no intent": Mistake(
        "procedures/look.md", "intent: look", "intent: luck", says="luck", hint="look", line=1
    ),
    "a row without a table": Mistake("procedures/look.md", "table: things, ", "", says="table"),
    "choices without a choice": Mistake(
        "procedures/look.md",
        "table: things, ",
        "table: things, choices: {a: [b]}, ",
        says="choices",
    ),
    "front matter that stays open": Mistake(
        "procedures/look.md", "---\n\nBe brief", "\nBe brief", says="not closed", hint="---", line=1
    ),
    "a policy in another package": Mistake(
        "policy/rules.rego",
        "package policy",
        "package rules",
        says="package",
        hint="package policy",
    ),
    "an article without text": Mistake(
        "knowledge/care.md", "Wipe it with a cloth.", "", says="no text", line=6
    ),
    "a prompt with another id": Mistake(
        "prompts/agent.md.j2", "id: agent", "id: agnet", says="agnet", hint="id: agent"
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_hint(tiny: Tiny, name: str) -> None:
    MISTAKES[name].is_named(tiny)
