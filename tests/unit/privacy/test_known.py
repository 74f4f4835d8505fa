import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.privacy.known import KnownValues
from sandbox.privacy.spelling import rebuild

C = "crm.customers/"


def references(shop, text: str) -> list[tuple[str, str]]:
    return [(hit.value, hit.reference) for hit in shop.known().find(text)]


@pytest.mark.parametrize(
    ("text", "value", "reference"),
    [
        ("for Grace Brewster Hopper.", "Grace Brewster Hopper", "C-0007#name"),
        ("GRACE BREWSTER HOPPER", "GRACE BREWSTER HOPPER", "C-0007#name:upper"),
        ("grace brewster hopper", "grace brewster hopper", "C-0007#name:lower"),
        ("it is hopper here", "hopper", "C-0007#name[2]:lower"),
        ("Hopper's parcel", "Hopper", "C-0007#name[2]"),
        ("ask MÜLLER", "MÜLLER", "C-0008#name[1]:upper"),
        ("to Lindenstraße 5, 10969 Berlin!", "Lindenstraße 5, 10969 Berlin", "C-0008#address"),
        ("(646) 555-0134", "(646) 555-0134", "C-0007#phone:national"),
        ("+16465550134", "+16465550134", "C-0007#phone:e164"),
        ("call 646.555.0134 now", "646.555.0134", "C-0007#phone:national-dots"),
        ("030 23125999", "030 23125999", "C-0008#phone:national"),
        ("5105105105105100", "5105105105105100", "C-0007#card:compact"),
        ("山田太郎です", "山田太郎", "C-0009#name"),
    ],
)
def test_a_known_cell_is_found_and_named_with_part_and_spelling(shop, text, value, reference):
    assert (value, C + reference) in references(shop, text)
    assert rebuild(C + reference, shop.lookup) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Grace  Brewster\nHopper", "Grace  Brewster\nHopper"),
        ("gRaCe bReWsTeR hOpPeR", "gRaCe bReWsTeR hOpPeR"),
        ("Muller", "Muller"),
        ("004930 23125999", "004930 23125999"),
        ("12 Harbour View Apt 4 Arlington", "12 Harbour View Apt 4 Arlington"),
    ],
)
def test_a_spelling_no_rule_rebuilds_is_found_without_a_reference(shop, text, value):
    assert (value, "") in references(shop, text)


@pytest.mark.parametrize("text", ["Hoppers", "grasshopper", "Mark my words", "mark it", "Bremen"])
def test_words_that_contain_or_resemble_a_name_are_left_alone(shop, text):
    assert references(shop, text) == []


@pytest.mark.parametrize("text", ["I'm Mark", "my name is Mark", "Thanks, Mark"])
def test_a_name_that_is_a_common_word_counts_after_an_introduction(shop, text):
    assert references(shop, text) == [("Mark", C + "C-0008#name[0]")]


def test_the_whole_name_goes_before_its_parts(shop):
    assert [hit.value for hit in shop.known().find("Mark Müller, Müller")] == [
        "Mark Müller",
        "Müller",
    ]


def test_a_lone_last_part_of_a_longer_number_is_nobodys_phone(shop):
    assert references(shop, "part 999 555-0134") == []


def test_values_too_short_to_mean_anything_are_not_looked_for():
    known = KnownValues([("crm", "customers", "C-1", "age", "value", v) for v in ("m", "37", "")])
    assert known.find("m 37 years") == []


def test_a_value_that_came_later_is_found_but_never_named():
    known = KnownValues()
    known.extend([("crm", "customers", "C-0042", "email", "email", "new@shop.example")])
    (hit,) = known.find("write to new@shop.example")
    assert (hit.value, hit.reference) == ("new@shop.example", "")


def test_a_fork_keeps_what_it_learns_to_itself(shop):
    base = shop.known()
    fork = base.fork()
    fork.extend([("", "", "", "", "name", "Zaphod Beeblebrox")])
    assert fork.find("Zaphod") != []
    assert base.find("Zaphod") == []
    assert fork.find("Hopper") == base.find("Hopper")


def test_a_fork_sees_what_its_base_learns_later(shop):
    base = shop.known()
    fork = base.fork()
    before = fork.version
    base.extend([("", "", "", "", "name", "Zaphod Beeblebrox")])
    assert fork.find("Zaphod") != []
    assert fork.version > before


def test_a_key_that_is_personal_itself_shows_in_no_reference():
    rows = [
        ("crm", "users", "ann@shop.example", "email", "email", "ann@shop.example"),
        ("crm", "users", "ann@shop.example", "name", "name", "Ann Zweig"),
    ]
    known = KnownValues(rows)
    assert [hit.reference for hit in known.find("Ann Zweig, ann@shop.example")] == ["", ""]


def test_a_reference_with_the_grammars_own_signs_is_not_made():
    known = KnownValues([("crm", "cus/tomers", "C-1", "na#me", "name", "Ann Zweig")])
    assert [hit.reference for hit in known.find("Ann Zweig")] == [""]


def test_a_reference_to_a_cell_that_is_gone_rebuilds_nothing(shop):
    assert rebuild(C + "C-9999#name", shop.lookup) is None
    assert rebuild(C + "C-0007#name[9]", shop.lookup) is None
    assert rebuild(C + "C-0007#name:phonetic", shop.lookup) is None


def test_what_is_no_reference_is_refused(shop):
    with pytest.raises(ValueError, match="no reference"):
        rebuild("Grace Hopper", shop.lookup)


SPELL = st.sampled_from([str.upper, str.lower, str.title, str.swapcase, str])


@given(
    st.integers(0, 14),
    SPELL,
    st.sampled_from(["", "Hi ", "re: ", "(", "x\n"]),
    st.sampled_from(["", ".", " ok", ")", "!"]),
)
def test_every_reference_rebuilds_its_text_exactly(shop, index, spell, before, after):
    value = spell(shop.cells()[index][5])
    for hit in shop.known().find(before + value + after):
        if hit.reference:
            assert rebuild(hit.reference, shop.lookup) == hit.value


@given(st.text(max_size=200))
def test_no_text_makes_the_search_fail(shop, text):
    for hit in shop.known().find(text):
        assert text[hit.start : hit.end] == hit.value
