"""Large texts: found as in small ones, in work that grows with their length, ahead of the loop."""

import asyncio
import threading
from collections import Counter

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.hub.ahead import search_ahead
from sandbox.privacy import settle
from sandbox.privacy.addresses import _CODE, _LONGEST_CODED, _WITH_CODE
from sandbox.privacy.detect import _chosen, _rank, shapes_in
from sandbox.privacy.digits import runs
from sandbox.privacy.found import Found, found
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues
from sandbox.privacy.mask import Mask
from sandbox.privacy.overlaps import Taken, taken_by
from sandbox.privacy.phones import find_phones
from sandbox.privacy.text_mask import LARGE
from sandbox.privacy.vault import Vault
from sandbox.privacy.windows import matches_around

KINDS = st.sampled_from(("name", "address", "phone", "secret", "card"))
SPANS = st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda at: (at[0], sum(at)))
FINDS = st.lists(
    st.builds(lambda at, kind: found(at[0], at[1], kind, "x"), SPANS, KINDS), max_size=25
)
PIECES = st.sampled_from(
    (
        *(
            "Springfield, IL 62704",
            "Port St. Lucie FL, 34953-1020",
            "LS6 2QT",
            "M5V 2T6",
            "GIR 0AA",
        ),
        *(" ", ", ", "\n", "-", "#", "x", " 12345", " 1AB", "a" * 60, " " * 130, ". "),
    )
)
PERSONAL = st.sampled_from(
    (
        *(
            "I'm Anna Berg, ",
            "call me at 202-555-0171 ",
            "anna.berg@example.net ",
            '"id": "3011"\n',
        ),
        *("12 Main Street, Springfield, IL 62704, USA\n", "4111 1111 1111 1111 ", "Grace Hopper "),
        *("Harbour View 12, ", "berg ", "O-10042 ", "the blue lamp and its shade ", "Mark Müller "),
        *("[NAME_1] ", "2025550199 ", "dob: 1980-02-01 ", "{", "\ud800"),
    )
)

