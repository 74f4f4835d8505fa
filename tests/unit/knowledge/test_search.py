"""Knowledge search: words find passages, in a fixed order, whatever the question holds."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.knowledge.chunks import LONGEST, split
from sandbox.knowledge.search import USED_OVER, KnowledgeSearch, query_words
from sandbox.pack.pack import Article

ARTICLES = (
    Article(id="kettle", title="Kettles", text="Descale the kettle with vinegar.", tags=("water",)),
    Article(id="lamp", title="Lamps", text="A lamp takes a bulb. Never dip a lamp in water."),
    Article(id="rug", title="Rugs", text="Air a rug. A kettle has no place on it."),
    Article(id="bowl", title="Bowls", text="Oil the bowl."),
    Article(id="mug", title="Mugs", text="Any mug may be washed."),
    Article(id="chair", title="Chairs", text="Tighten the screws."),
    Article(id="table", title="Tables", text="Wipe it dry."),
    Article(id="bed", title="Beds", text="Turn the mattress."),
)


@pytest.fixture(scope="module")
def search() -> KnowledgeSearch:
    return KnowledgeSearch(ARTICLES)


def test_the_article_that_is_named_comes_first_and_is_used(search: KnowledgeSearch) -> None:
    first, second = search.search("How do I descale my kettle?", 5)
    assert (first.id, first.used, first.why) == ("kettle", True, "matches descale, kettle, kettles")
    assert first.score >= USED_OVER > second.score
    assert (second.id, second.used) == ("rug", False)
    assert second.why.startswith("matches kettle; ")


def test_scores_fall_and_have_four_digits(search: KnowledgeSearch) -> None:
    scores = [passage.score for passage in search.search("kettle lamp water rug", 8)]
    assert scores == sorted(scores, reverse=True)
    assert all(score >= 0 and round(score, 4) == score for score in scores)


def test_equal_scores_are_told_apart_by_id() -> None:
    twins = [Article(id=name, title="Same", text="same words here") for name in "bca"]
    passages = KnowledgeSearch(twins).search("same words", 3)
    assert [passage.id for passage in passages] == ["a", "b", "c"]


def test_no_more_than_the_limit_comes_back(search: KnowledgeSearch) -> None:
    assert len(search.search("kettle lamp rug", 2)) == 2
    assert search.search("kettle", 0) == ()


@pytest.mark.parametrize("query", ["", "   ", "hello, I have the", "?!", "\N{SNOWMAN}", "zebra"])
def test_a_question_without_a_known_word_finds_nothing(search: KnowledgeSearch, query: str) -> None:
    assert search.search(query, 5) == ()


@pytest.mark.parametrize(
    "query",
    ['"kettle" OR "', "kettle AND", "title:kettle", "kettle*", "NEAR(kettle, 3)", "^kettle -x"],
)
def test_search_syntax_in_a_question_is_just_words(search: KnowledgeSearch, query: str) -> None:
    assert search.search(query, 5)[0].id == "kettle"


@given(st.text())
def test_any_text_may_be_searched_for(query: str) -> None:
    KnowledgeSearch(ARTICLES).search(query, 3)


def test_other_forms_of_a_word_match(search: KnowledgeSearch) -> None:
    assert search.search("descaling", 1)[0].id == "kettle"


def test_accents_do_not_matter() -> None:
    found = KnowledgeSearch([Article(id="c", title="Café", text="Wir öffnen früh.")])
    assert all(found.search(word, 1) for word in ("cafe", "öffnen", "offnen"))


def test_the_index_is_built_at_the_first_search_and_serves_any_thread() -> None:
    search = KnowledgeSearch(ARTICLES)
    assert search._index is None
    results: list[object] = []
    threads = [
        threading.Thread(target=lambda: results.append(search.search("kettle", 3))) for _ in "1234"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [search.search("kettle", 3)] * 4


def test_no_articles_no_passages() -> None:
    assert KnowledgeSearch(()).search("kettle", 3) == ()


def test_a_question_is_cut_after_a_number_of_words() -> None:
    assert len(query_words(" ".join(f"word{n}" for n in range(500)))) == 48


def test_an_article_is_cut_at_paragraphs_and_nothing_is_lost() -> None:
    paragraphs = [f"Paragraph {n}. " + "words " * 30 for n in range(6)]
    pieces = split("\n\n".join(paragraphs))
    assert len(pieces) > 1
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert "\n\n".join(pieces).split() == " ".join(paragraphs).split()


def test_a_heading_stays_with_what_follows() -> None:
    assert split("One.\n\n## Two\n\nText of two.") == ["One.", "## Two\n\nText of two."]


def test_later_passages_of_an_article_are_numbered() -> None:
    long = Article(id="long", title="Long", text=f"{'apple ' * 60}\n\n{'pear ' * 70}")
    assert [p.id for p in KnowledgeSearch([long]).search("pear apple", 5)] == ["long", "long#2"]
