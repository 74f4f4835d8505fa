import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn

from sandbox.privacy.cards import brand
from sandbox.privacy.detect import detect
from sandbox.privacy.digits import ascii_digits
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.kinds import KINDS, RULE_OF_KIND
from sandbox.privacy.known import KnownValues
from sandbox.privacy.surrogate import surrogate

LIKES = {
    "email": ["Ann.Lee@shop.io"],
    "card": [
        *("4111 1111 1111 1111", "4222222222222", "378282246310005", "3782-822463-10005"),
        *("5555555555554444", "30569309025904", "6011111111111117", "3530111333300000"),
        *("501864667909", "213176828496175", "6759649826438453", "6200000000000005", "4242"),
    ],
    "phone": [
        *("202-555-0123", "2025550123", "+1 (202) 555-0123", "467 3395", "+12025550123 x7"),
        *("+44 20 7946 0018", "+49 30 23125999", "+33 6 39 98 12 34", "+61 491 570 156"),
        *("+34 612 34 56 78", "+91 98765 43210", "+81 90-1234-5678", "+46 70 174 06 05"),
        *("+1 416-555-0123", "+7 912 345-67-89", "+55 11 96123-4567", "(+44) 20 7946 0018"),
    ],
    "iban": [
        "DE89370400440532013000",
        "GB82 WEST 1234 5698 7654 32",
        "MT84MALT011000012345MTLCAST001S",
    ],
    "name": ["Ann Lee", "O'Neil"],
    "address": ["12 Main Street", "Calle Mayor 5, 41003 Sevilla"],
    "national_id": ["536-90-4399", "AB123456C"],
    "ip": ["192.168.100.200", "2a02:8109::1"],
    "birth_date": ["12/03/1985", "3 May 1990"],
    "value": ["likes cats"],
    "literal": ["[EMAIL_1]"],
}
CASES = [(kind, like) for kind in KINDS for like in LIKES[kind]]


@given(st.sampled_from(CASES), st.integers(1, 20_000))
def test_a_surrogate_is_found_whole_by_the_rule_of_its_kind(case, ordinal):
    kind, like = case
    fake = surrogate(kind, ordinal, like)
    (find,) = detect(fake, KnownValues(), KeyShapes())
    assert (find.kind, find.value) == (kind, fake)
    assert find.rule == RULE_OF_KIND[kind]


@pytest.mark.parametrize(("kind", "like"), CASES)
def test_every_ordinal_has_a_surrogate_of_its_own(kind, like):
    assert len({surrogate(kind, n, like) for n in range(1, 2_001)}) == 2_000


@pytest.mark.parametrize("like", LIKES["card"][:-1])
def test_a_cards_surrogate_keeps_brand_length_and_layout(like):
    fake = surrogate("card", 7, like)
    assert brand(ascii_digits(fake)) == brand(ascii_digits(like))
    assert luhn.is_valid(ascii_digits(fake))
    assert [c.isdecimal() or c for c in fake] == [c.isdecimal() or c for c in like]


@pytest.mark.parametrize("like", LIKES["iban"])
def test_an_ibans_surrogate_keeps_country_length_and_layout(like):
    fake = surrogate("iban", 7, like)
    assert iban.is_valid(fake, check_country=False)
    assert (fake[:2], len(fake), fake.count(" ")) == (like[:2], len(like), like.count(" "))


@pytest.mark.parametrize("like", [like for like in LIKES["phone"] if like.startswith("+")])
def test_a_phones_surrogate_keeps_the_country(like):
    import phonenumbers

    ours = phonenumbers.parse(surrogate("phone", 7, like), "US")
    theirs = phonenumbers.parse(like, "US")
    assert phonenumbers.region_code_for_number(ours) == phonenumbers.region_code_for_number(theirs)


def test_a_mail_surrogate_has_a_reserved_domain():
    domains = {surrogate("email", n, "ann@shop.io").partition("@")[2] for n in range(1, 9)}
    assert domains == {"example.com", "example.net", "example.org"}


@pytest.mark.parametrize(("kind", "like"), [c for c in CASES if c[0] in ("email", "name", "value")])
def test_nothing_of_the_value_is_in_its_surrogate(kind, like):
    assert not set(like.lower().split()) & set(surrogate(kind, 3, like).lower().split())
