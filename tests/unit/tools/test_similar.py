"""A slip of the pen, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.tools.mends.similar import negated, slip, squash, words


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dmaged", "damaged"),
        ("damagd", "damaged"),
        ("damagde", "damaged"),
        ("wrong_itm", "wrong_item"),
        ("wrnog item", "wrong_item"),
        ("no longerneeded", "no longer needed"),
        ("ordered b mistake", "ordered by mistake"),
        ("ordered by istake", "ordered by mistake"),
        ("not_recieved", "not_received"),
        ("canceled", "cancelled"),
        ("delivery_adress_42", "delivery_address_42"),
    ],
)
def test_a_slip_is_seen(written: str, meant: str):
    assert slip(written, meant)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("undamaged", "damaged"),
        ("damaged", "undamaged"),
        ("inactive", "active"),
        ("received", "not_received"),
        ("never_received", "not_received"),
        ("size_42", "size_43"),
        ("plan_1", "plan_11"),
        ("min_price", "max_price"),
        ("sign_in", "sign_on"),
        ("return_requested", "return_rejected"),
        ("increase", "decrease"),
        ("import", "export"),
        ("atypical", "typical"),
        ("n longer needed", "no longer needed"),
        ("order", "offer"),
        ("paid", "unpaid"),
        ("", "damaged"),
        ("credit", "debit"),
        ("monday", "sunday"),
        ("east", "west"),
    ],
)
def test_another_word_is_no_slip(written: str, other: str):
    assert not slip(written, other)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("item_is", "item_ids"), ("tem_ids", "item_ids"), ("order_i", "order_id")],
)
def test_a_name_may_lose_a_letter_and_become_another_word(written: str, meant: str):
    assert slip(written, meant, name=True)
    assert not slip("min_price", "max_price", name=True)
    assert not slip("address1", "address2", name=True)


def test_words_are_parted_by_case_separators_and_numbers():
    assert words("orderId") == words("ORDER-ID") == words("order_id") == ["order", "id"]
    assert words("addressLine2") == ["address", "line", "2"]
    assert words("") == []


def test_negation_is_a_word_of_its_own():
    assert negated("not received")
    assert negated("isn't there")
    assert not negated("notice")


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_two_texts_can_be_compared(one: str, other: str):
    for name in (True, False):
        assert slip(one, other, name=name) in (True, False)
    assert slip(one, one) or not words(one)
    assert squash(squash(one)) == squash(one)
