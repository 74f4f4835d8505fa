"""What may differ: rules by place, and what each lets pass."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.faults import SandboxError
from sandbox.domain.hop import Passage, RespondOutput, RetrieveOutput
from sandbox.log.event import HopFinished, HopStarted, TurnStarted
from sandbox.log.fold import Session, fold
from sandbox.replay.compare import Comparison
from sandbox.replay.divergence import difference
from sandbox.replay.head_error import read_each
from sandbox.replay.may_differ import MayDiffer, Rule, Source, Spot
from sandbox.replay.pointer import fits, parts_of, pointer_of, values_at

SPOT = Spot("tool_responded", 2, "execute", "orders.get_order")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
    ),
    max_leaves=8,
)


def _left(rule: dict, expected: object, got: object, spot: Spot = SPOT) -> list[str]:
    """Pointers of the differences that `rule` does not let pass."""
    may_differ = MayDiffer(read_each(Rule, [rule], "test"))
    return [change.pointer for change in Comparison(may_differ, spot).changes(expected, got)]


@pytest.mark.parametrize(
    ("pattern", "pointer", "is_there"),
    [
        ("", "", True),
        ("/a/*/c", "/a/0/c", True),
        ("/a/*/c", "/a/c", False),
        ("/a/*", "/a/0/c", False),
        ("/**/id", "/a/0/id", True),
        ("/**/id", "/id", True),
        ("/a/**", "/a", True),
        ("/a~1b/~0", "/a~1b/~0", True),
    ],
)
def test_a_pointer_with_wildcards_names_exactly_its_places(
    pattern: str, pointer: str, is_there: bool
) -> None:
    assert fits(parts_of(pattern), parts_of(pointer)) is is_there
    assert pointer_of(parts_of(pointer)) == pointer


def test_values_are_found_by_wildcards() -> None:
    value = {"a": [{"id": 1}, {"id": 2, "b": {"id": 3}}]}
    assert list(values_at(value, parts_of("/a/*/id"))) == [1, 2]
    assert list(values_at(value, parts_of("/**/id"))) == [1, 2, 3]


@pytest.mark.parametrize(
    ("rule", "expected", "got", "left"),
    [
        ({"ignore": True}, "a", "b", []),
        ({"ignore": True}, {"deep": [1]}, None, []),
        ({"pattern": r"RF-\d{4}"}, "RF-0001", "RF-0002", []),
        ({"pattern": r"RF-\d{4}"}, "RF-0001", "RF-00021", ["/at"]),
        ({"pattern": r"\d+"}, "1", 2, ["/at"]),
        ({"within": 0.5}, 1.0, 1.5, []),
        ({"within": 0.5}, 1.0, 1.51, ["/at"]),
        ({"within": 0}, 1, 2, ["/at"]),
        ({"within": 1}, "49.90", "50.10", []),
        ({"within": 5}, 1, None, ["/at"]),
        ({"within": 5}, True, 3, ["/at"]),
        ({"one_of": ["soon", "later"]}, "soon", "later", []),
        ({"one_of": ["soon"]}, "soon", "never", ["/at"]),
        ({"any_order": True}, [1, 2, 3], [3, 1, 2], []),
        ({"any_order": True}, [1, 2, 2], [2, 1], ["/at/2"]),
        ({"any_order": True}, [1], [1, 4], ["/at/1"]),
        ({"any_order": True}, {"x": 1}, [1], ["/at"]),
    ],
)
def test_each_rule_lets_pass_what_it_says_and_no_more(
    rule: dict, expected: object, got: object, left: list[str]
) -> None:
    assert _left({"at": "/at", **rule}, {"at": expected}, {"at": got}) == left


@pytest.mark.parametrize(
    ("of", "turn", "holds"),
    [
        ("*", None, True),
        ("execute", None, True),
        ("execute orders.get_order", None, True),
        ("execute orders.issue_refund", None, False),
        ("tool_responded", None, True),
        ("policy", None, False),
        ("execute", 2, True),
        ("execute", 1, False),
    ],
)
def test_a_rule_holds_where_it_says(of: str, turn: int | None, holds: bool) -> None:
    rule = {"of": of, "at": "/x", "ignore": True} | ({"turn": turn} if turn else {})
    assert (_left(rule, {"x": 1}, {"x": 2}) == []) is holds


def test_items_in_any_order_may_differ_inside_by_another_rule() -> None:
    rules = [{"at": "/rows", "any_order": True}, {"at": "/rows/*/at", "ignore": True}]
    may_differ = MayDiffer(read_each(Rule, rules, "test"))
    left = {"rows": [{"id": 1, "at": 5}, {"id": 2, "at": 6}]}
    right = {"rows": [{"id": 2, "at": 8}, {"id": 1, "at": 9}]}
    assert Comparison(may_differ, SPOT).changes(left, right) == []
    assert {one.pointer for one in may_differ.allowed} == {"/rows", "/rows/0/at", "/rows/1/at"}
    right["rows"][0]["id"] = 3
    assert Comparison(may_differ, SPOT).changes(left, right) != []


@given(JSON, JSON)
def test_without_rules_the_places_named_are_all_that_differs(left: object, right: object) -> None:
    changes = Comparison(MayDiffer(), SPOT).changes(left, right)
    assert bool(changes) == (left != right)
    rules = [Rule(at=change.pointer, ignore=True) for change in changes]
    assert Comparison(MayDiffer(rules), SPOT).changes(left, right) == []


@pytest.mark.parametrize("any_order", [False, True])
def test_a_null_at_the_end_of_a_longer_list_is_a_difference(any_order: bool) -> None:
    may_differ = MayDiffer([Rule(at="", any_order=True)] if any_order else [])
    for left, right in (([1], [1, None]), ([1, None], [1])):
        (change,) = Comparison(may_differ, SPOT).changes(left, right)
        assert change.pointer == "/1"
        assert {change.expected, change.got} == {None, "null"}


def test_a_null_that_is_not_there_on_the_other_side_is_a_difference() -> None:
    (change,) = Comparison(MayDiffer(), SPOT).changes({"x": 1}, {"x": 1, "y": None})
    assert (change.pointer, change.expected, change.got) == ("/y", None, "null")


@given(st.lists(JSON, max_size=5), st.randoms(use_true_random=False))
def test_any_order_is_any_order(items: list[object], dice) -> None:
    shuffled = copy.deepcopy(items)
    dice.shuffle(shuffled)
    rule = Rule(at="", any_order=True)
    assert Comparison(MayDiffer([rule]), SPOT).changes(items, shuffled) == []
    more = [*shuffled, "one more"]
    assert len(Comparison(MayDiffer([rule]), SPOT).changes(items, more)) == 1


def _responded(hop: int, text: str) -> list:
    return [
        HopStarted(turn=1, hop=hop, name="respond"),
        HopFinished(turn=1, hop=hop, output=RespondOutput(text=text)),
    ]


def test_the_same_as_an_earlier_value_is_the_replays_own() -> None:
    source = Source(of="respond", at="/output/text")
    may_differ = MayDiffer([Rule(of="infer", at="/subject", same_as=source)])
    session = Session()
    for event in (TurnStarted(turn=1, model="m"), *_responded(1, "as recorded")):
        session.feed(event)
    may_differ.saw(_responded(1, "RF-0002")[1], session)
    expected = HopStarted(turn=1, hop=2, name="infer", subject="as recorded")
    same = HopStarted(turn=1, hop=2, name="infer", subject="RF-0002")
    other = HopStarted(turn=1, hop=2, name="infer", subject="RF-0003")
    assert difference(expected, same, session, may_differ) is None
    assert difference(expected, other, session, may_differ) is not None


def _retrieved(*scores: float) -> HopFinished:
    passages = tuple(
        Passage(id=f"p{number}", title="", text="", score=score, used=True)
        for number, score in enumerate(scores)
    )
    return HopFinished(turn=1, hop=1, output=RetrieveOutput(passages=passages))


def test_ranks_are_compared_exactly_and_scores_within_a_thousandth() -> None:
    session = fold([TurnStarted(turn=1, model="m"), HopStarted(turn=1, hop=1, name="retrieve")])
    may_differ = MayDiffer()
    assert difference(_retrieved(2.0, 1.0), _retrieved(2.0009, 1.0), session, may_differ) is None
    found = difference(_retrieved(2.0, 1.0), _retrieved(2.002, 1.0), session, may_differ)
    assert found is not None
    assert found.pointer == "/output/passages/0/score"
    swapped = _retrieved(1.0, 1.0).model_dump()
    swapped["output"]["passages"] = swapped["output"]["passages"][::-1]
    found = difference(_retrieved(1.0, 1.0), HopFinished.model_validate(swapped), session)
    assert found is not None
    assert found.pointer == "/output/passages/0/id"


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({"at": "/x", "ingore": True}, r"test\.0 has no field 'ingore' \(did you mean ignore\?\)"),
        ({"of": "promt", "at": "/x", "ignore": True}, "no hop and no kind.*did you mean prompt"),
        ({"at": "x", "ignore": True}, r"test\.0\.at: a pointer begins with a slash"),
        ({"at": "/x"}, r"test\.0: says nothing; it takes exactly one of"),
        ({"at": "/x", "ignore": True, "within": 0}, "has ignore and within"),
        ({"at": "/x", "pattern": "("}, r"test\.0\.pattern: not a regular expression"),
        ({"ignore": True}, r"test\.0\.at is missing"),
        ({"at": "/x", "same_as": {"att": "/y"}}, r"test\.0\.same_as has no field 'att'"),
        ({"at": "/x", "within": -1}, r"test\.0\.within"),
        ("/x", r"test\.0"),
    ],
)
def test_a_wrong_rule_is_told_in_one_line_with_its_field(rule: object, says: str) -> None:
    with pytest.raises(SandboxError, match=says) as caught:
        read_each(Rule, [rule], "test")
    assert "\n" not in str(caught.value)
    assert caught.value.code == 2


def test_a_rule_is_written_back_as_short_as_it_was() -> None:
    rule = {"of": "respond", "at": "/output/text", "pattern": "Hello.*"}
    (read,) = read_each(Rule, [rule], "test")
    assert json.loads(read.model_dump_json(exclude_defaults=True)) == rule
