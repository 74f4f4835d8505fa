"""docs/knowledge.md: its article and settings are read, its figures are what the command gives."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from sandbox.domain.knowledge import DEFAULT, Knowledge
from sandbox.knowledge.chunks import LONGEST, MOST_WORDS
from sandbox.pack.finding import Report
from sandbox.pack.pages import read_articles
from tests.cli.command_line import Ran, command_line

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "knowledge.md").read_text("utf-8")


@pytest.fixture
def sandbox(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Ran]:
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(ROOT)
    return command_line(monkeypatch, capsys)


def test_the_article_is_one() -> None:
    article = TEXT.split("```markdown\n")[1].split("```")[0]
    report = Report()
    (found,) = read_articles({"knowledge/status.md": article}, report)
    assert report.findings == []
    assert found.product == ("team", "business")
    assert (found.valid_from, found.valid_until) == ("2026-01-01", "2026-12-31")


def test_the_settings_are_the_defaults_but_for_the_language() -> None:
    block = yaml.safe_load(TEXT.split("```yaml\n")[1].split("```")[0])
    said = Knowledge.model_validate(block["knowledge"])
    assert said == DEFAULT.model_copy(update={"language": "en"})


def test_the_limits_are_those_of_the_code() -> None:
    assert f"some {LONGEST} characters, and never more than {MOST_WORDS} words" in TEXT


def test_the_command_prints_what_the_page_shows(sandbox: Callable[..., Ran]) -> None:
    shown = TEXT.split("--pack helpdesk\n")[1].split("```")[0]
    _, out, _ = sandbox("check", "retrieve", "is there a status page?", "--pack", "helpdesk")
    assert out == shown


def test_the_figures_are_what_the_command_gives(sandbox: Callable[..., Ran]) -> None:
    file = "tests/fixtures_helpdesk/questions.jsonl"
    _, out, _ = sandbox("check", "retrieve", "--file", file, "--pack", "helpdesk", "--summary")
    figures = json.loads(out)
    told = re.search(r"recall@1 (\S+), recall@3 (\S+), MRR (\S+)\.\n", TEXT)
    assert told is not None
    assert [float(one) for one in told.groups()] == [
        round(figures[name], 2) for name in ("recall@1", "recall@3", "mrr")
    ]
    assert f"The {figures['n']} questions" in TEXT
