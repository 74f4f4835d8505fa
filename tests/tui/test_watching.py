"""A save of a file of the pack is told in one line while the chat is open."""

from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.trying.door import News
from sandbox.tui.watching import told
from tests.own_pack import own_pack
from tests.tui.harness import text_of
from tests.tui.real import STATUS, Real, real

SIZES = [(80, 24), (120, 36)]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a pack of its own; gives the pack's folder."""
    monkeypatch.chdir(tmp_path)
    return own_pack(tmp_path)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


async def heard(run: Real, words: str) -> str:
    """Waits until the chat says it; what it says, on one line."""

    def said() -> str:
        return " ".join(text_of(run.app.main.chat).split())

    await run.until(lambda: words in said(), words)
    return said()


@pytest.mark.parametrize("size", SIZES)
async def test_a_save_is_loaded_and_told_with_what_to_do(
    settings: Settings, own: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    pack = wiring.load(settings, str(own))
    async with real(settings, pack, tmp_path / "home", size, STATUS) as run:
        change(own / "knowledge" / "warranty.md", "two years", "three years")
        said = await heard(run, "Loaded knowledge/warranty.md.")
        assert "ctrl+t runs the last turn again" in said
        change(tmp_path / "prompts" / "brightcart" / "agent.md.j2", "Be friendly", "Be kind")
        await heard(run, "Loaded prompts/agent.md.j2.")


async def test_a_broken_file_is_told_with_its_line_and_the_old_version_stays(
    settings: Settings, own: Path, tmp_path: Path
) -> None:
    pack = wiring.load(settings, str(own))
    procedure = own / "procedures" / "order_status.md"
    async with real(settings, pack, tmp_path / "home", (120, 36)) as run:
        line = procedure.read_text("utf-8").splitlines().index("ask order_id") + 1
        change(procedure, "ask order_id\n", "aks order_id\n")
        said = await heard(run, f"procedures/order_status.md:{line}:")
        assert "the version before stays" in said
        change(procedure, "aks order_id\n", "ask order_id\n")
        change(own / "knowledge" / "care.md", "The", "All the")
        await heard(run, "Loaded knowledge/care.md.")


async def test_rules_that_do_not_compile_are_told_when_they_are_saved(
    settings: Settings, own: Path, tmp_path: Path
) -> None:
    pack = wiring.load(settings, str(own))
    async with real(settings, pack, tmp_path / "home", (120, 36)) as run:
        change(own / "policy" / "crm.rego", '"verdict": "confirm",', '"verdict": "confirm"')
        said = await heard(run, "policy/crm.rego:")
        assert "the version before stays" in said


async def test_a_doubt_about_what_was_saved_is_told_with_it(
    settings: Settings, own: Path, tmp_path: Path
) -> None:
    pack = wiring.load(settings, str(own))
    async with real(settings, pack, tmp_path / "home", (120, 36)) as run:
        page = own / "procedures" / "order_status.md"
        change(page, "variables:\n", "variables:\n  mood: {type: text}\n")
        said = await heard(run, "Loaded procedures/order_status.md.")
        assert "the variable 'mood' is never used" in said


async def test_a_file_that_says_the_same_is_no_news(
    settings: Settings, own: Path, tmp_path: Path
) -> None:
    from sandbox.cli.pack_news import PackNews

    pack = wiring.load(settings, str(own))
    news = PackNews(own, lambda: wiring.load(settings, str(own)), pack.digests)
    (own / "knowledge" / "care.md").touch()
    assert [news.look() for _ in range(4)] == [None] * 4
    change(own / "knowledge" / "care.md", "The", "All the")
    assert news.look() is None  # somebody may still be writing
    assert news.look() == News(("knowledge/care.md",))
    assert news.look() is None


def test_many_files_are_counted_and_hints_come_last() -> None:
    words, tone, hint = told(News(("a", "b", "c", "d", "e")), again=False)
    assert (words, tone) == ("Loaded a, b, c and 2 files more.", "good")
    assert hint == "the next turn follows it"
    words, tone, hint = told(News(("a",), "a:1: bad", "do that"), again=True)
    assert (words, tone, hint) == ("a:1: bad", "bad", "do that; the version before stays")
    words, tone, _ = told(News(("a",), warnings=("a:1: odd", "a:2: odd")), again=True)
    assert (words, tone) == ("Loaded a. But a:1: odd, and 1 warning more", "warn")


async def test_a_session_without_a_turn_is_not_saved_and_no_pack_is_copied(
    settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    recordings = sorted(pack.root.glob("recordings/*"))
    async with real(settings, pack, tmp_path / "home", (120, 36)) as run:
        await run.tell("/save")
        assert "there is no turn to record yet" in text_of(run.app.main.chat)
    assert sorted(pack.root.glob("recordings/*")) == recordings
    assert list((tmp_path / "here").iterdir()) == []
