"""A call of the chat as JSON, also where it has gone on since it was drawn."""

import json
from dataclasses import replace

from sandbox.tui.blocks.as_json import entry_json
from tests.tui.harness import ORDER, opened


async def test_a_call_that_has_gone_on_since_it_was_drawn_is_given_as_it_is_now() -> None:
    async with opened((120, 36), turns=(ORDER,)) as run:
        chat = run.app.main.chat
        entry = next(one for one in chat._entries if one.key.startswith("call:"))
        now = entry_json(run.driver.session, entry, lambda value: value)
        assert json.loads(now)["tool"] == "orders.get_order"
        assert len(entry.hops) > 1
        early = replace(entry, hops=entry.hops[:1])
        assert entry_json(run.driver.session, early, lambda value: value) == now


async def test_a_call_that_is_gone_is_given_as_it_was_drawn() -> None:
    async with opened((120, 36), turns=(ORDER,)) as run:
        chat = run.app.main.chat
        entry = next(one for one in chat._entries if one.key.startswith("call:"))
        gone = replace(entry, hops=("1.99",))
        found = json.loads(entry_json(run.driver.session, gone, lambda value: value))
        assert found == {"turn": 1, "text": entry.text}
