"""Faults armed while chatting, on a real session: the screen says what broke and what came."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sandbox import wiring
from sandbox.adapters.ask import AskScreen
from sandbox.adapters.clocks import NoSleep
from sandbox.cli.driver import ScreenDriver
from sandbox.log.fold import Session
from sandbox.settings import Settings
from sandbox.tui.app import HopscopeApp
from sandbox.tui.feed.inspect.hop import inspect
from sandbox.tui.feed.view import Diff, Facts, Words
from tests.tui.harness import Run, text_of, wait_for

REFUND = "My parcel arrived broken, order 10042, I want my money back"
STATUS = "where is my order 10077?"


@asynccontextmanager
async def shop(home: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Run]:
    """The screen on a session of the default pack that does not wait."""
    settings, person = Settings(_env_file=None), AskScreen()  # pyright: ignore
    live = wiring.new_session(settings, wiring.load(settings), ask=person, home=home)
    live.parts.ports.sleep = NoSleep()
    driver: Any = ScreenDriver(live, settings, person)

    async def factory() -> Any:
        return driver

    app = HopscopeApp(factory)
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_for(pilot, lambda: app.main.pump is not None, "session opens")
        yield Run(app, pilot, driver)


async def command(run: Run, text: str, says: str) -> None:
    """Types a command and waits until the chat says something."""
    run.app.main.prompt.put(text)
    run.app.main.prompt.focus()
    await run.pilot.press("enter")
    await run.until(lambda: says in chat(run), says)


def chat(run: Run) -> str:
    return " ".join(text_of(run.app.main.chat).split())


async def test_a_lost_reply_is_retried_and_the_screen_says_why(tmp_path: Path) -> None:
    async with shop(tmp_path) as run:
        await command(run, "/fault orders.issue_refund:error_after_commit@1", "Armed orders.issue")
        assert "FAULTS 1 armed" in run.screen_text()
        await run.say(REFUND)
        shown = chat(run)
        assert "fault injected: orders.issue_refund:error_after_commit@1" in shown
        assert "the reply of orders.issue_refund was lost" in shown
        assert "answered from the ledger, not done twice" in shown
        assert "I have refunded 49.90 EUR" in shown
        await command(run, "/fault", "2 calls seen, fired 1, last in 1.22")
        await command(run, "/fault off 1", "Disarmed orders.issue_refund")
        await run.until(lambda: "FAULTS" not in run.screen_text(), "the badge goes")


async def test_a_breaker_opens_half_opens_and_closes_on_the_screen(tmp_path: Path) -> None:
    async with shop(tmp_path) as run:
        await command(run, "/fault orders:unavailable@1-5", "Armed orders:unavailable")
        await run.say(STATUS)
        await run.say(STATUS)
        assert "BREAKER orders open" in run.screen_text()
        assert "circuit breaker: open" in chat(run)
        await command(run, "/fault list", "orders: circuit open since")
        await run.say(STATUS)
        assert "left alone for" in chat(run)
        for _ in range(3):
            await run.say("hello")
        await run.say(STATUS)
        assert "circuit breaker: closed" in chat(run)
        assert "BREAKER" not in run.screen_text()


async def test_a_dead_letter_is_listed_and_run_again(tmp_path: Path) -> None:
    async with shop(tmp_path) as run:
        await command(run, "/dead", "No dead letters")
        await command(run, "/fault orders.issue_refund:unavailable", "Armed")
        await run.say(REFUND)
        await command(run, "/dead", "1.22 orders.issue_refund")
        await command(run, "/fault off all", "Disarmed")
        await command(run, "/dead 9.9", "9.9 is no dead letter")
        await command(run, "/dead 1.22", "1.22 issue_refund: ok, 2 rows changed")
        await run.say("please try again")
        assert "I have refunded 49.90 EUR" in chat(run)


async def test_a_misspelt_fault_is_one_line_with_the_nearest(tmp_path: Path) -> None:
    async with shop(tmp_path) as run:
        await command(run, "/fault ordres:timeout", "did you mean orders?")
        await command(run, "/fault off 3", "no fault 3 is armed")
        await command(run, "/fault", "No fault is armed")
        assert "FAULTS" not in run.screen_text()


async def test_the_inspector_tells_attempts_breaker_and_rows_once(tmp_path: Path) -> None:
    async with shop(tmp_path) as run:
        await command(run, "/fault orders.issue_refund:error_after_commit@1", "Armed")
        await run.say(REFUND)
        session = run.driver.session
        assert len(sections(session, "1.22", "Rows", Diff)) == 2
        told = " ".join(one.text for one in sections(session, "1.22", "Attempts", Words))
        assert "fault injected" in told
        assert "→ unknown: the reply of orders.issue_refund was lost, 2 rows changed" in told
        assert "→ ok, from the ledger, 0 rows changed" in told
        assert len(sections(session, "turn:1", "Rows", Diff)) == 2


async def test_the_inspector_says_what_stood_in_for_an_answer(tmp_path: Path) -> None:
    async with shop(tmp_path) as run:
        await run.say(STATUS)
        await command(run, "/fault orders:unavailable", "Armed")
        await run.say(STATUS)
        session = run.driver.session
        hop = next(hop for hop in session.turns[1].hops if hop.name == "execute")
        facts = dict(row for one in sections(session, hop.id, "Result", Facts) for row in one.rows)
        assert facts["no answer, so"] == "an earlier result, told as old, 1.10"
        assert "I can't look it up right now" in chat(run)


def sections(session: Session, key: str, name: str, kind: Any) -> list[Any]:
    found = inspect(session, key)
    assert found is not None
    built = next(tab for tab in found.tabs if tab.name == name).build()
    return [section for section in built if isinstance(section, kind)]


async def test_a_fault_that_cannot_be_is_told_by_the_name_that_was_typed(tmp_path: Path) -> None:
    async with shop(tmp_path) as run:
        run.app.run_slash("/fault X:boom")
        said = " ".join(text_of(run.app.main.chat).split())
        assert "/fault X:boom: " in said
        assert "--fault" not in said
