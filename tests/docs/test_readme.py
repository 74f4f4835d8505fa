"""The README's tour works as it is printed, from a clone."""

import re
from pathlib import Path

import pytest

from tests.docs.conftest import ROOT, Shell
from tests.docs.tour import play

README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_each_command_of_the_tour_prints_what_the_readme_says(clone: Path, shell: Shell) -> None:
    codes = play(README, clone, shell)
    assert len(codes) >= 7
    assert codes == [*[0] * (len(codes) - 1), 1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_every_page_is_in_the_index_of_the_documentation() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = [page.relative_to(ROOT / "docs").as_posix() for page in PAGES[1:]]
    named = [p for p in pages if not p.startswith("decisions/") and p != "README.md"]
    assert [page for page in named if f"({page})" not in index] == []
