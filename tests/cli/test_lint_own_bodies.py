"""`sandbox lint` on a pack without Python: bad SQL and articles that disagree, by file and line."""

from functools import partial
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox
from tests.own_pack import own_pack


@pytest.fixture
def place(tmp_path: Path) -> Path:
    own_pack(tmp_path, "helpdesk")
    return tmp_path


@pytest.fixture
def lint(sandbox: Sandbox) -> Sandbox:
    return partial(sandbox, "lint", "helpdesk")


def swap(name: str, old: str, new: str) -> int:
    """Changes a file of the copy; the line on which it changed."""
    path = Path("fixtures/helpdesk") / name
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_bad_sql_names_tool_file_line_and_what_sqlite_says(lint: Sandbox) -> None:
    line = swap(
        "tools.yaml", "FROM service_levels\n          WHERE substr", "FROM levels WHERE substr"
    )
    code, out, err = lint()
    assert code == 1
    assert out.splitlines()[0].startswith(
        f"fixtures/helpdesk/tools.yaml:{line}: error: tool create_incident: steps[2].let: "
        "no such table: levels"
    )
    assert err == ""


def test_articles_that_disagree_are_a_hint_with_both_places(lint: Sandbox) -> None:
    path = Path("fixtures/helpdesk/knowledge/plans.md")
    path.write_text(f"{path.read_text('utf-8')}\nInvoices are due within 30 days.\n", "utf-8")
    code, out, _ = lint()
    assert code == 0
    assert "fixtures/helpdesk/knowledge/plans.md:" in out
    assert ": hint: says 30 days, and knowledge/invoices.md:8 says 14 days" in out
