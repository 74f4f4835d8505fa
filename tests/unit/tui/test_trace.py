"""The trace's rows: folding, filter, and updates that touch one turn."""

import pytest

from sandbox.tui.feed.filter import FilterError, parse_filter
from sandbox.tui.feed.trace import Trace
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import BROKEN, ORDER, play


async def trace_of(*turns: str) -> Trace:
    return Trace((await play(FakeDriver(), turns)).session)


def keys(trace: Trace) -> list[str]:
    return [row.key for row in trace.rows]


def shown(trace: Trace, text: str) -> list[str]:
    trace.set_filter(parse_filter(text))
    return [row.key for row in trace.rows if row.kind == "hop"]


async def test_clean_short_hops_fold_into_one_row():
    trace = await trace_of(ORDER)
    fold = trace.rows[1]
    assert fold.kind == "fold"
    assert fold.name == "5 hops"
    assert fold.subject == "redact, context, route, retrieve, prompt"
    assert fold.hops == ("1.1", "1.2", "1.3", "1.4", "1.5")


async def test_infer_execute_and_marked_hops_never_fold():
    trace = await trace_of(BROKEN)
    alone = [(row.name, row.mark) for row in trace.rows if row.kind == "hop"]
    assert ("repair", "R") in alone
    assert ("validate", "!") in alone
    assert ("policy", "A") in alone
    assert sum(name == "infer" for name, _ in alone) == 3
    assert sum(name == "execute" for name, _ in alone) == 2


async def test_a_fold_opens_and_closes_in_place():
    trace = await trace_of(ORDER, ORDER)
    before = keys(trace)
    assert trace.toggle("1.1+")
    assert keys(trace)[2:7] == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert trace.rows[2].child
    trace.toggle("1.1+")
    assert keys(trace) == before


async def test_a_turn_closes_to_its_head():
    trace = await trace_of(ORDER, ORDER)
    trace.toggle("turn:1")
    assert keys(trace)[:2] == ["turn:1", "turn:2"]
    assert not trace.rows[0].open


async def test_reveal_opens_what_hides_a_hop():
    trace = await trace_of(ORDER, ORDER)
    trace.toggle("turn:2")
    trace.reveal("2.3")
    found = trace.find("2.3")
    assert found is not None
    assert trace.rows[found].name == "route"


async def test_nearest_stands_for_a_hidden_row():
    trace = await trace_of(ORDER, ORDER)
    assert trace.rows[trace.nearest("2.3")].key == "2.1+"
    trace.toggle("turn:2")
    assert trace.rows[trace.nearest("2.3")].key == "turn:2"
    assert trace.nearest("99.1") == len(trace.rows) - 1


async def test_updating_an_old_turn_leaves_the_others_alone():
    trace = await trace_of(ORDER, BROKEN, ORDER)
    before = keys(trace)
    trace.update(2)
    assert keys(trace) == before
    assert trace.total == sum(len(turn.hops) for turn in trace.session.turns)


async def test_a_model_switch_shows_between_turns():
    driver = await play(FakeDriver(), (ORDER,))
    driver.switch_model("openai/gpt-4o-mini")
    await driver.send(ORDER)
    notes = [row.name for row in Trace(driver.session).rows if row.kind == "note"]
    assert notes == ["model sandbox/scripted → openai/gpt-4o-mini"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("is:repaired", ["2.9"]),
        ("is:denied", ["3.9"]),
        ("hop:infer turn:1", ["1.6", "1.12"]),
        ("infer turn:1..1", ["1.6", "1.12"]),
        ("issue_refund execute", ["2.18"]),
        ("turn:2 ms:>1000", ["2.20"]),
        ("turn:2.. hop:execute !issue_refund", ["2.12", "3.10"]),
        ("~get_.rder is:problem", ["2.8"]),
        ("is:asked hop:policy", ["2.17"]),
        ("kind:tool turn:2", ["2.12", "2.18"]),
        ("kind:model turn:..1", ["1.6", "1.12"]),
        ("tool:refund kind:policy", ["2.17"]),
        ("tool:refund db:refunds", ["2.18"]),
        ("kind:db", ["2.18"]),
        ("path:/order_id rule:id", ["2.9"]),
        ("rule:over_limit", ["2.17"]),
        ("model:scripted turn:1 !tool:order", ["1.6", "1.12"]),
        ("cost:>0.001 turn:2", []),
        ("ms:>=1000 !ms:>2000 turn:2", ["2.20"]),
        ('"o-10042" kind:tool turn:1', ["1.10"]),
        ("is:faulted", []),
    ],
)
async def test_filter_keeps_what_matches(text: str, wanted: list[str]):
    trace = await trace_of(ORDER, BROKEN, "somebody")
    assert shown(trace, text) == wanted


async def test_a_filtered_turn_keeps_its_head_and_an_empty_one_goes():
    trace = await trace_of(ORDER, BROKEN)
    trace.set_filter(parse_filter("is:repaired"))
    assert keys(trace) == ["turn:2", "2.9"]
    trace.set_filter(None)
    assert keys(trace)[0] == "turn:1"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("is:funny", 3),
        ("infer turn:x", 11),
        ("ms:500", 3),
        ("hop:nope", 4),
        ("kind:nope", 5),
        ("thing:x", 0),
        ("infer !", 6),
        ("turn:5..3", 5),
        ("turn:..", 5),
        ("cost:0.1", 5),
        ("path:amount", 5),
        ("tool:", 5),
        ('infer "two words', 6),
        ("~(", 2),
    ],
)
def test_a_wrong_filter_says_where(text: str, at: int):
    with pytest.raises(FilterError) as caught:
        parse_filter(text)
    assert caught.value.at == at


def test_an_empty_filter_is_none():
    assert parse_filter("  ") is None


async def test_a_pattern_that_backtracks_for_ever_is_refused_and_the_old_filter_stays():
    trace = await trace_of(ORDER, BROKEN)
    trace.set_filter(parse_filter("is:repaired"))
    before = keys(trace)
    evil = parse_filter(r"!~^((\w|.)+)+[!?]$")
    with pytest.raises(FilterError, match="takes too long") as caught:
        trace.set_filter(evil)
    assert caught.value.at == 2
    assert keys(trace) == before
    assert trace.filter is not None
    assert trace.filter.text == "is:repaired"


async def test_a_filter_reads_what_a_hop_holds_only_when_it_is_asked_for_it():
    trace = await trace_of(ORDER)
    facts = trace.hops_of(1)[9].facts
    assert facts is not None
    shown(trace, "turn:1")
    assert set(vars(facts)) == {"_hop"}
    shown(trace, "db:refunds")
    assert set(vars(facts)) == {"_hop", "tables"}
