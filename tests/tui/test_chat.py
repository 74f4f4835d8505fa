"""The chat: blocks, drafts, calls that open on trouble, following, the linked cursor."""

from tests.tui.fake_driver import FakeDriver, Stage
from tests.tui.harness import BROKEN, ORDER, opened, play, text_of
from tests.tui.scenes import model, respond, understand


async def test_a_turn_shows_question_call_answer_and_figures():
    async with opened() as run:
        await run.say(ORDER)
        text = text_of(run.app.main.chat)
        assert "▌ where is my order?" in text
        assert "· orders.get_order  order_id=O-10042" in text
        assert "Your order O-10042 has been shipped" in text
        assert "turn 1 · sandbox/scripted · 14 hops · 1.45 s" in text
        assert run.app.main.prompt.text == ""


async def test_trouble_opens_and_a_clean_call_stays_closed():
    async with opened(turns=(ORDER, BROKEN, "somebody")) as run:
        text = text_of(run.app.main.chat)
        assert '/order_id  "10042" → "O-10042"' in text
        assert "denied: Order O-10077 belongs" in text
        assert "REPAIRED" in text
        assert "DENIED" in text
        assert "approved by test" not in text
        await run.pilot.press("f2", "g", "j")
        chat = run.app.main.chat
        while chat.entry is None or "issue_refund" not in chat.entry.text:
            await run.pilot.press("j")
        await run.pilot.press("space")
        assert "approved by test" in text_of(chat)


async def test_real_values_are_on_the_screen_and_masked_on_demand():
    async with opened((120, 36), turns=(BROKEN,)) as run:
        chat = run.app.main.chat
        assert "ada@lovelace.example" in text_of(chat)
        run.app.run_slash("/mask")
        await run.pilot.pause()
        assert "[EMAIL_1]" in text_of(chat)
        assert "ada@lovelace" not in run.screen_text()
        assert "MASKED" in run.screen_text()
        run.app.run_slash("/mask")
        assert "ada@lovelace.example" in text_of(chat)


async def test_a_draft_is_replaced_by_what_respond_sends():
    async def drafts(stage: Stage, text: str) -> None:
        await understand(stage, text, "x")
        await model(stage, "a draft that nobody should keep")
        await respond(stage, "the checked answer")

    driver = FakeDriver(scene=lambda _: drafts, closed=("respond",))
    async with opened(driver=driver) as run:
        chat = run.app.main.chat
        await run.say("hello", ends=False)
        await run.until(lambda: "a draft that nobody" in text_of(chat), "draft")
        driver.open("respond")
        await run.until(lambda: "the checked answer" in text_of(chat))
        assert "nobody should keep" not in text_of(chat)


async def test_after_a_write_the_reply_waits_for_its_check():
    driver = FakeDriver(closed=("respond",))
    async with opened(driver=driver) as run:
        chat = run.app.main.chat
        await run.say(BROKEN, ends=False)
        await run.dialog()
        await run.pilot.press("y")
        await run.until(lambda: "checking…" in text_of(chat))
        assert "I have refunded" not in text_of(chat)
        driver.open("respond")
        await run.until(lambda: "I have" in text_of(chat))
        assert "checking…" not in text_of(chat)


async def test_following_stops_above_and_counts_what_is_new():
    async with opened((80, 24), turns=(ORDER, BROKEN, ORDER)) as run:
        chat = run.app.main.chat
        assert chat.following
        await run.pilot.press("f2", "g")
        assert chat.scroll_offset.y == 0
        assert not chat.following
        await run.driver.send(ORDER)
        await run.until(lambda: chat.unseen > 0)
        assert chat.scroll_offset.y == 0
        assert "new lines" in run.screen_text()
        await run.pilot.press("G")
        await run.until(lambda: chat.following and chat.is_vertical_scroll_end)
        assert chat.unseen == 0


async def test_sending_goes_back_to_the_end():
    async with opened((80, 24), turns=(ORDER, BROKEN, ORDER)) as run:
        await run.pilot.press("f2", "g")
        await run.say(ORDER)
        assert run.app.main.chat.is_vertical_scroll_end


async def test_chat_and_trace_share_one_cursor():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        main = run.app.main
        await run.pilot.press("f3", "g")
        while main.trace.row is None or main.trace.row.name != "repair":
            await run.pilot.press("j")
        assert main.chat.entry is not None
        assert "2.9" in main.chat.entry.hops
        await run.pilot.press("f2", "j")
        assert main.chat.entry is not None
        assert main.trace.key == main.chat.entry.hop
        await run.inspected(main.chat.entry.hop)


async def test_alt_up_walks_the_chat_from_the_prompt():
    async with opened(turns=(ORDER,)) as run:
        await run.pilot.press("alt+up", "alt+up")
        entry = run.app.main.chat.entry
        assert entry is not None
        assert "get_order" in entry.text
        assert run.app.main.prompt.has_focus


async def test_enter_on_a_call_inspects_its_hop():
    async with opened((120, 36), turns=("somebody",)) as run:
        main = run.app.main
        await run.pilot.press("f2", "k", "enter")
        await run.inspected("1.9")
        assert main.inspector.has_focus
        assert "orders.not_yours" in text_of(main.inspector)


async def test_a_cancelled_turn_is_kept_and_its_words_return():
    async with opened(driver=FakeDriver(closed=("respond",))) as run:
        await run.say("please wait", ends=False)
        await run.until(lambda: "Well, where" in text_of(run.app.main.chat))
        await run.pilot.press("escape")
        await run.until(lambda: not run.app.turns.busy)
        await run.until(lambda: "Cancelled." in text_of(run.app.main.chat))
        assert "▌ please wait" in text_of(run.app.main.chat)
        await run.until(lambda: run.app.main.prompt.text == "please wait")
        assert run.app.main.trace.trace is not None
        assert any(row.mark == "C" for row in run.app.main.trace.trace.rows)


async def test_words_do_not_return_over_newly_typed_ones():
    async with opened(driver=FakeDriver(closed=("infer",))) as run:
        await run.say("please wait", ends=False)
        await run.until(lambda: run.driver.session.running)
        await run.pilot.press(*"new")
        await run.pilot.press("escape")
        await run.until(lambda: not run.app.turns.busy)
        await run.pilot.pause()
        assert run.app.main.prompt.text == "new"


async def test_a_second_message_stays_in_the_prompt_while_a_turn_runs():
    async with opened(driver=FakeDriver(closed=("infer",))) as run:
        await run.say("please wait", ends=False)
        await run.until(lambda: run.driver.session.running)
        await run.pilot.press(*"me too", "enter")
        await run.until(lambda: "A turn is running." in run.screen_text())
        assert run.app.main.prompt.text == "me too"
        assert "A turn is running." not in text_of(run.app.main.chat)


async def test_many_turns_are_laid_out_on_demand():
    driver = await play(FakeDriver(), (ORDER,) * 80)
    async with opened((80, 24), driver=driver) as run:
        chat = run.app.main.chat
        assert "earlier entries" in text_of(chat)
        assert "turn 1 ·" not in text_of(chat)
        assert "turn 80 ·" in text_of(chat)
        await run.pilot.press("f2", "g", "enter")
        await run.until(lambda: "turn 1 ·" in text_of(chat))


async def test_clear_hides_and_brings_back():
    async with opened(turns=(ORDER,)) as run:
        chat = run.app.main.chat
        run.app.run_slash("/clear")
        assert "shipped" not in text_of(chat)
        await run.say(ORDER)
        assert "shipped" in text_of(chat)
        await run.pilot.press("f2", "g", "enter")
        assert "turn 1 ·" in text_of(chat)
