"""`sandbox run` shows how a procedure moves; `sandbox stats --by procedure` what became of all."""

import json
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox
from tests.unit.pack.workshop import write_workshop

WANT = "my repair took too long, I want a discount on repair R-001"


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that holds the workshop."""
    write_workshop(tmp_path / "fixtures" / "workshop")
    monkeypatch.setenv("SANDBOX_PACK", "workshop")
    return tmp_path


def test_run_tells_of_moves_between_procedures_and_of_what_was_worked_out(sandbox: Sandbox):
    code, shown, _ = sandbox("run", "-m", WANT, "-m", "when are you open?", "-m", "yes")
    assert code == 0
    assert "LEFT discount: the customer wants hours" in shown
    assert "Back to “A discount on a repair”: Was it late?" in shown
    assert 'RETURNED discount: hours has ended; labour is "100.10"; off is "10.01"' in shown
    assert "CONFIRM discount, reject by --approve none" in shown


def test_a_file_answers_a_checkpoint_by_its_procedure_or_as_approve(
    sandbox: Sandbox, tmp_path: Path
):
    for text, word in (("discount: approve", "approve"), ("approve: reject", "reject")):
        (tmp_path / "answers.yaml").write_text(text, encoding="utf-8")
        _, shown, _ = sandbox("run", "-m", WANT, "-m", "yes", "--approve", "answers.yaml")
        assert f"CONFIRM discount, {word} by answers.yaml" in shown


def test_stats_count_what_became_of_each_procedure(sandbox: Sandbox):
    sandbox("run", "-m", WANT, "-m", "when are you open?", "-m", "no")
    sandbox("run", "-m", WANT)
    sandbox("run", "-m", "I want a discount on repair R-003")
    code, shown, _ = sandbox("stats", "--by", "procedure", "--json")
    assert code == 0
    found = {one["name"]: one for one in json.loads(shown)["procedures"]}
    assert {name: one["started"] for name, one in found.items()} == {
        "discount": 3,
        "hours": 1,
        "lost": 1,
    }
    discount = found["discount"]
    ends = {end: count for end, count in discount["outcomes"].items() if count}
    assert ends == {"resolved": 1, "abandoned": 1, "switched_away": 1}
    assert (discount["left"], discount["came_back"], discount["turns"]) == (1, 1, 1.33)
    assert discount["drop_off"] == {"ask late": 1, "switch lost": 1}
    assert found["lost"]["outcomes"]["handed_off"] == 1
    _, lines, _ = sandbox("stats", "--by", "procedure")
    assert "    1 left at: ask late" in lines.splitlines()
    _, rows, _ = sandbox(
        "sessions", "sql", "SELECT procedure, outcome FROM procedures ORDER BY 1, 2", "--json"
    )
    assert {"procedure": "discount", "outcome": "abandoned"} in json.loads(rows)


def test_stats_of_no_session_have_no_procedures(sandbox: Sandbox):
    code, shown, _ = sandbox("stats", "--by", "procedure", "--json")
    assert (code, json.loads(shown)["procedures"]) == (0, [])
