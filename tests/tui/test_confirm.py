"""The dialog before a call that a person has to approve."""

from typing import Any

import pytest
from textual.widgets import Input, TextArea

from sandbox.domain.tool import Ok, RowChange
from sandbox.log.event import HumanActed, SettingChanged
from sandbox.ports import Question, ToolReply
from sandbox.tui.commands import run_command
from sandbox.tui.models.picker import ModelPicker
from sandbox.tui.screens.confirm import ConfirmScreen
from sandbox.tui.screens.picker import Picker
from tests.tui.fake_driver import FakeDriver, Stage, confirm
from tests.tui.harness import BROKEN, Run, opened, text_of


def approval(run: Run):
    hops = run.driver.session.turns[0].hops
    acted = [e for hop in hops for e in hop.events if isinstance(e, HumanActed)]
    return acted[-1].approval


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 16)])
async def test_it_shows_call_rule_reason_and_evidence(size: tuple[int, int]):
    async with opened(size) as run:
        await run.say(BROKEN, ends=False)
        await run.dialog()
        text = run.screen_text()
        for words in (
            "orders.issue_refund",
            "49.90",
            "ada@lovelace.example",
            "refunds.over_limit",
            "A refund over €25.00 needs a person.",
            "y approve",
            "Esc reject",
        ):
            assert words in text, words
        await run.pilot.press("y")
        await run.until(lambda: not run.app.turns.busy)
        assert (approval(run).action, approval(run).by) == ("approve", "developer")
        await run.back()
        assert run.app.main.prompt.has_focus


async def test_reject_asks_why():
    async with opened() as run:
        await run.say(BROKEN, ends=False)
        dialog = await run.dialog()
        await run.pilot.press("n")
        assert dialog.query_one("#reason", Input).has_focus
        await run.pilot.press(*"yes, too much", "enter")
        await run.until(lambda: not run.app.turns.busy)
        assert (approval(run).action, approval(run).reason) == ("reject", "yes, too much")
        assert "DENIED" in text_of(run.app.main.chat)


async def test_escape_rejects_and_asks_nothing_else():
    async with opened() as run:
        await run.say(BROKEN, ends=False)
        await run.dialog()
        await run.pilot.press("escape")
        await run.until(lambda: not run.app.turns.busy)
        assert (approval(run).action, approval(run).reason) == ("reject", "")


async def test_edit_takes_json_and_says_what_is_wrong_with_it():
    async with opened((80, 24)) as run:
        await run.say(BROKEN, ends=False)
        dialog = await run.dialog()
        await run.pilot.press("e")
        editor = dialog.query_one("#arguments", TextArea)
        assert editor.has_focus
        assert '"amount": "49.90"' in editor.text
        await run.pilot.press("ctrl+s")
        assert "nothing is changed" in run.screen_text()
        editor.text = '{"amount": '
        await run.pilot.press("ctrl+s")
        assert "not JSON" in run.screen_text()
        editor.text = "[1]"
        await run.pilot.press("ctrl+s")
        assert "are a JSON object" in run.screen_text()
        await run.pilot.press("escape")
        assert run.app.screen is dialog
        await run.pilot.press("e")
        editor.text = '{"order_id": "O-10042", "amount": "20.00"}'
        await run.pilot.press("ctrl+s")
        await run.until(lambda: not run.app.turns.busy)
        assert approval(run).action == "edit"
        assert approval(run).arguments == {"order_id": "O-10042", "amount": "20.00"}
        await run.back()
        await run.pilot.pause(0.2)
        assert run.app.screen is run.app.main  # ^S is a key of the main screen, too


