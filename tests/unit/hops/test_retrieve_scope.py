"""Whose articles count: by the session's variables, else by what the pack says."""

from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.domain.hop import Passage
from sandbox.domain.knowledge import Knowledge, Scope
from sandbox.hops.retrieve import retrieve, scope_of
from sandbox.knowledge.search import KnowledgeSearch
from sandbox.pack.load import load_pack
from sandbox.pack.pack import Article, Pack
from tests.unit.hops.story import known, session_of
from tests.unit.pack.tiny import Tiny

NOW = "2026-11-20T09:00:00Z"


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    tiny = Tiny(tmp_path / "fixtures" / "tiny")
    text = (tiny.root / "domain.yaml").read_text("utf-8")
    settings = "knowledge: {language: en, product: team, weights: {title: 5}}\n"
    (tiny.root / "domain.yaml").write_text(text + settings, "utf-8")
    return load_pack(str(tiny.root))


def test_the_pack_s_settings_are_read_from_domain_yaml(pack: Pack) -> None:
    assert pack.knowledge.weights.title == 5
    assert pack.knowledge.weights.body == 1
    assert scope_of(session_of(), pack, NOW) == Scope(now=NOW, language="en", product="team")


def test_what_the_session_knows_goes_first(pack: Pack) -> None:
    session = session_of(known("language", "de"))
    assert scope_of(session, pack, NOW) == Scope(now=NOW, language="de", product="team")


def test_without_any_setting_nothing_is_left_out(pack: Pack) -> None:
    plain = replace(pack, knowledge=Knowledge())
    assert scope_of(session_of(), plain, NOW) == Scope(now=NOW)


def test_the_hop_shows_what_was_left_out_and_why(pack: Pack) -> None:
    articles = (
        Article(id="new", title="Plums", text="plum tart"),
        Article(id="old", title="Plums", text="plum tart", valid_until="2026-01-01"),
        *(Article(id=f"x{n}", title="Rest", text="rest") for n in range(20)),
    )
    output = retrieve("plum tart?", KnowledgeSearch(articles), scope=Scope(now=NOW))
    new, old = output.passages
    assert (new.id, new.used) == ("new", True)
    assert isinstance(old, Passage)
    assert (old.id, old.used, old.why) == (
        "old",
        False,
        "matches plum, plums, tart; it was valid until 2026-01-01",
    )


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("knowledge: {weights: {titel: 3}}", "unknown key 'knowledge.weights.titel'"),
        ("knowledge: {near: 2}", "knowledge.near"),
        ("knowledge: {weights: {body: -1}}", "knowledge.weights.body"),
    ],
)
def test_a_wrong_setting_is_one_line_with_its_place(
    tmp_path: Path, settings: str, says: str
) -> None:
    tiny = Tiny(tmp_path / "fixtures" / "tiny")
    text = (tiny.root / "domain.yaml").read_text("utf-8")
    (tiny.root / "domain.yaml").write_text(f"{text}{settings}\n", "utf-8")
    found = tiny.only_error()
    assert (found.file, found.line) == ("domain.yaml", len(text.splitlines()) + 1)
    assert says in found.message


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("valid_from: 20261120", "valid_from"),
        ("valid_until: soon", "valid_until"),
        ("language: english language", "language"),
        ("product: {a: b}", "product"),
        ("valid_from: 2026-02-01\nvalid_until: 2026-01-01", "before it begins"),
    ],
)
def test_wrong_front_matter_of_an_article_is_named(tmp_path: Path, head: str, says: str) -> None:
    tiny = Tiny(tmp_path / "fixtures" / "tiny")
    tiny.swap("knowledge/care.md", "tags: [care]", f"tags: [care]\n{head}")
    errors = tiny.errors()
    assert errors
    assert all(one.file == "knowledge/care.md" and says in one.message for one in errors)
