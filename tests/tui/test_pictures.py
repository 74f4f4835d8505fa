"""The pictures of the docs: the page shows those that the command draws, small and clean."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir
from xml.etree import ElementTree

import pytest

from sandbox.tui.dock.log.ring import RING
from tests.tui.pictures import FOLDER, LARGEST, PAGE, SIZES, draw, file_name, names, page

ROOT = Path(__file__).parents[2]
FILES = sorted(FOLDER.glob("*.svg"))
WANTED = {file_name(name, size) for name in names() for size in SIZES}
ELSEWHERE = re.compile(
    r"https?://(?!www\.w3\.org/2000/svg)|/home/|/root/|/tmp/|[A-Z]:\\|@import|url\("
)
THIS_MACHINE = [str(one) for one in (ROOT, Path.home(), gettempdir()) if len(str(one)) > 1]


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    yield
    RING.lines.clear()


def test_there_is_a_picture_of_each_screen_at_each_size_and_no_other() -> None:
    assert {path.name for path in FILES} == WANTED
    assert len(names()) == len(set(names()))


def test_the_page_is_what_the_command_writes_and_shows_every_picture_once() -> None:
    text = PAGE.read_text("utf-8")
    assert text == page()
    assert sorted(re.findall(r"\]\(pictures/([^)]+)\)", text)) == sorted(WANTED)


def test_pictures_are_small_and_need_nothing_from_elsewhere() -> None:
    assert sum(path.stat().st_size for path in FILES) < LARGEST
    for path in FILES:
        text = path.read_text("utf-8")
        assert not (found := ELSEWHERE.search(text)), f"{path.name}: {found}"
        assert [place for place in THIS_MACHINE if place in text] == []
        ElementTree.fromstring(text)


@pytest.mark.parametrize("name", ["chat", "sessions"])
async def test_the_same_picture_is_drawn_twice(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = await draw(name, (80, 24))
    assert first == await draw(name, (80, 24))
    assert "LIVE" in first or "Sessions" in first
