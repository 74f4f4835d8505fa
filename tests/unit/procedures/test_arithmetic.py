"""Expressions of `let`: exact numbers, a few functions, and never an exception."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.procedures.expression import parse, paths_in, value_of
from sandbox.procedures.lexer import SyntaxFault

FACTS = {
    "price": "49.90",
    "count": 3,
    "half": 0.5,
    "name": "Ada",
    "lines": [{"price": "3.20"}, {"price": "12.00"}],
    "prices": ["3.20", "12.00", 7],
    "nothing": None,
}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("12 / 2 / 3", 2),
        ("count -1", 2),
        ("count-1", 2),
        ("count -2*3", -3),
        ("-count", -3),
        ("2 * -count", -6),
        ("price * 3", "149.70"),
        ("price + 0.1", "50.00"),
        ("0.1 + 0.2", 0.3),
        ("half * 2", 1),
        ("1 / 4", 0.25),
        ("round(1 / 3, 2)", "0.33"),
        ("round(price / 3, 2)", "16.63"),
        ('round("2.345", 2)', "2.35"),
        ('round("-2.345", 2)', "-2.35"),
        ("round(2.5)", 3),
        ('round("2", 2)', "2.00"),
        ("min(price, 30)", 30),
        ("max(prices)", "12.00"),
        ("min(lines[0].price, lines[1].price)", "3.20"),
        ("len(lines)", 2),
        ("len(name)", 3),
        ("lower(name)", "ada"),
        ('join("R-", name, " ", count)', "R-Ada 3"),
        ("count > 2 and price < 50", True),
        ("price + 1 > 50", True),
        ("name", "Ada"),
        ("[1, name]", [1, "Ada"]),
    ],
)
def test_this_is_worked_out(expression: str, value: object):
    found = value_of(expression, FACTS)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "expression",
    [
        "nothing + 1",
        "name * 2",
        "price / 0",
        "1 / (count - 3)",
        "missing.deeper - 1",
        "lower(count)",
        "len(count)",
        "min(name, 1)",
        "round(price, name)",
        "round(price, 99)",
        "lines + lines",
        "true + 1",
        "9999999999999999999999 * 9999999999999999999999",
    ],
)
def test_what_does_not_fit_is_null(expression: str):
    assert value_of(expression, FACTS) is None


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("1 +", "expected a name or a value"),
        ("1 ** 2", "expected a name or a value"),
        ("eval(name)", "'eval' is no function; there are join, len, lower, max, min, round"),
        ("name.upper()", "'name.upper' is no function"),
        ("round()", "round takes 1 or 2 values, not 0"),
        ("len(name, name)", "len takes 1 values, not 2"),
        ("min(1", "expected ','"),
        ("1 % 2", "unknown operator '%'"),
        ("(" * 200 + "1", "nested deeper"),
        ("-" * 1 + " -" * 200 + " count", "nested deeper"),
    ],
)
def test_what_can_not_be_read_is_told_in_one_sentence(expression: str, words: str):
    with pytest.raises(SyntaxFault, match=r".*") as raised:
        parse(expression)
    assert words in str(raised.value)


def test_paths_of_an_expression_are_all_of_them():
    assert paths_in("round(a.b * 2, c) + min(d[0], -e)") == ("a.b", "c", "d[0]", "e")


AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False)


@given(AMOUNTS, AMOUNTS)
def test_sums_of_amounts_are_exact_and_keep_their_cents(a: Decimal, b: Decimal):
    facts = {"a": f"{a:.2f}", "b": f"{b:.2f}"}
    assert value_of("a + b", facts) == f"{a + b:.2f}"
    assert value_of("a + b - b", facts) == f"{a:.2f}"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
EXPRESSIONS = st.sampled_from(
    ["a + b", "a - b", "a * b", "a / b", "min(a, b)", "max(a)", "round(a, b)", "len(a)",
     "lower(a)", "join(a, b)", "a * a * a * a", "-a", "a + b > a"]
)  # fmt: skip


@given(EXPRESSIONS, JSON, JSON)
def test_no_value_makes_an_expression_raise(expression: str, a: object, b: object):
    value_of(expression, {"a": a, "b": b})