FILLER = "The lamp is blue. " * (LARGE // 10)


def _by_pairs(finds: list[Found]) -> list[tuple[int, int]]:
    """What `_chosen` means, each find compared with each."""
    kept: list[Found] = []
    for find in sorted(sorted(finds, key=lambda at: at.start), key=_rank):
        if all(find.end <= other.start or other.end <= find.start for other in kept):
            kept.append(find)
    return sorted((find.start, find.end) for find in kept)


@given(FINDS)
def test_overlaps_end_as_if_each_find_were_compared_with_each(finds: list[Found]) -> None:
    assert [(find.start, find.end) for find in _chosen(finds)] == _by_pairs(finds)


@given(st.lists(SPANS), SPANS)
def test_a_span_touches_what_is_taken(spans: list[tuple[int, int]], span: tuple[int, int]) -> None:
    touches = any(span[0] < end and start < span[1] for start, end in spans)
    assert taken_by(spans, 80).touches(*span) == touches


def test_a_long_chain_of_overlaps_asks_once_for_each_find(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Counter[str]()
    touches = Taken.touches

    def counted(self: Taken, start: int, end: int) -> bool:
        asked["touches"] += end - start
        return touches(self, start, end)

    monkeypatch.setattr(Taken, "touches", counted)
    chain = [found(at, at + 5, "address", "x") for at in range(20_000)]
    assert [find.start for find in _chosen(chain)] == list(range(0, 20_000, 5))
    assert asked["touches"] == 5 * len(chain)


@given(st.lists(PIECES, max_size=20).map("".join), st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_towns_with_codes_are_found_around_their_codes(text: str, start: int) -> None:
    around = matches_around(_WITH_CODE, _CODE, _LONGEST_CODED, text, start, len(text))
    whole = _WITH_CODE.finditer(text, start, len(text))
    assert [match.span() for match in around] == [match.span() for match in whole]


def test_ids_of_goods_are_not_looked_up_among_phone_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    parse = phonenumbers.parse

    def counted(digits: str, region: str):
        asked.append(digits)
        return parse(digits, region)

    monkeypatch.setattr(phonenumbers, "parse", counted)
    text = ", ".join(f'{{"item_id": "{at}"}}' for at in range(2_025_550_100, 2_025_550_900))
    assert list(find_phones(text, runs(text), "US")) == []
    assert asked == []
    assert list(find_phones("at 2025550171", runs("at 2025550171"), "US")) == [(3, 13)]
    assert asked == ["2025550171"]


@given(st.lists(PERSONAL, max_size=8), st.lists(PERSONAL, max_size=8))
@settings(max_examples=40, deadline=None)
def test_what_was_searched_before_is_masked_as_if_it_was_not(shop, one, other) -> None:
    value = {"note": "".join(one) + "x" * LARGE, "rows": [*other, {"phone": "".join(other)}]}
    plain, ahead = shop.mask(), shop.mask()
    ahead.note_plain(ahead.search(ahead.unsearched(value)))
    assert ahead.mask(value, 1) == plain.mask(value, 1)
    assert list(ahead.vault.pairs()) == list(plain.vault.pairs())


async def test_a_large_value_is_searched_in_a_thread_and_only_once(
    shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []

    def noted(*given, **more):
        threads.append(threading.current_thread() is threading.main_thread())
        return shapes_in(*given, **more)

    monkeypatch.setattr(settle, "shapes_in", noted)
    mask = shop.mask()
    value = {"note": "my name is Zyx Ord, 12 Main Street, Ohio. " + FILLER}
    await search_ahead(mask, value)
    assert threads
    assert not any(threads)
    looked = len(threads)
    masked = mask.mask(value, 1)
    assert "Zyx" not in str(masked)
    assert "Main Street" not in str(masked)
    assert mask.mask(value, 1) == masked
    assert len(threads) == looked


async def test_a_small_value_needs_no_thread(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop.mask().__class__, "search", lambda *_: pytest.fail("no need"))
    await search_ahead(shop.mask(), {"note": "my name is Zyx Ord"})


async def test_who_is_stopped_during_the_search_is_stopped_at_the_next_wait(
    shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, after = threading.Event(), threading.Event(), list[str]()
    mask = shop.mask()

    def slow(texts: object) -> list[tuple[str, str]]:
        begun.set()
        go_on.wait(10)
        return []

    monkeypatch.setattr(mask, "search", slow)

    async def turn() -> None:
        await search_ahead(mask, FILLER)
        after.append("searched")
        await asyncio.Event().wait()

    task = asyncio.ensure_future(turn())
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert after == ["searched"]


def test_an_answer_on_a_large_text_is_kept_until_the_session_learns_what_it_holds(
    shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def noted(text: str, *given, **more):
        looked.append(text)
        return shapes_in(text, *given, **more)

    monkeypatch.setattr(settle, "shapes_in", noted)
    mask = shop.mask()
    text = "The lamp of Zyxwq is blue. " + FILLER
    assert mask.mask(text, 1) == text
    looked.clear()
    assert mask.mask(text, 1) == text
    assert looked == []
    mask.known.extend([("crm", "customers", "C-1", "name", "name", "Zyxwq Ord")])
    assert "Zyxwq" not in str(mask.mask(text, 1))


def test_shapes_seen_are_forgotten_when_a_key_becomes_personal() -> None:
    known, keys = KnownValues(), KeyShapes([{"2025550171"}])
    mask = Mask(Vault(), known, keys)
    text = "call 2025550171. " + FILLER
    mask.mask(text, 1)
    mask.known.extend([("crm", "people", "2025550171", "phone", "phone", "2025550171")])
    assert "2025550171" not in str(mask.mask(text, 1))


async def test_a_large_message_is_redacted_by_what_a_thread_has_found(
    shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    mask = shop.mask()
    text = "my name is Zyx Ord, 12 Main Street, Ohio. " + FILLER
    await search_ahead(mask, text)
    monkeypatch.setattr(settle, "shapes_in", lambda *_, **__: pytest.fail("searched again"))
    assert mask.redact(text, 1).text.startswith("my name is [NAME_1], [ADDRESS_1].")
