"""A pack is found by path, then in ./fixtures, then in SANDBOX_PACKS, then among the shipped."""

import os
from pathlib import Path

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.pack.find import (
    available_packs,
    find_pack,
    is_shipped,
    known_packs,
    prompts_folder,
    shipped,
)


def _pack(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "domain.yaml").write_text("name: x\n")
    return folder


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SANDBOX_PACKS", raising=False)
    return tmp_path


def test_a_path_finds_the_pack_in_that_folder(here: Path) -> None:
    folder = _pack(here / "somewhere" / "mine")
    assert find_pack("somewhere/mine") == find_pack(str(folder)) == folder.resolve()


def test_a_name_is_looked_for_in_the_fixtures_of_this_folder_first(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = _pack(here / "fixtures" / "mine"), _pack(here / "elsewhere" / "mine")
    monkeypatch.setenv("SANDBOX_PACKS", str(far.parent))
    assert find_pack("mine") == near.resolve()


def test_sandbox_packs_may_name_several_folders(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pack(here / "one" / "first")
    second = _pack(here / "two" / "second")
    monkeypatch.setenv("SANDBOX_PACKS", os.pathsep.join(("", str(here / "one"), str(here / "two"))))
    assert find_pack("second") == second.resolve()


def test_folders_given_by_a_setting_stand_in_for_the_variable(here: Path) -> None:
    mine = _pack(here / "one" / "mine")
    assert find_pack("mine", packs=str(here / "one")) == mine.resolve()
    assert available_packs(packs=str(here / "one"))["mine"] == mine.resolve()


def test_a_shipped_pack_is_found_from_any_folder() -> None:
    found = find_pack("brightcart")
    assert found == shipped() / "brightcart"
    assert ("brightcart", "the packs shipped with Hopscope") in known_packs()


def test_only_a_pack_inside_the_package_counts_as_shipped(here: Path) -> None:
    import sandbox

    assert is_shipped(Path(sandbox.__file__).parent / "_shipped" / "fixtures" / "brightcart")
    assert not is_shipped(_pack(here / "fixtures" / "mine"))


def test_an_unknown_name_says_where_it_looked_and_what_is_near_without_a_path(here: Path) -> None:
    with pytest.raises(SandboxError) as raised:
        find_pack("brightcrat")
    text = str(raised.value)
    assert "brightcart" in raised.value.hint
    assert "./fixtures" in text
    assert str(here) not in text
    assert raised.value.code == 2


@pytest.mark.parametrize("name", ["", "  ", "no/such/folder", "x" * 300, "a\0b", ".."], ids=repr)
def test_a_name_that_can_be_no_pack_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(SandboxError) as raised:
        find_pack(name)
    assert "\n" not in str(raised.value)


def test_a_folder_without_domain_yaml_is_named_as_such(here: Path) -> None:
    (here / "almost").mkdir()
    with pytest.raises(SandboxError, match=r"almost is no pack: it has no domain\.yaml"):
        find_pack("almost")


def test_prompts_inside_the_pack_win_over_those_beside_its_fixtures(here: Path) -> None:
    folder = _pack(here / "fixtures" / "mine")
    assert prompts_folder(folder) is None
    beside = here / "prompts" / "mine"
    beside.mkdir(parents=True)
    assert prompts_folder(folder) == beside
    (folder / "prompts").mkdir()
    assert prompts_folder(folder) == folder / "prompts"


def test_a_folder_of_that_name_without_its_domain_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fixtures" / "half").mkdir(parents=True)
    with pytest.raises(
        SandboxError, match=r"the folder \./fixtures/half is no pack: it has no domain"
    ):
        find_pack("half", "")
