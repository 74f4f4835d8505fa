"""Sessions in our own log: each event in a line, and no words of people in any."""

import logging
from pathlib import Path

import pytest

from sandbox.domain.faults import Fault
from sandbox.domain.hop import RedactOutput, RespondOutput
from sandbox.log import event as ev
from sandbox.log.narrate import line_of, narrator
from sandbox.log.recording import read_recording

ROOT = Path(__file__).parents[3]
RECORDINGS = sorted((ROOT / "fixtures").glob("*/recordings/*.rec.jsonl"))


def test_turns_are_told_with_time_calls_and_outcome(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG, "sandbox")
    tell = narrator("20261120-0900-abc123")
    tell(ev.TurnStarted(turn=3, model="m"))
    tell(ev.HopFailed(turn=3, hop=6, name="infer", fault=Fault(kind="timeout", message="secret")))
    tell(
        ev.TurnFinished(
            turn=3, outcome="failed", degraded=True, took=ev.Took(start=0, total=2_000_000)
        )
    )
    assert [(one.name, one.levelname, one.getMessage()) for one in caplog.records] == [
        ("sandbox.session.abc123", "INFO", "turn 3 begins, model m"),
        ("sandbox.session.abc123", "WARNING", "3.6 infer failed: timeout"),
        ("sandbox.session.abc123", "WARNING",
         "turn 3 failed, degraded in 2.0 ms, 0 model calls, 0 tool calls"),
    ]  # fmt: skip


def test_nothing_is_told_or_printed_where_nobody_listens(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.WARNING, "sandbox.session")
    fault = Fault(kind="timeout", message="secret")
    narrator("quiet1")(ev.HopFailed(turn=3, hop=6, name="infer", fault=fault))
    assert capsys.readouterr().err == ""
    assert caplog.records == []
    assert "sandbox.session.quiet1" not in logging.Logger.manager.loggerDict


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_no_words_of_customer_or_agent_are_told(path: Path):
    """Not a dozen characters in a row of what the customer said, nor a sentence of a reply."""
    events = read_recording(path).log.events
    told = [line[1] for line in map(line_of, events) if line is not None]
    outputs = [event.output for event in events if isinstance(event, ev.HopFinished)]
    asked = [one.text for one in outputs if isinstance(one, RedactOutput)]
    replied = [one.text for one in outputs if isinstance(one, RespondOutput)]
    assert told
    assert asked
    assert not runs(asked, 12) & runs(told, 12)
    assert not runs(replied, 24) & runs(told, 24)


def runs(texts: list[str], length: int) -> set[str]:
    """Every run of `length` characters in `texts`."""
    return {text[at : at + length] for text in texts for at in range(len(text) - length + 1)}
