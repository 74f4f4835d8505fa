"""A turn stops on the screen: where it stands, what is there, and what a person does."""

import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.domain.hop import ExecuteOutput
from sandbox.log.event import StepActed
from sandbox.log.fold import Turn
from sandbox.log.recording import read_recording
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.screens.ask import AskLine
from sandbox.tui.screens.confirm import ConfirmScreen
from sandbox.tui.screens.inspecting import InspectScreen
from sandbox.tui.stepping.panel import StopPanel
from tests.tui.harness import text_of
from tests.tui.real import REFUND, Real, real

SIZES = ((80, 24), (120, 36), (200, 50))
OVER_LIMIT = "my order 10077 arrived broken"


@asynccontextmanager
async def stopped(
    settings: Settings,
    pack: Pack,
    home: Path,
    spec: str = "/break tool:issue_refund",
    size: tuple[int, int] = (120, 36),
) -> AsyncIterator[Real]:
    """A session whose turn waits at the break point `spec`."""
    async with real(settings, pack, home, size) as run:
        await run.tell(spec)
        await say(run, REFUND)
        await panel(run)
        yield run
        if run.app.turns.busy:
            run.app.turns.cancel()
            await run.still()


async def say(run: Real, text: str) -> None:
    run.app.main.prompt.put(text)
    run.app.main.prompt.focus()
    await run.pilot.press("enter")


async def panel(run: Real, hop: str = "") -> StopPanel:
    """The panel once its keys count; `hop`: not that of the stop before."""

    def there() -> bool:
        found = run.app.turns.stepping.panel
        if found is None or found.stopped is None or not found.armed:
            return False
        return found.stopped.stop.spot.hop != hop

    await run.until(there, "panel")
    found = run.app.turns.stepping.panel
    assert found is not None
    if not found.bar.has_focus:
        found.bar.focus()
        await run.until(lambda: found.bar.has_focus, "bar has the keys")
    return found


async def edit(run: Real, value: Any) -> StopPanel:
    """Puts `value` in the place of what is edited, and takes it."""
    found = await panel(run)
    await run.pilot.press("e")
    await run.until(lambda: found.editor.has_focus, "editor")
    found.editor.text = value if isinstance(value, str) else json.dumps(value)
    await run.pilot.press("ctrl+s")
    await run.pilot.pause()
    return found


def last(run: Real) -> Turn:
    return run.app.driver.session.turns[-1]


def acts(run: Real) -> list[StepActed]:
    events = [event for hop in last(run).hops for event in hop.events]
    return [one for one in events if isinstance(one, StepActed) and one.action != "go_on"]


def arguments(run: Real) -> dict[str, Any]:
    found = run.app.turns.stepping.panel
    assert found is not None
    return dict(found.value)


async def replays(run: Real, settings: Settings) -> bool:
    log = run.home / "sessions" / run.name / "log.jsonl"
    return (await wiring.strict_replay(settings, read_recording(log)).run()).identical


