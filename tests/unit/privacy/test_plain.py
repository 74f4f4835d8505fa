"""What a pack says is looked through once, and never less carefully for that."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.personal import PersonalKind
from sandbox.log.items import item
from sandbox.privacy import text_mask
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues
from sandbox.privacy.mask import Mask
from sandbox.privacy.pieces import LONGEST_KNOWN, WORTH_CUTTING, can_be_cut, pieces
from sandbox.privacy.plain import PlainTexts
from sandbox.privacy.spelling import Cell
from sandbox.privacy.vault import Vault

SAYS = "Returns are free within 30 days. Ask for the order and the reason."
NAME = Cell("crm", "customers", "C-0001", "name", "name", "Wilma Ostrander")
ADDRESS = Cell("crm", "customers", "C-0001", "address", "address", "Kastanienhof 3, Rostock")
LINES = (
    SAYS,
    "",
    "- read the order first",
    "1. [refund] customer: it is broken agent: which order is it?",
    "Wilma Ostrander",
    "write to jo@private.example",
    "call me at +1 212 555 2368",
    "her phone is",
    "(212) 555-2368 or so",
    "Kastanienhof 3,",
    "Rostock",
    "12 Main Street, Apt 4",
    "Springfield, IL 62704",
    "[NAME_1] said so",
    "x" * 140,
)


def _mask(plain: PlainTexts | None, seed: KnownValues | None = None) -> Mask:
    return Mask(Vault(), seed or KnownValues([NAME, ADDRESS]), KeyShapes([], []), "US", plain)


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that went through every detector."""
    texts: list[str] = []

    def counted(search: Callable[..., object]) -> Callable[..., object]:
        def wrapper(text: str, *rest: object, **more: object) -> object:
            texts.append(text)
            return search(text, *rest, **more)

        return wrapper

    for name in ("settled", "is_plain"):
        monkeypatch.setattr(text_mask, name, counted(getattr(text_mask, name)))
    return texts


def test_what_one_session_found_plain_another_does_not_search(searches: list[str]) -> None:
    plain, seed = PlainTexts(), KnownValues([NAME])
    _mask(plain, seed).mask({"text": SAYS}, 1)
    assert searches
    searches.clear()
    assert _mask(plain, seed).mask({"text": SAYS}, 1) == {"text": SAYS}
    assert searches == []


def test_what_a_session_has_learned_is_found_in_texts_that_are_plain_to_others() -> None:
    plain, seed = PlainTexts(), KnownValues([NAME])
    first, second = _mask(plain, seed), _mask(plain, seed)
    said = "Quarvel Tannorix wrote, call 494 928 2320"
    assert "Quarvel" in str(first.mask(said, 1))
    second.known.extend([Cell("crm", "customers", "C-9", "name", "name", "Quarvel Tannorix")])
    assert "Quarvel" not in str(second.mask(said, 1))
    assert "Quarvel" in str(first.mask(said, 1))


def test_a_number_that_a_session_has_learned_is_found_again() -> None:
    plain, seed = PlainTexts(), KnownValues([NAME])
    first, second = _mask(plain, seed), _mask(plain, seed)
    said = "order 823123477 it is"
    assert first.mask(said, 1) == said
    second.known.extend([Cell("crm", "customers", "C-9", "phone", "phone", "823 123 477")])
    assert second.mask(said, 1) != said


def test_a_message_that_goes_out_again_is_not_searched_again(searches: list[str]) -> None:
    mask, sent = _mask(PlainTexts()), item({"role": "user", "text": SAYS})
    assert mask.leaves_alone([sent], 1)
    searches.clear()
    assert mask.leaves_alone([sent], 2)
    assert searches == []


def test_a_message_is_searched_again_once_more_is_known() -> None:
    mask, sent = _mask(PlainTexts()), item("Quarvel Tannorix wrote")
    assert mask.leaves_alone([sent], 1)
    mask.known.extend([Cell("crm", "customers", "C-9", "name", "name", "Quarvel Tannorix")])
    assert not mask.leaves_alone([sent], 1)


TOOL = item(
    {
        "name": "find_person",
        "description": "Quarvel Tannorix asked for it; see order 823123477",
        "parameters": {"type": "object", "properties": {"name": {"type": "string"}}},
    }
)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The values that were gone through, text by text."""
    values: list[object] = []
    mask = Mask.mask
    monkeypatch.setattr(
        Mask, "mask", lambda self, value, turn: values.append(value) or mask(self, value, turn)
    )
    return values


def test_a_tool_that_one_session_found_plain_another_takes_as_a_whole(looks: list[object]) -> None:
    plain, seed = PlainTexts(), KnownValues([NAME])
    assert _mask(plain, seed).leaves_alone([TOOL], 1, shared=True)
    assert looks == [TOOL.value]
    assert _mask(plain, seed).leaves_alone([TOOL], 1, shared=True)
    assert looks == [TOOL.value]


@pytest.mark.parametrize(("kind", "value"), [("name", "Quarvel Tannorix"), ("phone", "823123477")])
def test_a_tool_that_is_plain_to_others_is_gone_through_by_who_knows_more(
    looks: list[object], kind: PersonalKind, value: str
) -> None:
    plain, seed = PlainTexts(), KnownValues([NAME])
    assert _mask(plain, seed).leaves_alone([TOOL], 1, shared=True)
    wiser = _mask(plain, seed)
    wiser.known.extend([Cell("crm", "customers", "C-9", kind, kind, value)])
    assert not wiser.leaves_alone([TOOL], 1, shared=True)
    stranger = _mask(plain, seed)
    stranger.known.extend([Cell("crm", "customers", "C-9", "name", "name", "Ottokar Brunnhild")])
    looks.clear()
    assert stranger.leaves_alone([TOOL], 1, shared=True)
    assert looks == []


def test_a_tool_with_a_number_that_may_be_a_phone_is_gone_through_in_each_session(
    looks: list[object],
) -> None:
    plain, tool = PlainTexts(), item({"name": "pay", "maximum": 4949282320})
    for _ in range(2):
        assert _mask(plain).leaves_alone([tool], 1, shared=True)
    assert looks == [tool.value] * 2


def test_of_long_instructions_only_what_is_new_is_searched(searches: list[str]) -> None:
    mask = _mask(PlainTexts())
    paragraphs = [f"{SAYS} {number}.\n" * 9 for number in range(20)]
    assert mask.mask("\n".join(paragraphs), 1) == "\n".join(paragraphs)
    searches.clear()
    paragraphs[10] += "One more line.\n"
    text = "\n".join(paragraphs)
    assert mask.mask(text, 1) == text
    assert 0 < sum(map(len, searches)) < len(text) / 3


@given(st.lists(st.sampled_from(LINES), min_size=40, max_size=80))
def test_a_long_text_is_masked_in_pieces_as_it_is_in_one(lines: list[str]) -> None:
    text = "\n".join(lines)
    cut, whole = _mask(PlainTexts()), _mask(None)
    whole.known.extend([Cell("", "", "", "", "value", "v" * (LONGEST_KNOWN + 1))])
    assert can_be_cut(text, cut.known.longest) == (len(text) > WORTH_CUTTING)
    assert not can_be_cut(text, whole.known.longest)
    assert cut.mask(text, 1) == whole.mask(text, 1)


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=60))
def test_what_begins_in_a_line_is_whole_in_a_piece(lines: list[str]) -> None:
    text, start = "\n".join(lines), 0
    found = list(pieces(text))
    for line in lines:
        reaching = text[start : start + len(line) + 512]
        assert not reaching or any(reaching in piece.of(text) for piece in found)
        start += len(line) + 1
