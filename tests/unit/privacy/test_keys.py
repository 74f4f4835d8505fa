import pytest

from sandbox.privacy.detect import detect
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues

NOBODY = KnownValues()


def kinds(text: str, keys: KeyShapes, known: KnownValues = NOBODY) -> list[tuple[str, str]]:
    return [(find.kind, find.value) for find in detect(text, known, keys)]


@pytest.mark.parametrize(
    "text", ["O-10042", "o-10042", "(O-10042).", "O-10042/O-10043", "#O-10042"]
)
def test_a_token_of_a_declared_shape_is_an_id(text):
    keys = KeyShapes(patterns=[r"O-\d{5}"])
    assert list(keys.ids_around(text, 0, len(text), lambda _: False))


def test_a_pattern_of_bare_digits_counts_only_for_keys_that_exist():
    keys = KeyShapes([{"2025550199"}], [r"\d{10}"])
    assert kinds("about 2025550199", keys) == []
    assert kinds("about 2025550188", keys) == [("phone", "2025550188")]


def test_an_existing_key_inside_a_phone_number_does_not_hide_the_number():
    keys = KeyShapes([{"1", "202", "555", "0123"}])
    assert kinds("+1 202 555 0123", keys) == [("phone", "+1 202 555 0123")]


def test_a_phone_number_right_after_an_id_is_still_found():
    keys = KeyShapes(patterns=[r"O-\d{5}"])
    assert kinds("O-10042 202-555-0123", keys) == [("phone", "202-555-0123")]


def test_a_key_that_passes_the_luhn_check_is_no_card():
    keys = KeyShapes([{"4111111111111111"}])
    assert kinds("order 4111111111111111", keys) == []
    assert kinds("order 4111111111111111", KeyShapes()) == [("card", "4111111111111111")]


def test_a_key_that_is_also_a_name_is_an_id():
    known = KnownValues([("crm", "customers", "C-1", "name", "name", "Magenta Zweig")])
    assert kinds("Magenta please", KeyShapes([{"Magenta"}]), known) == []
    assert kinds("Magenta please", KeyShapes(), known) == [("name", "Magenta")]


def test_a_personal_column_that_is_the_key_is_personal():
    row = ("crm", "users", "ann@shop.example", "email", "email", "ann@shop.example")
    keys = KeyShapes([{"ann@shop.example"}])
    assert kinds("ann@shop.example", keys, KnownValues([row])) == [("email", "ann@shop.example")]
    assert kinds("ann@shop.example", keys) == []


def test_an_id_before_the_at_sign_does_not_hide_a_mail_address():
    keys = KeyShapes([{"C-0007"}])
    assert kinds("C-0007@shop.example.com", keys) == [("email", "C-0007@shop.example.com")]


def test_keys_may_be_told_by_a_callable_of_a_world_that_grows():
    existing: set[str] = set()
    keys = KeyShapes([lambda token: token in existing])
    assert kinds("2025550188", keys) != []
    existing.add("2025550188")
    assert kinds("2025550188", keys) == []


def test_a_pattern_that_is_no_expression_is_refused_in_one_line():
    with pytest.raises(ValueError, match=r"^key pattern '\(' is no regular expression: [^\n]+$"):
        KeyShapes(patterns=["("])
