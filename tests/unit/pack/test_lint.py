"""Lint: what loads, and yet looks wrong."""

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.pack.finding import Finding, Report
from sandbox.pack.lint import lint_pack
from sandbox.pack.load import load_pack
from sandbox.pack.lock import lock_text, read_lock
from tests.unit.pack.tiny import Tiny, lock

WARNINGS: dict[str, tuple[str, str, str, str, str]] = {
    # name: (file, old, new, file of the finding, part of message)
    "a write without idempotency": (
        "tools.yaml",
        "  idempotency: [reason]\n",
        "",
        "tools.yaml",
        "idempotency",
    ),
    "a write without a scope": ("tools.yaml", "  scopes: [crm:write]\n", "", "tools.yaml", "scope"),
    "open arguments": (
        "tools.yaml",
        "    required: [reason]\n    additionalProperties: false\n",
        "    required: [reason]\n",
        "tools.yaml",
        "open",
    ),
    "a result without fields": (
        "tools.yaml",
        "    properties:\n      case_id: {type: string}\n",
        "",
        "tools.yaml",
        "result",
    ),
    "a description of two words": (
        "tools.yaml",
        "Passes the conversation to a person.",
        "Hands off.",
        "tools.yaml",
        "says little",
    ),
    "an id that a model may copy": (
        "tools.yaml",
        "reason: {type: string}",
        "reason: {type: string, description: As in X-001}",
        "tools.yaml",
        "X-001",
    ),
    "an unmarked personal column": (
        "schema.yaml",
        "email: {personal: email}",
        "email: text",
        "schema.yaml",
        "looks personal",
    ),
    "a mail on a real domain": (
        "rows/people.csv",
        "ada@example.com",
        "ada@gmail.com",
        "rows/people.csv",
        "reserved",
    ),
    "a variable that nothing uses": (
        "procedures/look.md",
        "variables:\n",
        "variables:\n  mood: {type: text}\n",
        "procedures/look.md",
        "never used",
    ),
    "a question without words": (
        "procedures/look.md",
        ", ask: Which thing?",
        "",
        "procedures/look.md",
        "no words to ask",
    ),
    "a name that nothing sets": (
        "procedures/look.md",
        "{get_thing.state}",
        "{get_thing.state} {colour}",
        "procedures/look.md",
        "nothing sets",
    ),
    "few examples": (
        "intents.yaml",
        "show it, show me the thing, where is it",
        "show it",
        "intents.yaml",
        "only 3",
    ),
    "an undeclared name in a prompt": (
        "prompts/agent.md.j2",
        "{{ now }}",
        "{{ now }} {{ summary }}",
        "prompts/agent.md.j2",
        "summary",
    ),
    "a declared name that is not printed": (
        "prompts/agent.md.j2",
        "[now]",
        "[now, summary]",
        "prompts/agent.md.j2",
        "never prints",
    ),
    "a negative that is an example too": (
        "intents.yaml",
        "look at it]",
        "look at it]\n    negatives: [Show  it]",
        "intents.yaml",
        "an example and a negative",
    ),
    "tools of an intent that leave out what its procedure calls": (
        "intents.yaml",
        "look at it]",
        "look at it]\n    tools: []",
        "intents.yaml",
        "calls get_thing",
    ),
    "a tool of an intent that there is not": (
        "intents.yaml",
        "look at it]",
        "look at it]\n    tools: [get_thing, get_thin]",
        "intents.yaml",
        "no tool 'get_thin'",
    ),
    "a scope that no tool asks for": (
        "domain.yaml",
        "{customer: P-01}",
        "{customer: P-01, scopes: [crm:wriet]}",
        "domain.yaml",
        "crm:wriet",
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_a_doubtful_thing_is_warned_of_and_the_pack_still_loads(tiny: Tiny, name: str) -> None:
    file, old, new, where, message = WARNINGS[name]
    lock(tiny.swap(file, old, new))
    findings = tiny.findings()
    assert {f.severity for f in findings} == {"warning"}
    assert [f for f in findings if f.file == where and message in f.message], findings
    load_pack(str(tiny.root))


@pytest.mark.parametrize(
    "name", ["intent.yaml", "procedure/look.md", "knowledge/care.txt", "rows/a/b.csv"]
)
def test_a_file_that_nothing_reads_is_warned_of(tiny: Tiny, name: str) -> None:
    tiny.write(name, "x\n")
    assert tiny.only_warning().file == name


@pytest.mark.parametrize(
    "name", ["README.md", "recordings/a.rec.jsonl", "scenarios/a.yaml", ".gitignore"]
)
def test_other_files_of_a_pack_are_welcome(tiny: Tiny, name: str) -> None:
    tiny.write(name, "x\n")
    assert tiny.findings() == []


def test_a_prompt_that_is_no_template_is_an_error_with_its_line(tiny: Tiny) -> None:
    tiny.swap("prompts/agent.md.j2", "It is {{ now }}", "Hello\n{% if %}")
    found = tiny.errors()[0]
    assert (found.file, found.line) == ("prompts/agent.md.j2", 7)
    with pytest.raises(SandboxError, match=r"prompts/agent\.md\.j2:7: not a template"):
        load_pack(str(tiny.root))


def test_a_filter_that_there_is_not_is_found_before_a_turn_prints_it(tiny: Tiny) -> None:
    broken = tiny.swap("prompts/agent.md.j2", "{{ now }}", "{{ now | shout }}")
    found = broken.errors()[0]
    assert (found.where, "shout" in found.message) == ("prompts/agent.md.j2:6", True)


def test_a_changed_prompt_of_the_same_version_fails_lint_and_still_loads(tiny: Tiny) -> None:
    tiny.swap("prompts/agent.md.j2", "It is", "Now it is")
    found = tiny.errors()
    assert [(f.file, "not that of version" in f.message) for f in found] == [
        ("prompts/agent.md.j2", True)
    ]
    load_pack(str(tiny.root))


def test_a_pack_without_the_agent_prompt_is_an_error(tiny: Tiny) -> None:
    tiny.drop("prompts/agent.md.j2")
    assert [f.message for f in tiny.errors()] == ["there is no prompt 'agent'"]


def test_a_pack_without_hand_off_is_warned_of(tiny: Tiny) -> None:
    text = (tiny.root / "tools.yaml").read_text()
    tiny.write("tools.yaml", text.split("hand_off:")[0])
    tiny.swap("tools.py", "@tool\ndef hand_off", "def hand_off")
    tiny.swap("procedures/look.md", '  hand_off "it is shut"', '  say "It is shut."\n  stop')
    assert "hand_off" in tiny.only_warning().message


def test_a_write_that_no_rule_names_is_warned_of(tiny: Tiny) -> None:
    tiny.swap("policy/rules.rego", 'in {"read", "write"}', '== "read"')
    assert "always denied" in tiny.only_warning().message


def test_the_same_example_in_two_intents_is_warned_of(tiny: Tiny) -> None:
    text = (tiny.root / "intents.yaml").read_text()
    more = (
        text.split("intents:\n")[1].replace("id: look", "id: gaze").replace("show it, ", "gaze, ")
    )
    tiny.write("intents.yaml", text + more)
    messages = [f.message for f in tiny.findings()]
    assert "the example 'show me the thing' stands under look and gaze" in messages


def test_checks_from_above_add_their_findings(tiny: Tiny) -> None:
    own = Finding(file="policy/rules.rego", line=3, message="says nothing")
    assert lint_pack(tiny.root, [lambda pack: [own]]) == [own]


def test_checks_from_above_are_not_asked_about_a_pack_that_could_not_be_read(tiny: Tiny) -> None:
    tiny.write("domain.yaml", "name: [")
    asked: list[object] = []
    lint_pack(tiny.root, [lambda pack: asked.append(pack) or []])
    assert asked == []


def test_errors_come_before_warnings_then_by_file_and_line(tiny: Tiny) -> None:
    tiny.swap("tools.yaml", "  scopes: [crm:write]\n", "")
    tiny.swap("rows/things.csv", "1990", "19.90").swap("rows/things.csv", "false", "no")
    found = [(f.severity, f.file, f.line) for f in tiny.findings()]
    assert found == sorted(found)
    assert found[0] == ("error", "rows/things.csv", 2)


def test_locking_adds_a_version_and_never_changes_an_old_one(tiny: Tiny) -> None:
    old = (tiny.root / "prompts/lock.toml").read_text()
    tiny.swap("prompts/agent.md.j2", 'version: "1"', 'version: "2"')
    pack = load_pack(str(tiny.root))
    locked = read_lock(old, Report())
    new = read_lock(lock_text(pack.templates, locked), Report())
    assert new["agent"] == {**locked["agent"], "2": pack.templates["agent"].digest}


def test_a_broken_lock_is_an_error_with_its_line(tiny: Tiny) -> None:
    tiny.write("prompts/lock.toml", "[agent]\n1 = \n")
    assert tiny.only_error().where == "prompts/lock.toml:2"


def test_a_choice_of_a_write_that_its_column_can_not_hold_is_named(tiny: Tiny) -> None:
    tiny.swap(
        "schema.yaml",
        "  email: {personal: email}\n",
        "  email: {personal: email}\n      reason: {choices: [late]}\n",
    )
    lock(
        tiny.swap(
            "tools.yaml", "reason: {type: string}", "reason: {type: string, enum: [late, lost]}"
        )
    )
    found = tiny.only_warning()
    assert "reason may be lost, which people.reason can't hold" in found.message
    tiny.swap("schema.yaml", "choices: [late]", "choices: [late, lost]")
    assert tiny.findings() == []
