"""The tree of sessions, and the search in it."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sandbox.tui.sessions.entry import Entry, family_of, search, tree, when


def entry(name: str, parent: str = "", at: str = "", **more: object) -> Entry:
    return Entry(name, "session", Path(name), at=at, parent=parent, **more)  # pyright: ignore


def test_forks_stand_under_what_they_were_forked_from_and_the_last_family_first():
    found = tree(
        [
            entry("a", at="1"),
            entry("b", at="2"),
            entry("a2", parent="a1", at="9"),
            entry("a1", parent="a", at="3"),
            Entry("saved", "recording", Path("saved")),
        ]
    )
    assert [(one.id, one.depth) for one in found] == [
        ("a", 0),
        ("a1", 1),
        ("a2", 2),
        ("b", 0),
        ("saved", 0),
    ]


def test_a_fork_of_a_deleted_session_is_a_root():
    assert [one.depth for one in tree([entry("b", parent="gone")])] == [0]


def test_the_family_of_a_session_is_its_root_and_all_its_forks():
    found = tree([entry("a", at="5"), entry("a1", parent="a"), entry("b", at="4")])
    assert [one.id for one in family_of(found, "a1")] == ["a", "a1"]
    assert [one.id for one in family_of(found, "b")] == ["b"]
    assert family_of(found, "zzz") == []


def test_every_word_must_be_found_and_a_name_counts_more_than_what_was_said():
    found = [
        entry("one", words="the refund of a damaged lamp"),
        entry("two", title="Refund damaged"),
        entry("three", title="Refund late"),
    ]
    assert [one.id for one in search(found, "refund dam")] == ["two", "one"]
    assert search(found, "refund nothing-like-it") == []


def test_letters_in_their_order_find_a_name():
    found = [entry("one", title="damaged-parcel-refund"), entry("two", title="order status")]
    assert [one.id for one in search(found, "dmgprf")] == ["one"]


@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=12))
def test_a_search_gives_some_of_the_entries_and_none_twice(titles: list[str], typed: str):
    entries = [entry(str(place), title=title) for place, title in enumerate(titles)]
    found = search(entries, typed)
    assert len({one.id for one in found}) == len(found)
    assert set(found) <= set(entries)
    if not typed.split():
        assert found == entries


@given(st.lists(st.integers(0, 9), max_size=10))
def test_a_tree_holds_every_session_once_with_parents_before_forks(parents: list[int]):
    entries = [
        entry(str(n), parent=str(parent) if parent < n else "") for n, parent in enumerate(parents)
    ]
    found = [one.id for one in tree(entries)]
    assert sorted(found) == sorted(one.id for one in entries)
    assert all(found.index(o.parent) < found.index(o.id) for o in entries if o.parent)


def test_dates_are_as_short_as_they_can_be(monkeypatch):
    now = "2026-11-21T15:00:00+00:00"
    assert when("2026-11-20T15:00:00+00:00", now) == "yesterday"
    assert when("2026-03-05T15:00:00+00:00", now) == "5 Mar"
    assert when("2025-03-05T15:00:00+00:00", now) == "5 Mar 25"
    assert when("nonsense", now) == "–"