async def test_an_edit_that_would_be_refused_stays_open_and_says_why():
    async with opened((80, 24)) as run:
        await run.say(BROKEN, ends=False)
        dialog = await run.dialog()

        def check(edit: dict[str, Any]) -> str:
            return "amount: 90 stands where an amount belongs." if edit["amount"] == "90" else ""

        dialog.question = dialog.question.model_copy(update={"check": check})
        await run.pilot.press("e")
        editor = dialog.query_one("#arguments", TextArea)
        editor.text = '{"order_id": "O-10042", "amount": "90"}'
        await run.pilot.press("ctrl+s")
        assert "stands where an amount belongs" in run.screen_text()
        assert run.app.screen is dialog
        editor.text = '{"order_id": "O-10042", "amount": "90.00"}'
        await run.pilot.press("ctrl+s")
        await run.until(lambda: not run.app.turns.busy)
        assert approval(run).arguments == {"order_id": "O-10042", "amount": "90.00"}


async def test_keys_typed_for_the_prompt_approve_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sandbox.tui.screens.confirm.ARM_AFTER", 3600)
    async with opened() as run:
        await run.say(BROKEN, ends=False)
        await run.until(lambda: isinstance(run.app.screen, ConfirmScreen))
        dialog = run.app.screen
        assert isinstance(dialog, ConfirmScreen)
        await run.pilot.press("y", "e", "n")
        assert run.app.screen is dialog
        assert dialog.has_class("-read")
        await run.pilot.press("escape")
        await run.until(lambda: not run.app.turns.busy)
        assert approval(run).action == "reject"


async def test_a_cancelled_turn_closes_its_dialog():
    async with opened() as run:
        await run.say(BROKEN, ends=False)
        await run.dialog()
        await run.pilot.press("ctrl+c")
        await run.until(lambda: not run.app.turns.busy)
        await run.back()
        assert run.driver.session.turns[0].finished is not None
        assert run.driver.session.turns[0].finished.outcome == "cancelled"


async def test_long_values_wrap_and_scroll_with_the_keys_in_sight():
    async def huge(stage: Stage, text: str) -> None:
        arguments = {f"field_{n}": "[/b] long words " * 200 for n in range(30)}
        decision = confirm("[/rule]", "[/] why " * 100, **{"[e]": "x" * 5000})
        with stage.hop("policy", "crm.[/x]update", 0) as hop:
            question = Question(
                tool="t", subject="crm.[/x]update", arguments=arguments, decision=decision,
                turn=stage.turn, hop=hop.number,
            )  # fmt: skip
            await hop.ask(question)

    async with opened((80, 24), driver=FakeDriver(scene=lambda _: huge)) as run:
        await run.say("x", ends=False)
        dialog = await run.dialog()
        assert "y approve" in run.screen_text()
        assert dialog.query_one("#confirm-body").max_scroll_y > 0
        await run.pilot.press("pagedown", "pagedown")
        assert dialog.query_one("#confirm-body").scroll_offset.y > 0
        await run.pilot.press("e")
        assert "too long to edit" in run.screen_text()
        await run.pilot.resize_terminal(40, 12)
        await run.pilot.pause()
        assert "y approve" in run.screen_text()
        await run.pilot.press("y")
        await run.until(lambda: not run.app.turns.busy)


async def test_it_waits_until_another_dialog_is_closed():
    async with opened() as run:
        await run.pilot.press("ctrl+l")
        await run.until(lambda: isinstance(run.app.screen, ModelPicker) and run.app.screen.models)
        run.app.turns.send(BROKEN)
        await run.until(lambda: run.app.main.chat.line_count() > 8)
        await run.until(lambda: "waits for your answer" in text_of(run.app.main.chat))
        assert isinstance(run.app.screen, ModelPicker)
        await run.pilot.press("escape")
        await run.dialog()
        await run.pilot.press("y")
        await run.until(lambda: not run.app.turns.busy)
        assert approval(run).action == "approve"


async def test_a_dialog_closes_itself_and_no_other():
    async with opened() as run:
        below: Picker = Picker("below", [])
        above: Picker = Picker("above", [])
        answers: list[str | None] = []
        run.app.push_screen(below, answers.append)
        run.app.push_screen(above, answers.append)
        await run.until(lambda: run.app.screen is above)
        below.finish("first")
        below.finish("twice")
        await run.pilot.pause()
        assert run.app.screen is above
        above.finish("second")
        await run.back()
        assert answers == ["second", "first"]


