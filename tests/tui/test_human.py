"""A person answers a model call in the panel over the prompt."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events

from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.human.panel import HumanPanel
from tests.tui.harness import text_of
from tests.tui.real import STATUS, Real, real

CALL = '/call get_order {"order_id": "O-10070"}'
SIZES = ((80, 24), (120, 36), (200, 50))


@asynccontextmanager
async def waiting(
    settings: Settings, pack: Pack, home: Path, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Real]:
    """A session with sandbox/human whose first call waits for the person."""
    async with real(settings, pack, home, size) as run:
        await run.tell("/model sandbox/human")
        await ask(run)
        yield run
        if run.app.turns.busy:
            run.app.turns.cancel()
            await run.still()


async def ask(run: Real, text: str = STATUS) -> HumanPanel:
    """Says `text` and waits until the panel takes keys."""
    run.app.main.prompt.put(text)
    run.app.main.prompt.focus()
    await run.pilot.press("enter")
    return await panel(run)


async def panel(run: Real, calls: int = 0) -> HumanPanel:
    """The panel once Enter counts in it; of the turn, `calls` have been answered."""
    await run.until(lambda: is_open(run) and answered(run) == calls, "panel")
    found = run.app.person.panel
    assert found is not None
    await run.until(lambda: found.armed, "panel takes Enter")
    return found


def is_open(run: Real) -> bool:
    return run.app.person.panel is not None and run.app.person.panel.open


def answered(run: Real) -> int:
    return len(run.app.driver.session.turns[-1].responses)


async def write(run: Real, text: str) -> None:
    """Types `text` into the panel."""
    found = run.app.person.panel
    assert found is not None
    found.composer.text = text
    found.composer.move_cursor(found.composer.document.end)
    await run.pilot.pause()


def verdict(run: Real) -> str:
    found = run.app.person.panel
    assert found is not None
    return found.told.said.plain


@pytest.mark.parametrize("size", SIZES)
async def test_the_panel_shows_the_request_in_short_at_every_size(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with waiting(settings, pack, tmp_path, size) as run:
        text = run.screen_text()
        assert "You are sandbox/human" in text
        assert "customer  where is my order 10070?" in text
        assert "step" in text
        assert "call get_order(order_id)" in text
        assert "get_order, " in text
        await run.pilot.resize_terminal(80, 24)
        await run.pilot.pause()
        await write(run, CALL)
        assert "✓ valid: calls get_order" in run.screen_text()


async def test_typed_calls_and_replies_run_the_turn_to_its_end(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with waiting(settings, pack, tmp_path) as run:
        await panel(run)
        await write(run, CALL)
        await run.pilot.press("enter")
        second = await panel(run, 1)
        assert second.composer.text == ""
        assert "BC-3015" in run.screen_text()
        await run.pilot.press(*"It is", "ctrl+j", *"on its way.")
        await run.pilot.press("enter")
        await run.still()
        assert not second.display
        assert run.app.main.focused is run.app.main.prompt
        turn = run.app.driver.session.turns[0]
        assert turn.reply == "It is\non its way."
        assert text_of(run.app.main.trace).count(" A ") == 2


async def test_completion_alone_types_a_valid_call(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with waiting(settings, pack, tmp_path) as run:
        found = await panel(run)
        await run.pilot.press(*"/ca", "tab", *"get_o", "tab", "tab")
        assert found.composer.text == '/call get_order {"order_id": '
        await run.pilot.press("tab", "}")
        assert found.composer.text == '/call get_order {"order_id": "O-10070"}'
        assert verdict(run) == "✓ valid: calls get_order"


async def test_keys_that_come_in_one_packet_act_in_their_order(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with waiting(settings, pack, tmp_path) as run:
        found = await panel(run)
        for key in ("/", "c", "\t", "g", "e", "t", "_", "s", "\t"):
            name = "tab" if key == "\t" else key
            run.app.post_message(events.Key(name, key))
        await run.until(lambda: found.composer.text.endswith("{"), "completed")
        assert found.composer.text == "/call get_shipments {"


async def test_the_second_enter_sends_a_wrong_call(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with waiting(settings, pack, tmp_path) as run:
        await panel(run)
        await write(run, '/call get_order {"orderId": "O-10070"}')
        assert "get_order /orderId" in verdict(run)
        await run.pilot.press("enter")
        assert verdict(run).startswith("Enter again sends it")
        assert answered(run) == 0
        await run.pilot.press("enter")
        await panel(run, 1)
        hops = [hop.name for hop in run.app.driver.session.turns[0].hops]
        assert "repair" in hops


async def test_nothing_is_sent_that_is_no_message(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with waiting(settings, pack, tmp_path) as run:
        await panel(run)
        await run.pilot.press("enter", "enter")
        await write(run, "get_order(")
        await run.pilot.press("escape", "enter", "enter")
        assert is_open(run)
        assert "not closed" in verdict(run)


async def test_esc_closes_the_suggestions_then_cancels_the_turn(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with waiting(settings, pack, tmp_path) as run:
        found = await panel(run)
        await run.pilot.press(*"/ca")
        assert found.options.display
        await run.pilot.press("escape")
        assert not found.options.display
        assert is_open(run)
        await run.pilot.press("escape")
        await run.still()
        assert run.app.driver.session.turns[0].finished.outcome == "cancelled"  # pyright: ignore
        assert not found.display
        assert run.app.main.prompt.text == STATUS


async def test_enter_takes_a_suggestion_only_after_choosing_one(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with waiting(settings, pack, tmp_path) as run:
        found = await panel(run)
        await run.pilot.press(*"/call get_s", "down", "enter")
        assert found.composer.text == "/call get_shipments {"
        assert is_open(run)


async def test_the_whole_request_opens_in_the_inspector_beside_the_panel(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with waiting(settings, pack, tmp_path) as run:
        found = await panel(run)
        await run.pilot.press("ctrl+g")
        await run.until(lambda: "tool get_order" in text_of(run.app.main.inspector), "request")
        assert found.display
        await run.pilot.press("escape")
        assert run.app.main.focused is found.composer


async def test_one_call_of_another_model_is_taken_over(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        await run.pilot.press("ctrl+o")
        await run.pilot.pause()
        assert "YOU ANSWER NEXT" in run.screen_text()
        await ask(run)
        text = run.screen_text()
        assert "You answer for sandbox/scripted" in text
        assert "YOU ANSWER NEXT" not in text
        await write(run, CALL)
        await run.pilot.press("enter")
        await run.still()
        models = [one.model for one in run.app.driver.session.turns[0].responses]
        assert (models[0], set(models[1:])) == ("sandbox/human", {"sandbox/scripted"})


async def test_a_second_key_gives_the_call_back(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        await run.pilot.press("ctrl+o", "ctrl+o")
        await run.tell(STATUS)
        models = {one.model for one in run.app.driver.session.turns[0].responses}
        assert models == {"sandbox/scripted"}


async def test_who_is_in_the_trace_stays_there_when_a_call_asks(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with waiting(settings, pack, tmp_path) as run:
        first = await panel(run)
        await write(run, CALL)
        await run.pilot.press("f3")
        first.composer.action_human("send")
        second = await panel(run, 1)
        assert run.app.main.focused is run.app.main.trace
        await run.pilot.press("escape")
        assert run.app.main.focused is second.composer


async def test_foreign_text_in_a_request_and_in_what_is_typed_can_not_act(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (80, 24)) as run:
        await run.tell("/model sandbox/human")
        await ask(run, "[/x] [bold]order \u202e 10070 " + "long words " * 400)
        await write(run, "/call [/x] {\n[b]" + "x" * 3000)
        assert "✗" in verdict(run)
        assert "\u202e" not in run.screen_text()


async def test_leaving_while_a_call_waits_closes_the_session(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (80, 24)) as run:
        await run.tell("/model sandbox/human")
        await ask(run)
        name = run.name
        await run.pilot.press("ctrl+q")
        await run.until(lambda: run.app.session_driver is None, "closed")
    assert run.logged(name).turns[0].finished.outcome == "cancelled"  # pyright: ignore
