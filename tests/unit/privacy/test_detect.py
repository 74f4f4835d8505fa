import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.privacy.detect import detect
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues


def finds(text: str, region: str = "US") -> list[tuple[str, str]]:
    return [(at.kind, at.value) for at in detect(text, KnownValues(), KeyShapes(), region)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mail ann@shop.example.com.", "ann@shop.example.com"),
        ("<ann@shop.io>", "ann@shop.io"),
        ("mailto:ann+news@mail.shop.co.uk", "ann+news@mail.shop.co.uk"),
        ("анна@почта.рф", "анна@почта.рф"),
        ("it's o'neil@shop.ie!", "o'neil@shop.ie"),
        ("ann@xn--bcher-kva.xn--p1ai", "ann@xn--bcher-kva.xn--p1ai"),
        ("'ann_b-c@s-h.info'", "ann_b-c@s-h.info"),
        ('{"email":"ann@shop.io"}', "ann@shop.io"),
        ("...ann@shop.io...", "ann@shop.io"),
        ("email=ann@shop.io&x=1", "ann@shop.io"),
    ],
)
def test_mail_addresses_are_found_whole(text, value):
    assert finds(text) == [("email", value)]


@pytest.mark.parametrize("text", ["@ann", "ann@", "ann@shop", "5 @ 3.50", "a@1.2", "@media.css"])
def test_what_only_has_an_at_sign_is_no_mail_address(text):
    assert finds(text) == []


@pytest.mark.parametrize(
    "value",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "3782 822463 10005",
        "5555555555554444",
        "30569309025904",
        "6011111111111117",
        "3530111333300000",
        "2223003122003222",
        "4222222222222",
        "6759649826438453",
        "٤١١١١١١١١١١١١١١١",
    ],
)
def test_cards_of_every_brand_are_found_in_groups_and_in_one_piece(value):
    assert finds(f"my card is {value}, ok?") == [("card", value)]


def test_a_card_after_another_number_is_found():
    assert finds("pay 49 4111 1111 1111 1111 please") == [("card", "4111 1111 1111 1111")]


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "1234567812345670",
        "41111111111111111111111",
        "A4111111111111111",
        "11.579999999999927",
        "tracking 500530764322",
    ],
)
def test_digits_without_brand_check_or_border_are_no_card(text):
    assert "card" not in dict(finds(text))


@pytest.mark.parametrize(
    "value",
    [
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "GB82 WEST 1234 5698 7654 32",
        "fr1420041010050500013m02606",
        "MT84MALT011000012345MTLCAST001S",
        "NO9386011117947",
    ],
)
def test_ibans_are_found_with_and_without_spaces(value):
    assert finds(f"to {value} today") == [("iban", value)]


@pytest.mark.parametrize("text", ["DE88370400440532013000", "XX89370400440532013000", "AB12 CDEF"])
def test_an_iban_with_a_wrong_check_or_country_is_none(text):
    assert "iban" not in dict(finds(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("call 202-555-0123", "202-555-0123"),
        ("(202) 555-0123 is best", "(202) 555-0123"),
        ("+44 20 7946 0018", "+44 20 7946 0018"),
        ("+49 (0)30 23125999", "+49 (0)30 23125999"),
        ("0049 30 23125999", "0049 30 23125999"),
        ("+12025550123", "+12025550123"),
        ("2025550123", "2025550123"),
        ("202.555.0123 x12", "202.555.0123 x12"),
        ("my phone: 467 3395", "467 3395"),
        ("电话+8613800138000谢谢", "+8613800138000"),
        ('"phone": "0494 92 82 32"', "0494 92 82 32"),
    ],
)
def test_phone_numbers_are_found_with_their_plus_brackets_and_extension(text, value):
    assert finds(text) == [("phone", value)]


def test_two_phone_numbers_side_by_side_are_two():
    text = "202-555-0123,202-555-0145 / 202-555-0167 202-555-0189"
    assert [value for _, value in finds(text)] == [
        "202-555-0123",
        "202-555-0145",
        "202-555-0167",
        "202-555-0189",
    ]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("030 23125999", "DE"),
        ("06 12 34 56 78", "FR"),
        ("07911 123456", "GB"),
        ("0412345678", "AU"),
    ],
)
def test_national_numbers_follow_the_packs_region(text, region):
    assert finds(f"oder {text}", region) == [("phone", text)]
    assert finds(f"oder {text}", "US") == []


@pytest.mark.parametrize(
    "text",
    [
        "order 2025550123",
        "invoice no. 2025550123",
        "#2025550123",
        "SKU-2025550123",
        '"item_ids": ["2106335193"]',
        "$2025550123",
        "2025550123 USD",
        "1.234.567,89",
        "1,234,567.89",
        "2024-05-17 10:30:00",
        "17.05.2024",
        "2019-2024",
        "1717171717",
        "10 20 30 40 50 60 70",
        "1 2 3 4 5 6 7 8 9 10",
        "3.14159265358979",
        "0x2025550123",
        "v1.2.3-20240517",
        "at 10:30, 2 items, 49.90",
        "2025-550-1234-5678-9999-1",
    ],
)
def test_ids_prices_dates_and_times_are_no_phone_numbers(text):
    assert finds(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I live at 12 Main Street, Apt 4.", "12 Main Street, Apt 4"),
        ("742 Evergreen Terrace, Springfield, IL 62704 please", None),
        ("ship to 5 Castle Court", "5 Castle Court"),
        ("Hauptstraße 5, 10115 Berlin", "Hauptstraße 5, 10115 Berlin"),
        ("P.O. Box 1234", "P.O. Box 1234"),
    ],
)
def test_street_addresses_in_plain_writing_are_found(text, value):
    wanted = value or "742 Evergreen Terrace, Springfield, IL 62704"
    assert finds(text) == [("address", wanted)]


