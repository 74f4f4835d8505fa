"""Articles that say the same twice, or different figures of the same."""

from pathlib import Path

import pytest

from sandbox.check.knowledge import look
from sandbox.knowledge.claims import claims_in
from sandbox.pack.finding import Finding
from sandbox.pack.load import load_pack
from tests.unit.pack.tiny import Tiny

LONG = (
    "Wash the linen at forty degrees with a mild soap and hang it in the shade until it is dry;"
    " never bleach coloured linen or iron the embroidered side."
)


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path / "fixtures" / "tiny")


def article(tiny: Tiny, name: str, text: str, head: str = "") -> None:
    more = f"{head}\n" if head else ""
    tiny.write(
        f"knowledge/{name}.md",
        f"---\nid: {name}\ntitle: {name}\n{more}---\n\nSomething first.\n\n{text}\n".encode(),
    )


def findings(tiny: Tiny) -> list[Finding]:
    return list(look(load_pack(str(tiny.root))))


def test_the_shipped_packs_do_not_contradict_themselves() -> None:
    for name in ("brightcart", "helpdesk"):
        assert list(look(load_pack(name))) == []


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        (
            "You can send items back within 30 days after delivery.",
            "Items may be sent back 14 days after delivery at most.",
            "says 14 days, and knowledge/one.md:8 says 30 days",
        ),
        (
            "Standard shipping inside Germany costs 4.90 EUR.",
            "Shipping inside Germany costs € 5,90 as standard.",
            "says 5.90 EUR, and knowledge/one.md:8 says 4.90 EUR",
        ),
        (
            "A locked login is free again after thirty minutes.",
            "After two hours and 45 minutes a locked login is free again.",
            "says 45 minutes, and knowledge/one.md:8 says 30 minutes",
        ),
        (
            "Standard delivery takes two to four working days.",
            "The standard delivery takes five to seven working days.",
            "says 5 to 7 days, and knowledge/one.md:8 says 2 to 4 days",
        ),
        (
            "Schools get 20 per cent off every plan.",
            "Every school gets 25 % off any of the plans.",
            "says 25 %, and knowledge/one.md:8 says 20 %",
        ),
        (
            "Backups of documents are kept for 35 days.",
            "- Backups of all documents are kept 30 days\n- and more",
            "says 30 days, and knowledge/one.md:8 says 35 days",
        ),
    ],
)
def test_two_figures_for_the_same_are_told_with_both_places(
    tiny: Tiny, one: str, other: str, says: str
) -> None:
    article(tiny, "one", one)
    article(tiny, "two", other)
    (found,) = findings(tiny)
    assert (found.file, found.severity) == ("knowledge/two.md", "hint")
    assert found.line == 8
    assert says in found.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Items can be sent back within 30 days.", "Send items back within 30 days after that."),
        ("Refunds take three to five working days.", "The label is good for 14 days."),
        ("Send the parcel back within 14 days.", "Express parcels come back in 2 hours."),
        ("Backups are kept for 35 days.", "Backups are made every hour and kept for long."),
        ("Delivery takes two to four days.", "Delivery takes 4 days in summer."),
    ],
)
def test_the_same_figure_or_another_subject_is_nothing(tiny: Tiny, one: str, other: str) -> None:
    article(tiny, "one", one)
    article(tiny, "two", other)
    assert findings(tiny) == []


THIRTY, FOURTEEN = "Items can be sent back within 30 days.", "Items can be sent back in 14 days."


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        ("valid_until: 2026-01-31", "valid_from: 2026-02-01", 0),
        ("valid_until: 2026-02-01", "valid_from: 2026-02-01", 1),
        ("language: en", "language: de", 0),
        ("language: en", "language: en-GB", 1),
        ("product: team", "product: [starter]", 0),
        ("product: team", "product: [starter, team]", 1),
    ],
)
def test_what_nobody_is_shown_together_does_not_contradict(
    tiny: Tiny, one: str, other: str, number: int
) -> None:
    article(tiny, "one", THIRTY, one)
    article(tiny, "two", FOURTEEN, other)
    assert len(findings(tiny)) == number


def test_one_article_may_contradict_itself(tiny: Tiny) -> None:
    article(tiny, "one", f"{THIRTY}\n\n{FOURTEEN}")
    (found,) = findings(tiny)
    assert (found.file, found.line) == ("knowledge/one.md", 10)
    assert "knowledge/one.md:8 says 30 days" in found.message


def test_other_headings_of_one_article_speak_of_other_things(tiny: Tiny) -> None:
    article(tiny, "one", f"## Tables\n\n{THIRTY}\n\n## Lamps\n\n{FOURTEEN}")
    assert findings(tiny) == []


def test_a_passage_that_stands_in_two_articles_is_told(tiny: Tiny) -> None:
    article(tiny, "one", LONG)
    article(tiny, "two", f"{LONG} Ask us if you are unsure.")
    found = findings(tiny)[0]
    assert "says nearly the same as knowledge/one.md:" in found.message
    assert found.file == "knowledge/two.md"


def test_passages_on_the_same_subject_are_not_the_same(tiny: Tiny) -> None:
    article(tiny, "one", LONG)
    article(tiny, "two", "Coloured linen is washed apart, and dried in the shade, never the sun.")
    assert findings(tiny) == []


def test_a_sentence_without_a_figure_claims_nothing() -> None:
    assert list(claims_in("Nothing is told here. One of them is not counted.")) == []