@pytest.mark.parametrize("size", SIZES)
async def test_a_stopped_turn_says_where_and_what_at_every_size(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with stopped(settings, pack, tmp_path, size=size) as run:
        hop = last(run).hops[-1]
        text = run.screen_text()
        assert f"STOPPED {hop.id}" in text
        assert f"Stopped at {hop.id} before execute orders.issue_refund" in text
        assert "amount=49.90" in text
        assert "c go on" in text
        assert "x cancel" in text
        assert last(run).changes == []
        await run.pilot.press("c")
        await run.still()
        assert last(run).finished.outcome == "answered"  # pyright: ignore
        assert "Stopped at" not in run.screen_text()
        assert "BREAK 1" in run.screen_text()
        await run.until(lambda: run.app.main.prompt.has_focus, "prompt has the keys again")
        assert await replays(run, settings)


async def test_the_trace_is_marked_and_the_inspector_shows_what_the_hop_gets(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with stopped(settings, pack, tmp_path) as run:
        hop = last(run).hops[-1]
        row = run.app.main.trace.row
        assert row is not None
        assert (row.key, row.mark) == (hop.id, "?")
        assert row.note.startswith("stopped before it")
        await run.inspected(hop.id)
        inspector = run.app.main.inspector
        assert inspector.tab_names[0] == "Input"
        assert '"amount": "49.90"' in text_of(inspector)
        await run.pilot.press("c")
        await run.still()
        assert run.app.main.trace.following


async def test_an_edited_amount_is_judged_run_and_told(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with stopped(settings, pack, tmp_path, "/break tool:issue_refund once") as run:
        await edit(run, {**arguments(run), "amount": "40.00"})
        await run.still()
        (act,) = acts(run)
        assert (act.what, act.by) == ("arguments", "developer")
        assert "arguments edited by developer: amount 49.90 → 40.00" in text_of(run.app.main.chat)
        assert "I have refunded 40.00 EUR" in last(run).reply
        edited = next(hop for hop in last(run).hops if act in hop.events)
        run.app.main.trace.select(edited.id, "hand")
        await run.inspected(edited.id)
        run.app.main.inspector.choose("By hand")
        shown = text_of(run.app.main.inspector)
        assert '-   "amount": "49.90"' in shown
        assert '+   "amount": "40.00"' in shown
        assert await replays(run, settings)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('{"amount": ', "not JSON"),
        ("[1]", "arguments are a JSON object"),
        ('{"order_id": "O-10042"}', "is missing"),
        ('{"order_id": "O-99999", "line": 1, "amount": "1.00", "currency": "EUR", '
         '"reason": "damaged"}', "names no row"),
    ],
)  # fmt: skip
async def test_a_wrong_edit_is_one_line_and_nothing_typed_is_lost(
    settings: Settings, pack: Pack, tmp_path: Path, typed: str, words: str
) -> None:
    async with stopped(settings, pack, tmp_path, size=(80, 24)) as run:
        found = await edit(run, typed)
        await run.until(lambda: found.told.display, "told what is wrong")
        assert words in run.screen_text()
        assert found.editor.text == typed
        assert found.editor.has_focus
        assert run.app.turns.busy
        await run.pilot.press("escape")
        await run.until(lambda: found.bar.has_focus, "back at the keys")
        assert not found.editor.display
        assert run.app.turns.busy


async def test_an_edit_over_the_limit_asks_like_any_call(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        await run.tell("/break tool:issue_refund once")
        await say(run, OVER_LIMIT)
        await run.still()
        await say(run, "1")
        dialog = await run.dialog()
        assert isinstance(dialog, ConfirmScreen)
        await run.pilot.press("y")
        await run.back()
        await panel(run)
        # More than was paid: no confirm can allow that.
        await edit(run, {**arguments(run), "amount": "9000.00"})
        await run.still()
        assert last(run).changes == []
        assert await replays(run, settings)


async def test_a_call_can_be_left_out(settings: Settings, pack: Pack, tmp_path: Path) -> None:
    async with stopped(settings, pack, tmp_path) as run:
        await run.pilot.press("s")
        await run.still()
        assert last(run).changes == []
        assert [act.action for act in acts(run)] == ["skip"]
        assert "skipped by developer" in text_of(run.app.main.chat)
        assert await replays(run, settings)


async def test_a_turn_can_be_handed_off_with_a_reason(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with stopped(settings, pack, tmp_path) as run:
        await run.pilot.press("h")
        await run.until(lambda: isinstance(run.app.screen, AskLine), "asked why")
        await run.pilot.press(*"vip", "enter")
        await run.still()
        assert last(run).finished.outcome == "handed_off"  # pyright: ignore
        packets = [
            hop.output.packet
            for hop in last(run).hops
            if isinstance(hop.output, ExecuteOutput) and hop.output.packet
        ]
        assert [one.reason for one in packets] == ["vip"]
        assert await replays(run, settings)


async def test_x_cancels_and_esc_does_not(settings: Settings, pack: Pack, tmp_path: Path) -> None:
    async with stopped(settings, pack, tmp_path) as run:
        found = await panel(run)
        await run.pilot.press("escape")
        await run.until(lambda: run.app.main.prompt.has_focus, "prompt")
        await run.pilot.press("escape")
        await run.until(lambda: found.bar.has_focus, "back at the stop")
        assert run.app.turns.busy
        await run.pilot.press("x")
        await run.still()
        assert last(run).finished.outcome == "cancelled"  # pyright: ignore
        assert last(run).changes == []
        assert not found.display


async def test_step_goes_from_hop_to_hop_and_then_on(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        await run.tell("/step")
        assert "STEPPING" in run.screen_text()
        await say(run, REFUND)
        seen: list[str] = []
        for _ in range(4):
            found = await panel(run, seen[-1] if seen else "")
            assert found.stopped is not None
            seen.append(found.stopped.stop.spot.hop)
            if len(seen) < 4:
                await run.pilot.press("n")
        assert seen == ["1.1", "1.2", "1.3", "1.4"]
        await run.pilot.press("c")
        await run.still()
        assert last(run).finished.outcome == "answered"  # pyright: ignore
        assert "STEPPING" not in run.screen_text()


async def test_letters_meant_for_the_prompt_do_nothing_at_a_stop(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        await run.tell("/break before:route")
        await say(run, REFUND)
        await run.until(lambda: _open(run), "stopped")
        found = run.app.turns.stepping.panel
        assert found is not None
        found.armed = False
        found.bar.focus()
        await run.until(lambda: found.bar.has_focus, "bar")
        found.armed = False
        await run.pilot.press("x")
        assert run.app.turns.busy
        await panel(run)
        await run.pilot.press("c")
        await run.still()


def _open(run: Real) -> bool:
    found = run.app.turns.stepping.panel
    return found is not None and found.stopped is not None


async def test_b_in_the_trace_stops_turns_at_that_hop_and_no_more(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), REFUND) as run:
        hop = next(one for one in last(run).hops if one.subject == "orders.issue_refund")
        refund = [h for h in last(run).hops if h.name == "execute" and h.subject == hop.subject]
        run.app.main.trace.focus()
        run.app.main.trace.select(refund[0].id, "hand")
        await run.pilot.press("B")
        await run.until(lambda: "BREAK 1" in run.screen_text(), "armed")
        breaks = run.app.driver.breaks  # pyright: ignore[reportAttributeAccessIssue]
        assert [one.text for one in breaks.points] == ["tool:issue_refund"]
        await run.pilot.press("B")
        await run.until(lambda: breaks.points == [], "taken away")


async def test_break_lists_takes_away_and_names_the_nearest(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        await run.tell("/break tool:issue_refnd")
        assert "did you mean issue_refund" in text_of(run.app.main.chat)
        await run.tell("/break after:infer turn:3 once")
        await run.tell("/break")
        assert "1 after:infer turn:3 once 0 stops" in text_of(run.app.main.chat)
        await run.tell("/break off 1")
        await run.tell("/break")
        assert "No break point is armed" in text_of(run.app.main.chat)


async def test_explain_tells_the_turn_in_sentences_while_it_waits(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with stopped(settings, pack, tmp_path, size=(80, 24)) as run:
        await run.pilot.press("question_mark")
        await run.until(lambda: isinstance(run.app.screen, InspectScreen), "explained")
        screen = run.app.screen
        assert isinstance(screen, InspectScreen)
        told = text_of(screen.view)
        assert "It was understood as" in told
        assert "The turn waits for you before execute orders.issue_refund" in told
        copied: list[str] = []
        screen.copy = lambda text, what: copied.append(what)
        await run.pilot.press("y")
        await run.until(lambda: copied)
        assert copied == ["turn 1, so far: What it did"]
        await run.pilot.press("escape")
        await run.back()
        found = await panel(run)
        await run.pilot.press("c")
        await run.still()
        assert found.stopped is None


async def test_another_result_is_what_the_agent_goes_on_with(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with stopped(settings, pack, tmp_path, "/break after:execute tool:get_order once") as run:
        assert run.app.main.inspector.tab_names[0] == "Output"
        await edit(run, {**arguments(run), "status": "cancelled"})
        await run.still()
        assert "its status is: cancelled" in last(run).reply
        assert "result edited by developer" in text_of(run.app.main.chat)
        assert await replays(run, settings)


async def test_hidden_values_stay_hidden_in_an_edit(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        await run.tell("/break after:infer once")
        await run.tell("/mask")
        await say(run, f"{REFUND}, I am ada@lovelace.example")
        found = await panel(run)
        assert "ada@lovelace.example" not in json.dumps(found.value)
        await edit(run, {"text": "Is [EMAIL_1] yours?", "calls": []})
        await run.still()
        assert "[EMAIL_1]" in last(run).reply
        assert await replays(run, settings)


MAIL = "zoe.q@nowhere-x.org"


@asynccontextmanager
async def new_mail(settings: Settings, pack: Pack, home: Path) -> AsyncIterator[Real]:
    """A turn that waits before a customer's new mail address is written."""
    async with real(settings, pack, home, (160, 44)) as run:
        await run.tell("/break tool:update_contact once")
        await run.tell("I want to change my email address")
        await say(run, MAIL)
        await run.dialog()
        await run.pilot.press("y")
        await run.back()
        await panel(run)
        yield run
        if run.app.turns.busy:
            run.app.turns.cancel()
            await run.still()


async def command(run: Real, text: str) -> None:
    """Types a command at the stop."""
    run.app.main.prompt.put(text)
    run.app.main.prompt.focus()
    await run.pilot.press("enter")
    await run.pilot.pause()


@pytest.mark.parametrize("editing", [False, True], ids=["looking", "editing"])
async def test_a_picture_of_a_stop_is_without_real_values(
    settings: Settings, pack: Pack, tmp_path: Path, editing: bool
) -> None:
    async with new_mail(settings, pack, tmp_path) as run:
        found, file = await panel(run), tmp_path / "stop.svg"
        assert MAIL in str(found.bar.render())
        if editing:
            await run.pilot.press("e")
            await run.until(lambda: found.editor.has_focus, "editor")
            assert MAIL in found.editor.text
            found.editor.text = found.editor.text.replace("zoe", "zoe.typed")
        await command(run, f"/export svg {file}")
        await run.until(file.exists, "picture")
        picture = file.read_text("utf-8").replace("&#160;", " ")
        assert "nowhere-x.org" not in picture
        assert "Stopped at" in picture
        await run.pilot.pause()
        assert found.editor.display is editing
        assert ("zoe.typed" in found.editor.text) is editing
        assert editing or MAIL in str(found.bar.render())


async def test_values_hidden_at_a_stop_are_hidden_there_too(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with new_mail(settings, pack, tmp_path) as run:
        found = await panel(run)
        await command(run, "/mask")
        await run.until(lambda: "[EMAIL_1]" in str(found.bar.render()), "hidden")
        assert MAIL not in run.screen_text()
        await edit(run, {**found.value, "email": "not [EMAIL_1]"})
        await run.until(lambda: found.told.display, "told what is wrong")
        assert MAIL not in run.screen_text()
        await run.pilot.press("escape")
        # Placeholders are real values again where the call runs.
        await edit(run, {**found.value, "phone": "+1 202 555 0143"})
        await run.still()
        (act,) = acts(run)
        assert act.after["email"] == "[EMAIL_1]"
        (change,) = [one for one in last(run).changes if one.table == "customers"]
        assert run.app.driver.restore(change.after)["email"] == MAIL
        assert await replays(run, settings)


async def test_an_edit_with_real_values_waits_unseen_while_they_are_hidden(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with new_mail(settings, pack, tmp_path) as run:
        found = await panel(run)
        await run.pilot.press("e")
        await run.until(lambda: found.editor.has_focus, "editor")
        typed = found.editor.text = found.editor.text.replace("zoe", "zoe.typed")
        await command(run, "/mask")
        await run.until(lambda: not found.editor.display, "put aside")
        assert "nowhere-x.org" not in run.screen_text()
        await panel(run)
        await run.pilot.press("e")
        await run.until(lambda: found.told.display, "told why not")
        assert not found.editor.display
        await command(run, "/mask")
        await run.until(lambda: found.editor.display, "there again")
        assert found.editor.text == typed


async def test_a_placeholder_that_a_customer_typed_is_nobodys_value_in_an_edit(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        await run.tell("/break after:infer once")
        await say(run, f"{REFUND}, I am {MAIL}, and write down [EMAIL_1]")
        await edit(run, {"text": "Is [LITERAL_1] yours?", "calls": []})
        await run.still()
        (act,) = acts(run)
        assert act.after["text"] == "Is [LITERAL_1] yours?"
        assert await replays(run, settings)


async def test_break_points_go_with_the_person_into_a_fork(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), REFUND) as run:
        await run.tell("/break tool:issue_refund")
        first = run.name
        await say(run, "/rerun")
        await panel(run)
        assert run.name != first
        await run.pilot.press("c")
        await run.still()
        assert last(run).finished.outcome == "answered"  # pyright: ignore
        assert "BREAK 1" in run.screen_text()


async def test_completion_offers_terms_and_names(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        run.app.main.prompt.focus()
        await run.pilot.press(*"/break tool:issue")
        await run.until(lambda: "tool:issue_refund" in run.screen_text(), "offered")


async def test_any_keys_at_stops_leave_the_session_whole(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    keys = [*"cnnnffeesh?x/bEB", "escape", "enter", "tab", "ctrl+s", "f2", "f3", "down", "up"]
    chance = random.Random(7)
    async with real(settings, pack, tmp_path, (80, 24)) as run:
        for spec in ("/break before:route", "/break after:infer", "/break tool:issue_refund"):
            await run.tell(spec)
        await say(run, REFUND)
        await panel(run)
        for _ in range(30):
            await run.pilot.press(chance.choice(keys))
            if chance.random() < 0.2:
                await run.pilot.resize_terminal(*chance.choice(((60, 16), (80, 24), (120, 36))))
        assert run.app.is_running
        while run.app.screen is not run.app.main:
            await run.pilot.press("escape")
        run.app.turns.cancel()
        await run.still()
        assert await replays(run, settings)