async def test_it_shows_the_rows_that_the_call_is_expected_to_change():
    before = {"id": "O-10042", "status": "delivered", "refunded_minor": 0}
    after = {**before, "refunded_minor": 4990}
    changes = (
        RowChange(table="refunds", key="RF-0001", after={"id": "RF-0001", "amount_minor": 4990}),
        RowChange(table="orders", key="O-10042", before=before, after=after),
    )  # fmt: skip

    async def scene(stage: Stage, text: str) -> None:
        async def rehearse(arguments: dict[str, Any]) -> ToolReply:
            return ToolReply(outcome=Ok(), changes=changes)

        question = Question(
            tool="issue_refund", subject="orders.issue_refund", arguments={"amount": "49.90"},
            decision=confirm("limit", "too much"), turn=stage.turn, hop=1, rehearse=rehearse,
        )  # fmt: skip
        with stage.hop("policy", "orders.issue_refund", 0) as hop:
            await hop.ask(question)

    async with opened((80, 24), driver=FakeDriver(scene=lambda _: scene)) as run:
        await run.say("x", ends=False)
        await run.dialog()
        await run.until(lambda: "tried on a copy" in run.screen_text())
        text = run.screen_text()
        assert "+ refunds RF-0001  amount_minor 4990" in text
        assert "orders O-10042  refunded_minor 0 → 4990" in text
        await run.pilot.press("escape")
        await run.until(lambda: not run.app.turns.busy)


async def test_approving_for_the_session_is_listed_and_taken_back():
    async with opened() as run:
        await run.say(BROKEN, ends=False)
        await run.dialog()
        await run.pilot.press("a")
        await run.until(lambda: not run.app.turns.busy)
        given = approval(run)
        assert (given.action, given.scope) == ("approve", "session")
        await run.back()
        run_command(run.app, "/approvals off")
        (event,) = (e for e in run.driver.session.outside if isinstance(e, SettingChanged))
        assert (event.name, event.value) == ("approvals_withdrawn", 1)


async def test_what_nobody_said_can_not_be_approved_for_the_session():
    async def scene(stage: Stage, text: str) -> None:
        question = Question(
            tool="t", subject="orders.t", arguments={}, turn=stage.turn, hop=1,
            decision=confirm("untraced-argument", "nobody said where this comes from: /amount"),
        )  # fmt: skip
        with stage.hop("policy", "orders.t", 0) as hop:
            await hop.ask(question)

    async with opened(driver=FakeDriver(scene=lambda _: scene)) as run:
        await run.say("refund", ends=False)
        dialog = await run.dialog()
        assert "a session" not in run.screen_text()
        assert "y approve" in run.screen_text()
        await run.until(lambda: dialog.armed)
        await run.pilot.press("a")
        await run.pilot.pause()
        assert run.app.screen is dialog
        await run.pilot.press("y")
        await run.until(lambda: not run.app.turns.busy)


async def test_handing_on_asks_why():
    async with opened() as run:
        await run.say(BROKEN, ends=False)
        dialog = await run.dialog()
        await run.pilot.press("h")
        assert dialog.query_one("#reason", Input).has_focus
        assert "Enter hand on" in run.screen_text()
        await run.pilot.press(*"not mine", "enter")
        await run.until(lambda: not run.app.turns.busy)
        assert (approval(run).action, approval(run).reason) == ("escalate", "not mine")


async def test_the_time_that_is_left_counts_down():
    async def scene(stage: Stage, text: str) -> None:
        question = Question(
            tool="t", subject="orders.t", arguments={}, decision=confirm("limit", "too much"),
            turn=stage.turn, hop=1, seconds=90,
        )  # fmt: skip
        with stage.hop("policy", "orders.t", 0) as hop:
            await hop.ask(question)

    async with opened((80, 24), driver=FakeDriver(scene=lambda _: scene)) as run:
        await run.say("x", ends=False)
        await run.dialog()
        await run.until(lambda: "rejected in 1:2" in run.screen_text())
        await run.pilot.press("escape")
        await run.until(lambda: not run.app.turns.busy)