@pytest.mark.parametrize(
    "text", ["a 500 GB Drive", "2 Day Way", "order 3 Red Lamps", "10 Business Days"]
)
def test_products_and_spans_of_time_are_no_addresses(text):
    assert finds(text) == []


@pytest.mark.parametrize(
    "value", ["536-90-4399", "AB123456C", "RSSMRA85T10A562S", "390.533.447-05"]
)
def test_national_ids_are_found_by_their_shape(value):
    assert finds(f"it is {value}.") == [("national_id", value)]


@pytest.mark.parametrize(
    "key",
    [
        "sk-proj-abcdefghijklmnop1234",
        "AIzaSyA1234567890abcdefghijklmnopqrstu",
        "AKIAIOSFODNN7EXAMPLE",
        "gsk_abcdefghijklmnopqrst1234",
        "xoxb-123456789012-abcdef",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "Bearer abcdef1234567890abcdef",
    ],
)
def test_provider_keys_are_found_without_their_value(key):
    assert finds(f"key: {key} ok") == [("secret", "")]


@pytest.mark.parametrize(
    "text", ["task-abcdefghijklmnopqrstuv", "bearer of bad news arrived", "sk-8"]
)
def test_words_that_resemble_keys_stay(text):
    assert finds(text) == []


def test_what_looks_like_a_placeholder_is_a_literal():
    assert finds("say [EMAIL_1]") == [("literal", "[EMAIL_1]")]


def test_a_find_shows_its_value_in_no_repr_and_no_dump():
    (find,) = detect("ann@shop.io", KnownValues(), KeyShapes())
    assert "ann" not in repr(find) + find.model_dump_json() + str(find.model_dump())


ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from("0123456789 -.+()@[]_/#,:xX\n\0\u200f\u202eאب\ud800"),
        st.sampled_from("abcDEÜß漢IBAN"),
        st.characters(),
    ),
    max_size=120,
)


@given(ODD)
def test_finds_of_any_text_are_in_order_apart_and_exact(shop, text):
    found = detect(text, shop.known(), shop.keys())
    at = 0
    for find in found:
        assert at <= find.start < find.end <= len(text)
        assert find.kind == "secret" or text[find.start : find.end] == find.value
        at = find.end


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("from 203.0.113.77 today", "ip", "203.0.113.77"),
        ("from 2001:db8:85a3::8a2e:370:7334", "ip", "2001:db8:85a3::8a2e:370:7334"),
        ("I was born on 3 May 1990.", "birth_date", "3 May 1990"),
        ("DOB: 14/02/1979", "birth_date", "14/02/1979"),
        ("geboren am 07.08.1984", "birth_date", "07.08.1984"),
        ("passport number: X1234567", "national_id", "X1234567"),
        ("PESEL 44051401359", "national_id", "44051401359"),
        (
            "ship to Calle Mayor 5, 3º B, 41003 Sevilla",
            "address",
            "Calle Mayor 5, 3º B, 41003 Sevilla",
        ),
        ("to 14 rue des Tanneurs, 37000 Tours", "address", "14 rue des Tanneurs, 37000 Tours"),
        ("c/o ul. Długa 7, 30-105 Kraków", "address", "ul. Długa 7, 30-105 Kraków"),
        ("at PO Box 99, Hobart TAS 7001", "address", "PO Box 99, Hobart TAS 7001"),
        ("My name is Wolfgang Zimmerling.", "name", "Wolfgang Zimmerling"),
        ("my name is brad", "name", "brad"),
        ("Dear Mrs. Vestergaard,", "name", "Vestergaard"),
        ("on behalf of Ylva Stenmark", "name", "Ylva Stenmark"),
        ("Thanks,\nNigel", "name", "Nigel"),
        ("the flat of Joost van den Heuvel", "name", "Joost van den Heuvel"),
    ],
)
def test_kinds_without_check_digits_are_found_by_shape_and_cue(text, kind, value):
    assert finds(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "since 12/1/1981",
        "firmware version 1.2.3.4",
        "deliver on 3 May 1990",
        "SKU 88-20417-B, 2 x 49.90",
        "the Oslo sofa in Berlin Grey",
        "I am Interested in Item 7741",
        "Hello Support, Good Morning",
        "Apple iPhone 15 Pro Max",
        "Black Friday in London",
        "Paris",
        "White Christmas",
        "room 12, page 4",
        "Can I change order 10093 on Monday?",
    ],
)
def test_products_days_places_and_versions_stay(text):
    assert finds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "https://bob:s3cret@shop.io/x",
        "my password is hunter2!x",
        "cvv: 123",
        "https://shop.io/x?api_key=abcdef123",
        "%B4111111111111111^DOE/JANE^25121011000000000000?",
    ],
)
def test_credentials_and_card_codes_are_secrets(text):
    assert ("secret", "") in finds(text)
