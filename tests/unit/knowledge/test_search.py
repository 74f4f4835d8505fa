"""Knowledge search: words find passages, in a fixed order, whatever the question holds."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.knowledge import DEFAULT, Knowledge, Scope, Weights
from sandbox.knowledge.chunks import LONGEST, MOST_WORDS, chunks_of, split
from sandbox.knowledge.search import KnowledgeSearch, query_words
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
    assert first.score >= DEFAULT.used_over > second.score
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
    found = KnowledgeSearch([long]).search("pear apple", 5)
    assert sorted(p.id for p in found) == ["long", "long#2"]


def test_the_only_article_of_a_pack_is_found() -> None:
    only = Article(id="brakes", title="Brakes", text="Squealing brakes are cleaned for free.")
    (found,) = KnowledgeSearch([only]).search("why do my brakes squeal?", 3)
    assert (found.id, found.used) == ("brakes", True)
    assert KnowledgeSearch([only]).search("where is the filler cap?", 3) == ()


def test_every_passage_of_a_section_tells_its_heading() -> None:
    text = f"# All\n\n## One\n\n{'apple ' * 60}\n\n{'pear ' * 60}\n\n## Two\n\nplum"
    pieces = split(text)
    assert [piece.split("\n")[0] for piece in pieces] == ["## One", "## One", "## Two"]
    chunks = list(chunks_of([Article(id="a", title="A", text=text)]))
    assert [chunk.headings for chunk in chunks] == ["All / One", "All / One", "All / Two"]
    assert "##" not in "".join(chunk.body for chunk in chunks)


@given(st.text(alphabet="ab .\n#", max_size=4_000), st.integers(1, 400))
def test_no_passage_is_longer_than_its_words_and_none_is_lost(text: str, most: int) -> None:
    text = f"{text} {'word ' * most}"
    chunks = list(chunks_of([Article(id="a", title="A", text=text)]))
    assert all(len(chunk.body.split()) <= max(MOST_WORDS, LONGEST // 2) for chunk in chunks)
    assert sum(chunk.body.count("word") for chunk in chunks) <= most
    assert sum((chunk.text + chunk.headings).count("word") for chunk in chunks) >= most


def test_a_long_paragraph_is_cut_at_the_ends_of_sentences() -> None:
    sentence = f"This is {'very ' * 50}long."
    pieces = split(" ".join([sentence] * 5))
    assert len(pieces) == 3
    assert all(piece.endswith("long.") for piece in pieces)


HEADED = (
    Article(id="body", title="One", text="## Other\n\nplum plum."),
    Article(id="heading", title="Two", text="## Plum\n\nother words."),
    Article(id="title", title="Plum", text="## Other\n\nother words."),
    *(Article(id=f"x{n}", title="Rest", text="## Rest\n\nrest of it.") for n in range(9)),
)


@pytest.mark.parametrize(
    ("weights", "first"),
    [
        (Weights(title=9, headings=0, body=0), "title"),
        (Weights(title=0, headings=9, body=0), "heading"),
        (Weights(title=0, headings=0, body=9), "body"),
    ],
)
def test_the_weights_of_the_pack_decide_what_comes_first(weights: Weights, first: str) -> None:
    assert KnowledgeSearch(HEADED, Knowledge(weights=weights)).search("plum", 1)[0].id == first


SCOPED = (
    Article(id="all", title="Plum", text="plum tart"),
    Article(id="german", title="Plum", text="plum tart", language="de"),
    Article(id="british", title="Plum", text="plum tart", language="en-GB"),
    Article(id="new", title="Plum", text="plum tart", valid_from="2026-11-21"),
    Article(id="old", title="Plum", text="plum tart", valid_until="2026-11-19"),
    Article(id="now", title="Plum", text="plum", valid_from="2026-11-20", valid_until="2026-11-20"),
    Article(id="team", title="Plum", text="plum tart", product=("team", "business")),
    *(Article(id=f"x{n}", title="Rest", text="rest") for n in range(30)),
)


@pytest.mark.parametrize(
    ("scope", "absent"),
    [
        (Scope(), set()),
        (Scope(now="2026-11-20T09:00:00Z"), {"new", "old"}),
        (Scope(language="en"), {"german"}),
        (Scope(language="EN_gb"), {"german"}),
        (Scope(language="en-US"), {"german", "british"}),
        (Scope(product="Team"), set()),
        (Scope(product="starter"), {"team"}),
        (Scope(now="2026-11-20", language="de", product="starter"),
         {"new", "old", "british", "team"}),
    ],
)  # fmt: skip
def test_only_what_is_for_this_customer_and_day_is_found(scope: Scope, absent: set[str]) -> None:
    found = KnowledgeSearch(SCOPED).search("plum", 10, scope)
    assert {one.id for one in found if "it " not in one.why} == {
        article.id for article in SCOPED[:7]
    } - absent


def test_what_is_left_out_is_shown_with_the_reason_and_never_used() -> None:
    scope = Scope(now="2026-11-20T09:00:00Z", language="en-US")
    found = KnowledgeSearch(SCOPED, Knowledge(used_over=0.1)).search("plum", 2, scope)
    assert [(one.id, one.used) for one in found] == [
        ("now", True),
        ("all", True),
        ("british", False),
        ("german", False),
    ]
    assert found[3].why == "matches plum; it is in de, not en-US"


def test_the_day_comes_from_the_world_s_clock() -> None:
    search = KnowledgeSearch(SCOPED, Knowledge(used_over=0.1))
    whys = {one.id: one.why for one in search.search("plum", 10, Scope(now="2026-11-20T00:00:00Z"))}
    assert whys["new"].endswith("it is valid from 2026-11-21 on")
    assert whys["old"].endswith("it was valid until 2026-11-19")
    assert search.search("plum", 10, Scope(now="2026-11-21T00:00:00Z"))[-1].id == "old"
