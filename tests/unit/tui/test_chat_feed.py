"""What the chat says of a turn's calls."""

from sandbox.export.transcript import transcript
from sandbox.tui.feed.chat import block_of, footer_of
from sandbox.tui.feed.view import Block, Call, Trouble
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import BROKEN, ORDER, play


async def block(text: str, model: str = "sandbox/scripted") -> Block:
    driver = await play(FakeDriver(model=model), (text,))
    return block_of(driver.session.turns[0])


def calls(of: Block) -> list[Call]:
    return [item for item in of.items if isinstance(item, Call)]


async def test_a_clean_call_is_one_closed_line():
    (call,) = calls(await block(ORDER))
    assert (call.subject, call.status, call.trouble) == ("orders.get_order", "ok", False)
    assert call.arguments == {"order_id": "O-10042"}
    assert call.details == ()


async def test_a_repaired_call_opens_and_says_what_was_mended():
    repaired, paid = calls(await block(BROKEN))
    assert repaired.status == "repaired"
    assert repaired.trouble
    assert [detail.text for detail in repaired.details] == [
        '/order_id  "10042" → "O-10042"  (id_format)'
    ]
    assert repaired.arguments == {"order_id": "O-10042"}
    assert paid.status == "ok"
    assert "approved by test" in paid.details[0].text


async def test_a_denied_call_gives_the_reason_and_the_rule():
    (call,) = calls(await block("somebody"))
    assert call.status == "denied"
    assert call.details[0].text == (
        "denied: Order O-10077 belongs to another customer.  (orders.not_yours)"
    )
    assert call.key == "1.9"


async def test_a_ledger_hit_and_a_retry_are_told():
    (call,) = calls(await block("again"))
    told = " ".join(detail.text for detail in call.details)
    assert "fault injected: orders.timeout once" in told
    assert "answered from the ledger" in told
    assert "attempt 2" in told


async def test_a_failed_model_is_a_trouble_with_its_way_out():
    made = await block("dead")
    (trouble,) = [item for item in made.items if isinstance(item, Trouble)]
    assert trouble.text == "unavailable: nothing listens on 127.0.0.1:8080"
    assert trouble.degraded == "a fixed answer"
    assert made.degraded


async def test_the_footer_holds_the_figures():
    made = await block(ORDER, model="openai/gpt-4o-mini")
    assert footer_of(made) == (
        "turn 1 · openai/gpt-4o-mini · 14 hops · 1.45 s · 1.5k↑ 172↓ · $0.0008"
    )


async def test_an_unknown_cost_is_a_dash_and_never_zero():
    made = await block("dead")
    assert made.cost is not None
    assert made.cost.nano is None
    assert footer_of(made).endswith(" · –")
    assert "$0" not in footer_of(made)


async def test_waiting_is_told_apart_from_the_turns_time():
    assert "(4.20 s waiting)" in footer_of(await block(BROKEN))


async def test_the_transcript_is_masked():
    driver = await play(FakeDriver(), (BROKEN,))
    text = transcript(driver.session, "T")
    assert "[EMAIL_1]" in text
    assert "ada@lovelace.example" not in text
    assert driver.restored == []
