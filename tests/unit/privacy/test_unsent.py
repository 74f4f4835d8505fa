"""What was typed lies on disk until its turn has ended."""

import os
import stat
from pathlib import Path

import pytest

from sandbox.privacy.unsent import Unsent


@pytest.mark.parametrize("text", ["my mail is ann@shop.io", "call me \ud800\0 at 467 3395", ""])
def test_words_are_kept_for_their_turn_until_they_are_forgotten(tmp_path: Path, text: str):
    unsent = Unsent(tmp_path / "unsent.json")
    unsent.keep(4, text)
    kept = Unsent(tmp_path / "unsent.json").words(4)
    assert kept is not None
    assert kept.reveal() == text
    assert unsent.words(5) is None
    unsent.forget()
    assert unsent.words(4) is None
    assert (tmp_path / "unsent.json").read_bytes() == b""


def test_a_torn_file_holds_no_words(tmp_path: Path):
    path = tmp_path / "unsent.json"
    Unsent(path).keep(1, "my mail is ann@shop.io")
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert Unsent(path).words(1) is None


def test_nothing_kept_is_nothing_to_forget(tmp_path: Path):
    unsent = Unsent(tmp_path / "unsent.json")
    unsent.forget()
    assert unsent.words(1) is None
    assert not (tmp_path / "unsent.json").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a matter of POSIX")
def test_only_its_owner_reads_it(tmp_path: Path):
    path = tmp_path / "unsent.json"
    Unsent(path).keep(1, "hello")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
