"""`sandbox lint`: what is wrong with a pack, by file and line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox
from tests.unit.pack.tiny import Tiny, lock

KEY = "sk-" + "proj4fT9mZ2kQ8wLx71"
INTENT = """
  - id: look
    title: Look at a thing
    procedure: look
    examples: [show it, show me the thing, where is it, how do I wipe it, look at it]
"""
PROCEDURE = (
    '---\nid: lost\ntitle: Lost\nversion: "1"\nintent: look\n---\n\n```steps\nsay "Lost."\n```\n'
)

BROKEN: dict[str, tuple[Callable[[Tiny], object], str, str]] = {
    # what is wrong: (how it is done, where it is found, part of what is said)
    "a schema that is none": (
        lambda pack: pack.swap(
            "tools.yaml", "type: object\n    required: [thing_id]", "type: objekt"
        ),
        "tools.yaml:6: error",
        "objekt",
    ),
    "a reference to no table": (
        lambda pack: pack.swap("tools.yaml", "thing_id: things", "thing_id: thingz"),
        "tools.yaml:4: error",
        "references 'thingz', no table",
    ),
    "a step that is never reached": (
        lambda pack: pack.swap(
            "procedures/look.md", '  hand_off "it is shut"', '  stop\n  say "Never."'
        ),
        "procedures/look.md:17: error",
        "never reached",
    ),
    "a tool that no rule lets run": (
        lambda pack: pack.swap("policy/rules.rego", 'in {"read", "write"}', '== "write"'),
        "tools.yaml:1: warning",
        "tool get_thing: no policy rule lets it run",
    ),
    "a prompt with an unknown variable": (
        lambda pack: pack.swap("prompts/agent.md.j2", "{{ now }}", "{{ mood }}"),
        "prompts/agent.md.j2:6: error",
        "prints 'mood'",
    ),
    "an article that no message finds": (
        lambda pack: pack.write(
            "knowledge/wood.md", "---\nid: wood\ntitle: Walnut\n---\n\nOil walnut once.\n"
        ),
        "knowledge/wood.md:1: hint",
        "no example of an intent and no scenario finds it",
    ),
    "a key in a file that is read": (
        lambda pack: pack.swap("policy/data.yaml", "limits:", f"# {KEY}\nlimits:"),
        "policy/data.yaml:1: error",
        "looks like a key",
    ),
    "a key in a file that is not read": (
        lambda pack: pack.write("docs/notes.txt", f"one\ntwo {KEY}\n"),
        "docs/notes.txt:2: error",
        "looks like a key",
    ),
    "a prompt that left its version behind": (
        lambda pack: pack.swap("prompts/agent.md.j2", "It is", "Now it is"),
        "prompts/agent.md.j2:3: error",
        "not that of version '1' any more",
    ),
    "a procedure that no intent leads to": (
        lambda pack: pack.write("procedures/lost.md", PROCEDURE),
        "procedures/lost.md:1: warning",
        "no intent leads to this procedure",
    ),
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """The small pack, with a message that finds its article."""
    pack = Tiny(tmp_path / "fixtures" / "tiny").write("intents.yaml", f"intents:\n{INTENT}")
    lock(pack)
    return pack


def test_a_sound_pack_has_no_finding(sandbox: Sandbox, tiny: Tiny) -> None:
    assert sandbox("lint", "tiny") == (0, "tiny: 0 findings\n", "")


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_named_by_file_and_line(sandbox: Sandbox, tiny: Tiny, name: str) -> None:
    breaks, place, says = BROKEN[name]
    breaks(tiny)
    code, out, _ = sandbox("lint", "tiny")
    lines = [line for line in out.splitlines() if line.startswith(f"fixtures/tiny/{place}: ")]
    assert any(says in line for line in lines), out
    assert code == (1 if ": error" in place or "error" in place else 0)
    assert KEY not in out


def test_hints_are_counted_apart_and_fail_nothing(sandbox: Sandbox, tiny: Tiny) -> None:
    BROKEN["an article that no message finds"][0](tiny)
    code, out, _ = sandbox("lint", "tiny")
    assert (code, out.splitlines()[-1]) == (0, "tiny: 0 findings, 1 hint")
    _, out, _ = sandbox("lint", "tiny", "--json")
    assert [finding["severity"] for finding in json.loads(out)] == ["hint"]


@pytest.mark.parametrize(
    "finds",
    [
        lambda pack: pack.write("scenarios/a.yaml", "- say: my walnut table is dry\n"),
        lambda pack: pack.write("scenarios/a.yaml", "- my walnut table is dry\n"),
        lambda pack: pack.swap("intents.yaml", "look at it]", "my walnut table]"),
    ],
)
def test_a_message_that_finds_an_article_is_enough(
    sandbox: Sandbox, tiny: Tiny, finds: Callable[[Tiny], object]
) -> None:
    BROKEN["an article that no message finds"][0](tiny)
    finds(tiny)
    assert sandbox("lint", "tiny")[1] == "tiny: 0 findings\n"
