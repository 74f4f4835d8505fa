"""Lint of prompts: what they print has to be given to them, and a version stays what it was."""

import pytest

from sandbox.hops import prompt as prompt_hop
from sandbox.hops.prompt import Situation
from sandbox.log.fold import Session
from sandbox.pack.lint_prompts import GIVEN
from sandbox.pack.load import load_pack
from tests.unit.pack.tiny import Tiny, lock

FILE = "prompts/agent.md.j2"


def test_what_a_prompt_may_print_is_what_the_hop_gives_it(tiny: Tiny) -> None:
    situation = Situation(Session(), load_pack(str(tiny.root)), None, (), "2026-01-02T03:04:05Z")
    values = prompt_hop._values(situation, None, "<state>{}</state>")
    assert set(GIVEN) == set(values)
    for name, fields in GIVEN.items():
        value = values[name]
        assert set(fields) == (set(value) if isinstance(value, dict) else set()), name


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("It is {{ now }}.", "Hello.\nIt is {{ nwo }}.", 7, "prints 'nwo', which no prompt"),
        ("[now]", "[now, mood]", 4, "lists the variable 'mood', which no prompt"),
        ("{{ now }}", "{{ now }}\n{{ pack.titel }}", 7, "prints pack.titel, which there is not"),
        ("{{ now }}", "{{ now }}{% if principal.name %}x{% endif %}", 6, "principal.name"),
    ],
)
def test_a_name_that_would_fail_every_turn_is_an_error_with_its_line(
    tiny: Tiny, old: str, new: str, line: int, says: str
) -> None:
    tiny.swap(FILE, old, new)
    lock(tiny)
    found = [f for f in tiny.errors() if says in f.message]
    assert [(f.file, f.line) for f in found] == [(FILE, line)], tiny.errors()


def test_names_that_the_template_makes_itself_are_its_own(tiny: Tiny) -> None:
    text = "{% for pack in [1] %}{{ pack }}{% endfor %}{% set mood = 1 %}{{ mood }}{{ now }}"
    lock(tiny.swap(FILE, "{{ now }}", text))
    assert tiny.findings() == []


def test_a_text_that_left_its_version_behind_is_named_at_the_version(tiny: Tiny) -> None:
    tiny.swap(FILE, "It is", "Now it is")
    assert [f.where for f in tiny.errors()] == [f"{FILE}:3"]


def test_a_version_that_is_not_locked_is_named_at_the_version(tiny: Tiny) -> None:
    tiny.swap(FILE, 'version: "1"', 'version: "2"')
    assert (tiny.only_warning().where, tiny.only_warning().hint) == (
        f"{FILE}:3",
        "run `sandbox prompts lock`",
    )
