"""Every hop of every scene can be inspected, every tab built, and nothing is restored there."""

from dataclasses import replace

import pytest

from sandbox.domain.hop import HOP_NAMES, RedactOutput
from sandbox.domain.personal import Span
from sandbox.log.fold import Session
from sandbox.tui.feed.inspect.hop import inspect
from sandbox.tui.feed.inspect.understand import redact_tabs
from sandbox.tui.feed.view import Bars, Diff, Facts, Marked, Section, Tree, Words
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import BROKEN, ORDER, play

SCENES = (ORDER, BROKEN, "somebody", "dead", "again", "weird", "long")


async def session() -> Session:
    return (await play(FakeDriver(), SCENES)).session


def tab(of: Session, key: str, name: str) -> tuple[Section, ...]:
    found = inspect(of, key)
    assert found is not None
    return next(tab for tab in found.tabs if tab.name == name).build()


def facts(sections: tuple[Section, ...]) -> dict[str, object]:
    return dict(row for section in sections if isinstance(section, Facts) for row in section.rows)


async def test_every_tab_of_every_row_builds():
    of = await session()
    seen: set[str] = set()
    for turn in of.turns:
        for key in (f"turn:{turn.number}", f"between:{turn.number}"):
            found = inspect(of, key)
            assert found is not None
            assert all(tab.build() for tab in found.tabs)
        for hop in turn.hops:
            found = inspect(of, hop.id)
            assert found is not None
            seen.add(hop.name)
            assert all(tab.build() for tab in found.tabs), hop.id
            assert found.tabs[-1].name == "Raw"
    assert seen == set(HOP_NAMES)


@pytest.mark.parametrize("key", ["9.1", "1.99", "turn:99", "turn:0", "x", "", "wait:9.9"])
async def test_a_row_that_is_not_there_is_none(key: str):
    of = (await play(FakeDriver(), (ORDER,))).session
    assert inspect(of, key) is None


async def test_prompt_shows_the_exact_request_and_the_diff_to_the_call_before():
    of = await session()
    request = tab(of, "2.13", "Request")
    assert any(isinstance(one, Words) and "Active step" in one.text for one in request)
    (diff,) = tab(of, "2.5", "Diff")
    assert isinstance(diff, Diff)
    assert any(sign == "+" and "broken" in text for sign, text in diff.lines)
    (first,) = tab(of, "1.5", "Diff")
    assert isinstance(first, Words)


async def test_window_bars_add_up():
    of = await session()
    bars = next(one for one in tab(of, "1.5", "Window") if isinstance(one, Bars))
    assert sum(amount for _, amount, _ in bars.rows) == bars.total


async def test_infer_says_how_the_cost_is_known():
    of = await session()
    rows = facts(tab(of, "1.6", "Usage"))
    assert rows["cost is known as"] == "computed: reported tokens × a known price"
    assert rows["tokens are"] == "estimated by the built-in estimator"


async def test_validate_lists_pointer_rule_expected_and_got():
    of = await session()
    rows = facts(tab(of, "2.8", "Problems"))
    assert (rows["pointer"], rows["rule"], rows["got"]) == ("/order_id", "pattern", '"10042"')
    sources = facts(tab(of, "2.8", "Arguments"))
    assert sources["/order_id"] == "the customer's words: message 1"


async def test_repair_shows_before_and_after():
    of = await session()
    (diff,) = tab(of, "2.9", "Before → after")
    assert isinstance(diff, Diff)
    assert ("-", '  "order_id": "10042"') in diff.lines
    assert ("+", '  "order_id": "O-10042"') in diff.lines


async def test_policy_shows_rule_reason_evidence_and_the_person():
    of = await session()
    sections = tab(of, "2.17", "Rule")
    rows = facts(sections)
    assert rows["rule"] == "refunds.over_limit"
    assert rows["did"] == "approve"
    assert any(isinstance(one, Tree) and one.title == "Evidence" for one in sections)


async def test_execute_shows_rows_and_key():
    of = await session()
    assert facts(tab(of, "2.18", "Result"))["idempotency key"] == "issue_refund:O-10042:1:1"
    inserted, updated = tab(of, "2.18", "Rows")
    assert isinstance(inserted, Diff)
    assert isinstance(updated, Diff)
    assert inserted.title == "insert refunds/RF-0001"
    assert ("-", "refunded: 0") in updated.lines
    assert ("+", "refunded: 4990") in updated.lines


async def test_a_turns_time_is_divided_without_rest():
    of = await session()
    bars = tab(of, "turn:2", "Time")[0]
    assert isinstance(bars, Bars)
    assert sum(amount for _, amount, _ in bars.rows) == bars.total


async def test_the_inspector_stays_masked():
    driver = await play(FakeDriver(), (BROKEN,))
    for hop in driver.session.turns[0].hops:
        found = inspect(driver.session, hop.id)
        assert found is not None
        assert "ada@lovelace" not in repr([tab.build() for tab in found.tabs])
    assert driver.restored == []


async def test_redact_says_of_each_find_its_kind_rule_place_and_what_was_done():
    of = await session()
    hop = next(hop for turn in of.turns for hop in turn.hops if hop.name == "redact")
    text = "card [CARD_REMOVED], from [IP_1234567890], key [SECRET]"
    spans = (
        Span(
            start=5, end=19, placeholder="[CARD_REMOVED]", kind="card", rule="luhn", action="drop"
        ),
        Span(start=26, end=41, placeholder="[IP_1234567890]", kind="ip", rule="ip", action="hash"),
    )
    hop = replace(hop, output=RedactOutput(text=text, spans=spans))
    (shown,) = redact_tabs(of, hop)
    marked, raw, listed = shown.build()
    assert isinstance(raw, Words)
    assert raw.masked.startswith("hidden")
    assert isinstance(marked, Marked)
    assert [text[start:end] for start, end, _ in marked.spans] == [
        "[CARD_REMOVED]",
        "[IP_1234567890]",
        "[SECRET]",
    ]
    said = facts((listed,))
    assert "card, found by luhn, dropped" in str(said["[CARD_REMOVED]"])
    assert "ip, found by ip, hashed" in str(said["[IP_1234567890]"])
    assert "characters 26–41" in str(said["[IP_1234567890]"])
    assert "secret, dropped" in str(said["[SECRET]"])
