"""Conditions: what they mean, and that evaluating them never raises."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.procedures.expression import holds, parse, paths_in
from sandbox.procedures.lexer import SyntaxFault

FACTS = {
    "order_id": "O-10042",
    "wants": True,
    "refuses": False,
    "note": None,
    "count": 3,
    "get_order": {
        "status": "delivered",
        "total": "49.90",
        "at": "2026-11-20",
        "lines": [{"sku": "A-1", "tags": ["new", "red"]}],
    },
    "find.total": 1,
}


@pytest.mark.parametrize(
    "condition",
    [
        'order_id == "O-10042"',
        'get_order.status != "shipped"',
        'get_order.lines[0].sku == "A-1"',
        "get_order.total == 49.9",
        'get_order.total == "49.9"',
        "get_order.total < 100",
        '"9.00" < get_order.total',
        "count >= 3 and count <= 3",
        'get_order.at < "2026-12-01"',
        'get_order.status in ["shipped", "delivered"]',
        'get_order.status not in ["shipped"]',
        '"red" in get_order.lines[0].tags',
        '"liver" in get_order.status',
        '"status" in get_order',
        "wants",
        "not refuses",
        "not not wants",
        "wants == true",
        "note is not set",
        "get_order is set",
        "missing is not set",
        "missing == null",
        "order_id is set and not (refuses or count > 3)",
        "refuses or wants and count == 3",
        "find.total == 1",
    ],
)
def test_this_holds(condition: str):
    assert holds(condition, FACTS)


@pytest.mark.parametrize(
    "condition",
    [
        "missing",
        "missing > 1",
        "missing <= 1",
        'missing in ["x"]',
        "missing in missing",
        "note >= null",
        "order_id > 3",
        "wants == 1",
        "wants > 0",
        "get_order.lines[1].sku is set",
        "get_order.lines[99999999999999].sku is set",
        "get_order.status.deeper is set",
        "order_id[0] is set",
        "count in count",
        "get_order > get_order",
    ],
)
def test_this_does_not_hold(condition: str):
    assert not holds(condition, FACTS)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, "1e5", "٣"])
def test_odd_numbers_compare_without_raising(value: object):
    assert not holds("x < 1", {"x": value})
    assert holds("x != 1", {"x": value})


def test_not_equal_is_exactly_the_opposite_of_equal():
    for value in ("delivered", None, 1, True):
        facts = {"x": value}
        for other in ('"delivered"', "null", "1", "true", "missing"):
            assert holds(f"x == {other}", facts) is not holds(f"x != {other}", facts)


def test_paths_are_told_once_and_in_order():
    condition = 'b.c == a and (b.c is set or not "x" in d[0].e) and 1 in [f, 2]'
    assert paths_in(condition) == ("b.c", "a", "d[0].e", "f")


def test_words_of_the_language_are_allowed_inside_a_path():
    assert paths_in("order.in is set") == ("order.in",)


@pytest.mark.parametrize("text", ["(" * 60 + "a" + ")" * 60, "[" * 60 + "]" * 60, "1" * 40])
def test_too_much_is_refused_rather_than_crashing(text: str):
    with pytest.raises(SyntaxFault):
        parse(text)


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.sampled_from(["49.90", "1e5", "nan", "-1", "٣", ""]),
        st.text(max_size=5),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=2), inner),
    max_leaves=8,
)
OPERANDS = st.sampled_from(
    ["a", "b", "a.b", "a[0]", "b.c[1].a", '"x"', '"49.9"', "1", "-2.5", "true", "null", "[a, 1]"]
)


@st.composite
def conditions(draw: st.DrawFn, depth: int = 3) -> str:
    if not depth or draw(st.booleans()):
        left, right = draw(OPERANDS), draw(OPERANDS)
        form = draw(
            st.sampled_from(
                ["{0}", "{0} is set", "{0} is not set", "{0} == {1}", "{0} != {1}", "{0} < {1}",
                 "{0} <= {1}", "{0} > {1}", "{0} >= {1}", "{0} in {1}", "{0} not in {1}"]
            )
        )  # fmt: skip
        return form.format(left, right)
    inner = conditions(depth=depth - 1)
    joined = draw(st.sampled_from(["({0}) and {1}", "{0} or ({1})", "not ({0})", "not {0}"]))
    return joined.format(draw(inner), draw(inner))


@given(conditions(), st.dictionaries(st.sampled_from(["a", "b", "a.b", "c"]), VALUES))
def test_evaluating_never_raises_and_is_a_yes_or_a_no(condition: str, facts: dict):
    assert holds(condition, facts) in (True, False)


@given(st.text(alphabet='ab.[]()"= <>!&|notisr1,-', max_size=40))
def test_any_text_is_a_condition_or_a_syntax_fault(text: str):
    with suppress(SyntaxFault):
        parse(text)
