"""Costs on the command line: budgets, what a recording would have cost, what a request may cost."""

import json
from pathlib import Path

import pytest

from sandbox.domain.money import Cost, Usage
from sandbox.log.event import ModelRequested, ModelResponded
from sandbox.log.fold import Session, fold
from sandbox.log.recording import read_recording
from sandbox.models.price_book import PriceBook
from sandbox.models.reprice import reprice
from tests.cli.command_line import Sandbox

ROOT = Path(__file__).parents[2]
RECORDING = ROOT / "fixtures/brightcart/recordings/refund-twice.rec.jsonl"


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty project, without a config of the user."""
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / name)
    return tmp_path


def _paid(model: str, *usages: Usage) -> Session:
    """A session whose model calls had these tokens."""
    session = fold(read_recording(RECORDING).log.events)
    left = list(usages)
    for turn in session.turns:
        for hop in turn.hops:
            for index, event in enumerate(hop.events):
                if isinstance(event, ModelRequested):
                    hop.events[index] = event.model_copy(update={"model": model})
                elif isinstance(event, ModelResponded):
                    usage = left.pop(0) if left else Usage()
                    hop.events[index] = event.model_copy(update={"usage": usage})
    return session


def test_each_kind_of_token_has_its_own_price_elsewhere() -> None:
    book = PriceBook({}, own={"a/b": {"input": 1, "cached": "0.1", "written": 2, "output": 10}})
    usage = Usage(input=1000, cached=600, written=100, output=50, reasoning=20)
    result = reprice(_paid("x/y", usage), ["a/b"], book, lambda name: False)
    (found,) = result.models
    assert found.cost.nano == 300 * 1000 + 600 * 100 + 100 * 2000 + 50 * 10_000
    assert (found.cost.known, found.turns[1].nano) == ("estimated", found.cost.nano)
    assert (result.input, result.cached, result.output) == (1000, 600, 50)


def test_only_the_model_that_was_recorded_is_computed() -> None:
    book = PriceBook({}, own={"a/*": {"input": 1, "output": 1}})
    session = _paid("a/b", Usage(input=10))
    costs = [one.cost for one in reprice(session, ["a/b", "a/c"], book, lambda n: False).models]
    assert [(cost.nano, cost.known) for cost in costs] == [
        (10_000, "computed"),
        (10_000, "estimated"),
    ]


def test_an_unknown_price_is_no_zero() -> None:
    session = _paid("a/b", Usage(input=10))
    (found,) = reprice(session, ["no/price"], PriceBook({}), lambda n: False).models
    assert found.cost == Cost()
    assert "no/price" in found.why


def test_a_recording_is_priced_with_other_models(sandbox: Sandbox) -> None:
    words = ("--models", "openai/gpt-4.1,openai/nosuch", "--json")
    code, out, err = sandbox("sessions", "reprice", str(RECORDING), *words)
    told = json.loads(out)
    assert (code, err) == (0, "")
    listed, unlisted = told["models"]
    assert listed["cost"]["known"] == "estimated"
    assert listed["cost"]["nano"] == sum(cost["nano"] for cost in listed["turns"].values()) > 0
    assert unlisted["cost"]["nano"] is None
    assert told["book"].startswith("litellm-")
    assert told["calls"] == 7


def test_a_price_of_ones_own_in_the_project_counts_and_changes_the_book(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    words = ("sessions", "reprice", str(RECORDING), "--models", "openai/nosuch")
    _, out, err = sandbox(*words)
    assert "–" in out
    assert 'add "openai/nosuch" to [prices] in config.toml' in err
    (tmp_path / ".sandbox").mkdir()
    config = tmp_path / ".sandbox" / "config.toml"
    config.write_text('[prices]\n"openai/nosuch" = { input = "1", output = "2" }\n')
    _, out, err = sandbox(*words)
    assert "≈$0.0" in out
    told = json.loads(sandbox(*words, "--json")[1])
    assert "+own-" in told["book"]
    config.write_text('[prices]\n"openai/nosuch" = { inputs = 1 }\n')
    code, out, err = sandbox(*words)
    assert (code, out) == (2, "")
    assert "price of openai/nosuch: unknown rate 'inputs'" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("models", "says"),
    [("", "names none"), ("nosuch/x", "no provider"), ("gpt-5-mni", "gpt-5-mini")],
)
def test_a_model_that_there_is_not_is_told(sandbox: Sandbox, models: str, says: str) -> None:
    code, out, err = sandbox("sessions", "reprice", str(RECORDING), "--models", models)
    assert (code, out) == (2, "")
    assert says in err


@pytest.mark.parametrize("flag", ["--budget", "--turn-budget"])
def test_a_budget_that_is_no_amount_starts_nothing(
    sandbox: Sandbox, tmp_path: Path, flag: str
) -> None:
    code, out, err = sandbox("run", "-m", "hi", flag, "cheap")
    assert (code, out) == (2, "")
    assert f"{flag} cheap" in err
    assert not (tmp_path / "home").exists()


def test_an_offline_model_needs_no_price_to_stay_within_a_budget(sandbox: Sandbox) -> None:
    words = ("--budget", "$0.01", "--turn-budget", "0.001")
    code, out, _ = sandbox("run", "-m", "where is my order 10042?", *words)
    assert code == 0
    assert "answered" in out


def test_a_request_is_shown_with_its_cost_and_nothing_is_kept(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    text = "where is my order 10042?"
    code, out, _ = sandbox("check", "prompt", text, "--model", "openai/gpt-4.1", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["messages"][-1]["parts"][0]["text"] == text
    assert 0 < told["likely"]["nano"] < told["worst"]["nano"]
    assert told["worst_output_tokens"] == told["settings"]["max_tokens"]
    assert not (tmp_path / "home").exists()
    code, out, _ = sandbox("check", "prompt", text)
    assert "cost $0 for" in out
