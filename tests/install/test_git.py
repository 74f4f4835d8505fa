"""Git leaves recordings, and the files that a pack's digests are made of, as they are."""

import shutil
import subprocess
from pathlib import Path

import pytest

from sandbox.log.recording import read_recording

ROOT = Path(__file__).parents[2]
RECORDINGS = sorted((ROOT / "fixtures" / "brightcart" / "recordings").glob("*.rec.jsonl"))


def _git(folder: Path, *words: str) -> str:
    names = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    command = ["git", *names, *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done
    return done.stdout


@pytest.fixture
def checked_out(tmp_path: Path) -> Path:
    """A clone made with core.autocrlf=true, as git for Windows is often set up."""
    origin = tmp_path / "origin"
    (origin / "rec").mkdir(parents=True)
    shutil.copy(ROOT / ".gitattributes", origin)
    for file in RECORDINGS[:3]:
        shutil.copy(file, origin / "rec")
    (origin / "rec" / "odd.rec.jsonl").write_bytes(b'{"kind":"recording"}\r\n{"a":"\xff"}\n\r\n')
    (origin / "prompt.md.j2").write_bytes(b"one\ntwo\n")
    (origin / "rows.csv").write_bytes(b"id\nO-1\n")
    _git(origin, "init", "-q")
    _git(origin, "-c", "core.autocrlf=true", "add", ".")
    _git(origin, "commit", "-q", "-m", "x")
    _git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", str(origin), "clone")
    return tmp_path / "clone"


def test_a_recording_is_byte_for_byte_the_same_after_git(checked_out: Path) -> None:
    origin = checked_out.parent / "origin"
    files = sorted((origin / "rec").iterdir())
    assert len(files) == 4
    for file in files:
        assert (checked_out / "rec" / file.name).read_bytes() == file.read_bytes()
    for file in RECORDINGS[:3]:
        read_recording(checked_out / "rec" / file.name)


def test_texts_of_a_pack_keep_their_line_ends(checked_out: Path) -> None:
    assert (checked_out / "prompt.md.j2").read_bytes() == b"one\ntwo\n"
    assert (checked_out / "rows.csv").read_bytes() == b"id\nO-1\n"


def test_without_the_rules_git_would_change_them(checked_out: Path) -> None:
    origin = checked_out.parent / "origin"
    (origin / ".gitattributes").unlink()
    _git(origin, "add", "-A")
    _git(origin, "commit", "-q", "-m", "no rules")
    _git(checked_out.parent, "clone", "-q", "-c", "core.autocrlf=true", str(origin), "bare")
    assert (checked_out.parent / "bare" / "rows.csv").read_bytes() == b"id\r\nO-1\r\n"
