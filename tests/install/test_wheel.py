"""What a built wheel holds, and that it works from any folder without a checkout."""

import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.install.conftest import ROOT, Installed, build


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """An empty folder outside of any project."""
    folder = tmp_path / "somewhere else"
    folder.mkdir()
    return folder


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_the_package_the_packs_the_prompts_and_the_licence(wheel: Path) -> None:
    names = _names(wheel)
    wanted = {
        "sandbox/cli/main.py",
        "sandbox/py.typed",
        "sandbox/tui/app.tcss",
        "sandbox/_shipped/prompts/brightcart/agent.md.j2",
    }
    for path in (ROOT / "fixtures").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            wanted.add(f"sandbox/_shipped/{path.relative_to(ROOT).as_posix()}")
    assert wanted - names == set()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    strange = [
        name
        for name in _names(wheel)
        if not name.startswith(("sandbox/", "hopscope-"))
        or "__pycache__" in name
        or name.startswith(("sandbox/_shipped/tests", "sandbox/_shipped/bench"))
    ]
    assert strange == []


def test_the_sdist_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    sdist = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    again = build("wheel", source, tmp_path / "wheel")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert {n: one.read(n) for n in one.namelist()} == {
            n: other.read(n) for n in other.namelist()
        }


def test_it_runs_the_installed_code_and_not_the_checkout(installed: Installed, here: Path) -> None:
    assert installed.run("--version", here=here).stdout.startswith("hopscope 0.")
    assert (installed.scripts / "hopscope").exists()
    packs = installed.run("packs", here=here).stdout
    assert "brightcart  the packs shipped with Hopscope" in packs
    # With the checkout in sight the pack would lie in its fixtures/, and not be copied.
    copied = installed.run("packs", "--copy", "brightcart", here=here).stdout
    assert copied == "copied the shipped pack to ./fixtures/brightcart: it is yours to change\n"


def test_the_shipped_pack_is_clean_and_its_recordings_replay(
    installed: Installed, here: Path
) -> None:
    assert installed.run("lint", "brightcart", here=here).stdout == "brightcart: 0 findings\n"
    recordings = installed.library / "sandbox" / "_shipped" / "fixtures" / "brightcart"
    some = [recordings / "recordings" / f"{name}.rec.jsonl" for name in ("refund", "denied")]
    out = installed.run("replay", *map(str, some), here=here).stdout
    assert out.count(": identical") == 2
    assert list(here.iterdir()) == []


def test_the_first_saved_recording_copies_the_pack_and_says_so(
    installed: Installed, here: Path
) -> None:
    said = installed.run(
        "run", "-m", "My parcel arrived broken, order 10042", "--save", "broken", here=here
    )
    assert "copied the shipped pack to ./fixtures/brightcart" in said.stderr
    assert (here / "broken.rec.jsonl").exists()
    prompt = here / "prompts" / "brightcart" / "agent.md.j2"
    with prompt.open("a", encoding="utf-8") as file:
        file.write("Be brief.\n")
    differs = installed.run("replay", "broken.rec.jsonl", here=here, ok=False)
    assert differs.returncode == 1
    assert "prompt changed: prompts/brightcart/agent.md.j2" in differs.stdout
    locked = installed.run("lint", "--lock", here=here, ok=False)
    assert "its text is not that of version '1' any more" in locked.stdout
    again = installed.run("run", "-m", "hello", "--save", "second", here=here)
    assert "copied" not in again.stderr


def test_a_new_version_of_a_shipped_prompt_is_locked_in_the_copy(
    installed: Installed, here: Path
) -> None:
    shipped = installed.library / "sandbox" / "_shipped" / "prompts" / "brightcart" / "lock.toml"
    before = shipped.read_bytes()
    said = installed.run("lint", "--lock", here=here)
    assert "copied the shipped pack" in said.stderr
    prompt = here / "prompts" / "brightcart" / "agent.md.j2"
    text = prompt.read_text("utf-8").replace('version: "1"', 'version: "1-mine"') + "Be brief.\n"
    prompt.write_text(text, "utf-8")
    assert "wrote lock.toml" in installed.run("lint", "--lock", here=here).stderr
    assert "1-mine" in (prompt.parent / "lock.toml").read_text("utf-8")
    assert shipped.read_bytes() == before
