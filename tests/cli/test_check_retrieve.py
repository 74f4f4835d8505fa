"""`sandbox check retrieve`: passages of a question, and recall over labelled ones."""

import json
from functools import partial
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox

ROOT = Path(__file__).parents[2]
QUESTIONS = "tests/fixtures_helpdesk/questions.jsonl"


@pytest.fixture
def check(sandbox: Sandbox) -> Sandbox:
    return partial(sandbox, "check", "retrieve")


def test_a_question_lists_its_passages_and_why_each_is_in_or_out(check: Sandbox) -> None:
    code, out, _ = check("is there a status page?", "--pack", "helpdesk")
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert lines[0][1:3] == ["in", "status-page"]
    assert lines[-1][1:3] == ["out", "status-page-2025"]
    assert "it was valid until 2025-12-31" in out


def test_product_and_language_may_be_said(check: Sandbox) -> None:
    words = ("can I withdraw an approval?", "--pack", "helpdesk", "--json")
    team = json.loads(check(*words, "--product", "team")[1])
    starter = json.loads(check(*words, "--product", "starter")[1])
    assert team["articles"][0] == "approvals"
    assert "approvals" not in starter["articles"]
    assert "it is about team, not starter" in starter["passages"][-1]["why"]


def test_a_labelled_file_gives_a_verdict_a_line_and_the_figures(check: Sandbox) -> None:
    code, out, err = check("--file", QUESTIONS, "--pack", "helpdesk")
    verdicts = [json.loads(line) for line in out.splitlines()]
    given = [json.loads(line) for line in (ROOT / QUESTIONS).read_text("utf-8").splitlines()]
    assert code == 0
    assert [one["input"] for one in verdicts] == given
    ranks = [one["rank"] for one in verdicts]
    summary = json.loads(check("--file", QUESTIONS, "--pack", "helpdesk", "--summary")[1])
    assert summary["n"] == len(given) == 35
    assert summary["recall@1"] == round(ranks.count(1) / 35, 4)
    assert summary["mrr"] == round(sum(1 / rank for rank in ranks if rank) / 35, 4)
    assert summary["missed"] == ranks.count(None)
    assert f"recall@3 {summary['recall@3']:.3f}" in err


def test_most_questions_find_their_article_first(check: Sandbox) -> None:
    summary = json.loads(check("--file", QUESTIONS, "--pack", "helpdesk", "--summary")[1])
    assert summary["recall@1"] >= 0.85
    assert summary["recall@3"] >= 0.95


def test_a_line_that_names_no_article_of_the_pack_is_an_error(
    check: Sandbox, tmp_path: Path
) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text('{"text": "plates", "article": "plates"}\n{"text": "where is my parcel"}\n')
    code, out, err = check("--file", str(file))
    first, second = (json.loads(line) for line in out.splitlines())
    assert code == 1
    assert first["error"] == "line 1: the pack has no article plates"
    assert "rank" not in second
    assert err == ""
