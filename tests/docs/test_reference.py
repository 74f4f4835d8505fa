"""docs/reference/ is what the code says; `make docs` renews it."""

import re
from pathlib import Path

from tests.docs.reference import pages

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
LINK = re.compile(r"\]\(#([^)]+)\)")


def test_every_page_is_what_the_code_says_now() -> None:
    made = pages()
    stale = [
        name
        for name, text in made.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != text
    ]
    assert stale == [], "run `make docs`"
    assert {path.name for path in FOLDER.iterdir()} == set(made)


def test_every_link_inside_a_page_leads_to_a_heading() -> None:
    for name, text in pages().items():
        headings = {line.strip("# ").lower() for line in text.splitlines() if line.startswith("#")}
        assert set(LINK.findall(text)) <= headings, name
