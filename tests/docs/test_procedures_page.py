"""docs/procedures.md: its examples are read as they stand; its mistakes are really told."""

import re
from pathlib import Path
from textwrap import dedent
from typing import get_args

import pytest

from sandbox.domain.procedure import Step
from sandbox.hub.shelf import LIFE, MOST
from sandbox.pack.lint import lint_pack
from sandbox.procedures.arithmetic import FUNCTIONS
from sandbox.procedures.expression import parse
from sandbox.procedures.grammar import parse_steps
from sandbox.procedures.link import DEPTH, MOST_STEPS
from tests.unit.pack.workshop import write_workshop

TEXT = (Path(__file__).parents[2] / "docs" / "procedures.md").read_text("utf-8")
EXAMPLES = re.findall(r"^````markdown\n(.*?)^````$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=["refund", "discount"])
def test_the_examples_are_procedures(example: str):
    assert len(parse_steps(example)) > 5


def test_the_table_has_every_word_of_the_grammar():
    words = set(re.findall(r"^\| `(\w+)[ :`]", TEXT, re.MULTILINE))
    kinds = set(get_args(Step.model_fields["kind"].annotation)) - {"jump"}
    assert kinds | {"otherwise"} <= words


def test_the_example_of_all_kinds_works_in_a_pack(tmp_path: Path):
    complaint = """
        ---
        id: complaint
        title: A complaint
        version: "1"
        ---

        ```steps
        hand_off "a discount of more than 50"
        ```
    """
    root = write_workshop(tmp_path / "workshop", discount=EXAMPLES[1], complaint=complaint)
    assert [one for one in lint_pack(root) if one.file.startswith("procedures/")] == []


def test_the_expressions_are_read():
    block = TEXT.split("## Expressions")[1].split("```")[1].strip()
    found = [one for line in block.splitlines() for one in re.split(r" {2,}", line)]
    assert len(found) > 10
    for one in found:
        parse(one)
    assert all(f"{name}(" in block for name in FUNCTIONS)


def test_the_limits_are_those_of_the_code():
    assert f"more than {DEPTH} levels and more than {MOST_STEPS} steps" in TEXT
    assert f"after {LIFE} turns" in TEXT
    assert f"Up to {MOST} wait" in TEXT


BROKEN = """
    ---
    id: broken
    title: Broken
    version: "1"
    intent: discount
    variables:
      repair_id: {{type: row, table: repairs, ask: Which one?}}
      damage: {{type: choice, ask: What?, choices: {{broken: [cracked]}}}}
    ---

    ```steps
    {steps}
    ```
"""


@pytest.mark.parametrize(
    ("steps", "line", "words", "hint"),
    [
        ("do broken", 12, "does itself over and over: broken → broken", ""),
        ("do find_repare", 12, "does 'find_repare', no procedure", "find_repair"),
        ("switch hour", 12, "switches to 'hour', no procedure", "hours"),
        ("switch broken", 12, "switches to itself", ""),
        ("read term", 12, "reads 'term', no article", "terms"),
        ("let get_repair = 1", 12, "that is a tool's name", "a name of its own"),
        ("let damage = 1", 12, "that is a variable which is asked for", "a name of its own"),
        ("let intent = 1", 12, "that name is the engine's own", "a name of its own"),
        ("let approval = 1", 12, "that name is the engine's own", "a name of its own"),
        ("let len = 1", 12, "'len' is a function of the grammar", ""),
        ("let x 1", 12, "expected '=' after `let x`", ""),
        ('ask damage\nwhen damage == "brokn":\n  stop', 13, "is never 'brokn'", "broken"),
        ("ask repair_id\nwhen repair_id == 5:\n  stop", 13, "it is a text: write it in quotes", ""),
        ('when foo:\n  stop\notherwise:\n  stop\nsay "x"', 16, 'never reached: `say "x"`', ""),
        ("when foo > 1:\n  stop", 12, "nothing sets 'foo'", ""),
        ('approve "{foo}"', 12, "nothing sets 'foo'", ""),
        ('approve "pay"\nstop\notherwise:\n  stop', 14, "`otherwise` without a `when`", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, steps: str, line: int, words: str, hint: str
):
    page = dedent(BROKEN).lstrip("\n").format(steps=steps)
    root = write_workshop(tmp_path / "workshop", broken=page)
    place = ("procedures/broken.md", line)
    found = [one for one in lint_pack(root) if (one.file, one.line) == place]
    assert any(words in one.message and hint in one.hint for one in found), lint_pack(root)


def test_switches_in_a_circle_are_named(tmp_path: Path):
    page = dedent(BROKEN).lstrip("\n")
    one = page.format(steps="when damage:\n  switch other\nask damage")
    other = page.replace("id: broken", "id: other").format(
        steps="when damage:\n  switch broken\nask damage"
    )
    root = write_workshop(tmp_path / "workshop", broken=one, other=other)
    told = [f.where for f in lint_pack(root) if "broken → other → broken" in f.message]
    assert told == ["procedures/broken.md:13"]


def test_what_a_procedure_needs_has_to_be_declared(tmp_path: Path):
    page = dedent(BROKEN).lstrip("\n").replace("intent:", "needs: [repair_id, nothing]\nintent:")
    root = write_workshop(tmp_path / "workshop", broken=page.format(steps='say "x"'))
    (found,) = [one for one in lint_pack(root) if "needs 'nothing'" in one.message]
    assert found.where == "procedures/broken.md:5"
