"""A shipped pack is copied before it is changed, whole, and over nothing that is there."""

from pathlib import Path

import pytest

import sandbox.pack.find
from sandbox.domain.faults import SandboxError
from sandbox.pack.find import find_pack
from sandbox.pack.own import own_pack, where_it_lies


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("SANDBOX_PACKS", raising=False)
    return folder


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack inside of what stands in for the installed package."""
    package = tmp_path / "site-packages" / "sandbox"
    pack = package / "_shipped" / "fixtures" / "tiny"
    for name, text in {
        pack / "domain.yaml": "name: tiny\n",
        pack / "tools" / "a.py": "",
        pack / "tools" / "__pycache__" / "a.pyc": "",
        pack / "recordings" / "one.rec.jsonl": "{}\n",
        package / "_shipped" / "prompts" / "tiny" / "agent.md.j2": "hello\n",
    }.items():
        name.parent.mkdir(parents=True, exist_ok=True)
        name.write_text(text, "utf-8")
    monkeypatch.setattr(sandbox.pack.find, "_package", lambda: package)
    return pack


def test_the_copy_holds_the_pack_and_its_prompts_and_is_found_by_the_name(
    here: Path, shipped: Path
) -> None:
    assert find_pack("tiny") == where_it_lies(shipped) == shipped
    target, copied = own_pack(shipped)
    assert (target, copied) == (Path("fixtures/tiny"), True)
    files = {path.relative_to(here).as_posix() for path in here.rglob("*") if path.is_file()}
    assert files == {
        "fixtures/tiny/domain.yaml",
        "fixtures/tiny/tools/a.py",
        "fixtures/tiny/recordings/one.rec.jsonl",
        "prompts/tiny/agent.md.j2",
    }
    assert find_pack("tiny") == where_it_lies(shipped) == (here / "fixtures" / "tiny")


def test_a_second_time_nothing_is_copied(here: Path, shipped: Path) -> None:
    own_pack(shipped)
    (here / "fixtures" / "tiny" / "domain.yaml").write_text("name: mine\n", "utf-8")
    assert own_pack(shipped) == (here / "fixtures" / "tiny", False)
    assert (here / "fixtures" / "tiny" / "domain.yaml").read_text("utf-8") == "name: mine\n"


def test_files_that_are_there_already_stay(here: Path, shipped: Path) -> None:
    prompt = here / "prompts" / "tiny" / "agent.md.j2"
    prompt.parent.mkdir(parents=True)
    prompt.write_text("mine\n", "utf-8")
    assert own_pack(shipped)[1]
    assert prompt.read_text("utf-8") == "mine\n"


def test_a_pack_that_is_not_shipped_is_its_own_place(here: Path) -> None:
    mine = here / "elsewhere" / "mine"
    mine.mkdir(parents=True)
    assert own_pack(mine) == (mine, False)


def test_a_folder_that_can_t_be_written_is_told_without_its_path(here: Path, shipped: Path) -> None:
    (here / "fixtures").write_text("a file in the way\n")
    with pytest.raises(SandboxError, match="can't copy the shipped pack to fixtures/tiny") as told:
        own_pack(shipped)
    assert str(here) not in str(told.value)
