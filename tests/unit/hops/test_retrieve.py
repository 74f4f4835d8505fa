"""Passages before generation."""

from sandbox.domain.hop import Passage
from sandbox.hops.retrieve import PASSAGES, retrieve
from tests.unit.hops.stand_ins import NoSearch

FOUND = tuple(
    Passage(id=f"KB-{n}", title="", text="", score=1.0 / n, used=n == 1) for n in range(1, 6)
)


def test_the_best_passages_are_kept_as_the_search_ranks_them() -> None:
    output = retrieve("how do I return it?", NoSearch(*FOUND))
    assert output.passages == FOUND[:PASSAGES]
    assert output.query == "how do I return it?"


def test_a_search_without_a_find_is_no_failure() -> None:
    assert retrieve("?", NoSearch()).passages == ()


def test_an_endless_message_is_searched_by_its_beginning() -> None:
    search = NoSearch()
    output = retrieve("word " * 10_000, search)
    assert search.queries == [output.query]
    assert output.query == ("word " * 10_000)[: len(output.query)]
    assert 100 < len(output.query) <= 1_000
