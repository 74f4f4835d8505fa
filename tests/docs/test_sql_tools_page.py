"""docs/sql-tools.md: its tools work in the help desk pack, and its mistakes are really told."""

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.adapters.clocks import SteppingClock
from sandbox.domain.tool import Failed, Ok
from sandbox.pack.find import prompts_folder, shipped
from sandbox.pack.lint import lint_pack
from sandbox.pack.load import load_pack
from sandbox.ports import Attempt
from sandbox.tools.toolbox import WorldToolbox
from sandbox.world.database import WorldDatabase
from sandbox.world.sql import MOST_ROWS, MOST_STEPS

TEXT = (Path(__file__).parents[2] / "docs" / "sql-tools.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
MISTAKES = TEXT.split("```\ntools.yaml")[1].split("```")[0]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The help desk pack with the page's tools in place of its own of these names."""
    pack = tmp_path / "fixtures" / "helpdesk"
    shutil.copytree(shipped() / "helpdesk", pack)
    prompts = prompts_folder(shipped() / "helpdesk")
    assert prompts is not None
    shutil.copytree(prompts, tmp_path / "prompts" / "helpdesk")
    tools = yaml.safe_load((pack / "tools.yaml").read_text("utf-8"))
    rest = {n: t for n, t in tools.items() if not n.startswith("x-") and f"{n}:\n" not in TEXT}
    text = "\n".join((*EXAMPLES, yaml.safe_dump(rest, sort_keys=False)))
    (pack / "tools.yaml").write_text(text, "utf-8")
    return pack


def call(root: Path, folder: Path, tool: str, **arguments: Any) -> Any:
    pack = load_pack(str(root))
    world = WorldDatabase.create(folder / "world.db", pack)
    clock = SteppingClock(pack.now, pack.step)
    box = WorldToolbox(world, pack.contracts, pack.functions, lambda: "U-0011", clock)
    try:
        return asyncio.run(box.attempt(Attempt(tool=tool, arguments=arguments, turn=1, hop=1)))
    finally:
        world.close()


def test_the_tools_are_in_order(root: Path) -> None:
    # Procedures and policy of the pack use other fields of these two tools.
    assert [one for one in lint_pack(root) if one.file == "tools.yaml"] == []


@pytest.fixture
def alone(root: Path) -> Path:
    """Without the procedure that reads other fields of these tools."""
    (root / "procedures" / "incident_status.md").unlink()
    intents = root / "intents.yaml"
    text = intents.read_text("utf-8").replace("procedure: incident_status", "procedure: identify")
    intents.write_text(text, "utf-8")
    return root


def test_the_read_gives_what_its_contract_says(alone: Path, tmp_path: Path) -> None:
    outcome = call(alone, tmp_path, "get_incident", incident_id="INC0010060").outcome
    assert isinstance(outcome, Ok)
    result: Any = outcome.result
    assert result["caller"] == {"id": "U-0011", "job": "Receptionist"}
    assert isinstance(result["overdue"], bool)
    assert result["comments"][0]["value"].startswith("My approval never reaches the partner.")


def test_the_write_changes_rows_or_says_why_not(alone: Path, tmp_path: Path) -> None:
    reply = call(alone, tmp_path, "reopen_incident", incident_id="INC0010051", comment="x")
    assert [one.operation for one in reply.changes] == ["update", "insert"]
    assert reply.outcome.result["note_id"] == reply.changes[1].key


def test_the_write_refuses_in_the_words_of_its_step(alone: Path, tmp_path: Path) -> None:
    reply = call(alone, tmp_path, "reopen_incident", incident_id="INC0010060", comment="x")
    assert isinstance(reply.outcome, Failed)
    assert reply.outcome.fault.message == (
        "only a resolved incident is opened again; this one is On Hold"
    )


def test_the_mistakes_are_told_as_the_page_shows_them(root: Path) -> None:
    lines = [f"tools.yaml{line}" if line.startswith(":") else line for line in MISTAKES.split("\n")]
    told = [line for line in lines if line]
    whole = (root / "tools.yaml").read_text("utf-8")
    edits = (
        ("i.state,", "i.stat,"),
        ("    reads: [contacts]\n", ""),
        ("= :incident_id\n    l", "= :incident\n    l"),
    )
    for (old, new), line in zip(edits, told, strict=True):
        (root / "tools.yaml").write_text(whole.replace(old, new, 1), "utf-8")
        errors = [
            f"{one.where}: {one.message}" for one in lint_pack(root) if one.severity == "error"
        ]
        assert line in errors


def test_the_limits_are_those_of_the_code() -> None:
    assert f"may give {MOST_ROWS:,} rows" in TEXT
    assert f"after {MOST_STEPS // 1_000_000} million steps of SQLite's machine" in TEXT
