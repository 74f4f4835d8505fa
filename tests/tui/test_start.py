"""The first frame needs nothing heavy and does not wait for the session."""

import asyncio
import subprocess
import sys

from sandbox.domain.faults import SandboxError
from sandbox.tui.app import HopscopeApp
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import ORDER, Run, text_of, toasts, wait_for

HEAVY = (
    "litellm", "openai", "tiktoken", "sqlite_utils", "jinja2", "jsonschema_rs", "opentelemetry",
    "regorus", "pydantic", "markdown_it", "pygments",
    "sandbox.log", "sandbox.domain", "sandbox.hub",
)  # fmt: skip

FIRST_FRAME = """
import asyncio, sys
from sandbox.tui.app import HopscopeApp

async def never():
    await asyncio.Event().wait()

async def main():
    app = HopscopeApp(never)
    async with app.run_test(size=(120, 36)) as pilot:
        assert app.main.header.size.width == 120
        before = set(sys.modules)
        print(*sorted(before))

asyncio.run(main())
"""


def test_nothing_heavy_is_loaded_by_the_first_frame():
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "sandbox.tui.app" in loaded
    assert not loaded & set(HEAVY)


async def test_the_prompt_takes_text_before_the_session_is_open():
    gate = asyncio.Event()
    driver = FakeDriver()

    async def factory() -> FakeDriver:
        await gate.wait()
        return driver

    app = HopscopeApp(factory)
    async with app.run_test(size=(120, 36)) as pilot:
        assert "OPENING" in app.main.header.draw(120).plain
        await pilot.press(*ORDER, "enter")
        await wait_for(pilot, lambda: app.turns.waiting == ORDER)
        assert any("The session is opening" in one for one in toasts(app))
        gate.set()
        await wait_for(pilot, lambda: driver.sent == [ORDER])
        await wait_for(pilot, lambda: not app.turns.busy)
        assert "LIVE" in app.main.header.draw(120).plain


async def test_a_session_that_can_not_be_opened_is_one_line_and_loses_no_words():
    gate = asyncio.Event()

    async def factory() -> FakeDriver:
        await gate.wait()
        raise SandboxError("there is no pack shop", "did you mean brightcart?")

    app = HopscopeApp(factory)
    async with app.run_test(size=(120, 36)) as pilot:
        run = Run(app, pilot, FakeDriver())
        await pilot.press(*"hello", "enter")
        gate.set()
        await wait_for(pilot, lambda: app.main.header.head.failed)
        assert "there is no pack shop (did you mean brightcart?)" in text_of(app.main.chat)
        assert app.main.prompt.text == "hello"
        await pilot.press("enter", "ctrl+l", "f1", "escape")
        await run.back()
        assert "NOT OPEN" in run.screen_text()


async def test_a_bug_while_opening_is_one_line_too():
    async def factory() -> FakeDriver:
        raise KeyError("[/x]")

    app = HopscopeApp(factory)
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: app.main.header.head.failed)
        assert "can't be opened: KeyError" in text_of(app.main.chat)


async def test_unsent_words_come_back_to_the_prompt():
    driver = FakeDriver(unsent="where was I")

    async def factory() -> FakeDriver:
        return driver

    app = HopscopeApp(factory)
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: app.main.prompt.text == "where was I")
        await pilot.press("enter")
        await wait_for(pilot, lambda: driver.sent == ["where was I"])
        await wait_for(pilot, lambda: not app.turns.busy)


async def test_quitting_closes_the_session():
    driver = FakeDriver()

    async def factory() -> FakeDriver:
        return driver

    app = HopscopeApp(factory)
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: app.main.pump is not None)
        await pilot.press("ctrl+q")
        await wait_for(pilot, lambda: driver.closed)
    assert app.return_code == 0


async def test_ctrl_c_twice_quits_and_cancels_a_turn_first():
    driver = FakeDriver(closed=("infer",))

    async def factory() -> FakeDriver:
        return driver

    app = HopscopeApp(factory)
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: app.main.pump is not None)
        app.turns.send("wait")
        await wait_for(pilot, lambda: driver.session.running)
        await pilot.press("ctrl+c")
        await wait_for(pilot, lambda: not app.turns.busy)
        assert driver.session.turns[0].finished is not None
        assert driver.session.turns[0].finished.outcome == "cancelled"
        app.main.prompt.put("")
        await pilot.press("ctrl+c")
        assert not driver.closed
        await pilot.press("ctrl+c")
        await wait_for(pilot, lambda: driver.closed)
