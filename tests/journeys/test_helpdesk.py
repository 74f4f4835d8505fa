"""Whole conversations on a pack of another trade whose tools are SQL: the engine knows no shop."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.hub.live import LiveSession
from sandbox.log.fold import Turn
from sandbox.pack.find import shipped
from sandbox.pack.pack import Pack
from sandbox.replay.sweep_actors import NoSleep
from sandbox.settings import Settings
from tests.journeys.replaying import replays

SCENARIOS = sorted((shipped() / "helpdesk" / "scenarios").glob("*.yaml"))


@pytest.fixture(scope="session")
def pack(settings: Settings) -> Pack:
    return wiring.load(settings, "helpdesk")


def steps_of(path: Path) -> list[dict[str, str]]:
    return yaml.safe_load(path.read_text("utf-8"))


def rows(live: LiveSession, table: str, key: str) -> dict[str, Any]:
    row = live.parts.ports.rows.row(table, key)
    assert row is not None
    return row


async def said(live: LiveSession, text: str) -> Turn:
    await live.send(text)
    return live.session.turns[-1]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
@pytest.mark.parametrize("model", ["sandbox/scripted", "sandbox/sloppy"])
async def test_a_scenario_goes_as_it_says_and_replays(
    path: Path, model: str, start: Callable[..., LiveSession], settings: Settings
) -> None:
    who = "nobody" if path.stem == "who-are-you" else ""
    live = start(model=model, seed=3, **({"customer": who} if who else {}))
    for step in steps_of(path):
        turn = await said(live, step["say"])
        assert step.get("expect", "") in turn.reply, (step, turn.reply)
        assert turn.finished is not None
        assert turn.finished.outcome in ("answered", "asked")
    await replays(live, settings)


def test_there_are_scenarios_and_each_expects_something() -> None:
    assert len(SCENARIOS) == 3
    assert all(any("expect" in step for step in steps_of(path)) for path in SCENARIOS)


async def test_a_write_whose_reply_is_lost_is_done_once(start: Callable[..., LiveSession]) -> None:
    live = start()
    live.parts.ports.sleep = NoSleep()
    live.arm("billing.issue_credit:error_after_commit@1")
    turn = await said(live, "you charged us twice, invoice IN-10045")
    assert "14.67 GBP" in turn.reply
    assert rows(live, "invoices", "IN-10045")["credited_minor"] == 1467
    assert live.parts.ports.rows.keys("credits")[-1] == "CR-0005"


async def test_what_a_person_refuses_changes_no_row(start: Callable[..., LiveSession]) -> None:
    live = start(approve=False)
    for text in ("cancel our subscription", "yes"):
        await live.send(text)
    assert rows(live, "subscriptions", "SUB-0003")["cancel_at_period_end"] is False


async def test_a_service_that_is_away_changes_nothing_and_says_so(
    start: Callable[..., LiveSession],
) -> None:
    live = start()
    live.parts.ports.sleep = NoSleep()
    live.arm("itsm:unavailable")
    turn = await said(live, "status of incident INC0010061")
    assert turn.finished is not None
    assert turn.finished.degraded
    assert "In Progress" not in turn.reply


async def test_nobody_sees_another_company_s_incident(start: Callable[..., LiveSession]) -> None:
    turn = await said(start(), "status of incident INC0010001")
    assert "own account" in turn.reply


async def test_a_fork_takes_the_rows_of_sql_tools_back(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start()
    for text in ("we need more seats", "12", "yes please"):
        await live.send(text)
    assert rows(live, "subscriptions", "SUB-0003")["seats"] == 12
    ask = AnswerAll(True)
    fork = await wiring.fork_session(settings, live.name, 3, ask=ask, home=tmp_path)
    assert rows(fork, "subscriptions", "SUB-0003")["seats"] == 8
    again = await said(fork, "yes please")
    assert "12 seats from 2026-11-20" in again.reply
    assert fork.parts.ports.rows.keys("invoices")[-1] == live.parts.ports.rows.keys("invoices")[-1]
