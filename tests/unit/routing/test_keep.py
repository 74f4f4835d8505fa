"""Routers on disk: the same as trained, and never an error."""

from pathlib import Path

import pytest

from sandbox.routing import keep, ready
from sandbox.routing.model import Router
from sandbox.routing.training import Example, train

EXAMPLES = (Example("play some jazz", "music"), Example("wake me at six", "alarm"))
DIGEST = keep.digest_of(EXAMPLES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keep.write(tmp_path / "routing", DIGEST, train(EXAMPLES))
    return tmp_path / "routing"


def test_a_kept_router_scores_as_the_one_that_was_trained(folder: Path) -> None:
    kept = keep.read(folder, DIGEST)
    assert kept is not None
    for text in ("play jazz", "wake me", "hello"):
        assert Router(kept).candidates(text) == Router(train(EXAMPLES)).candidates(text)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_torn_file_counts_as_none_and_is_trained_again(folder: Path, share: float) -> None:
    path = folder / f"{DIGEST}.npz"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert keep.read(folder, DIGEST) is None
    ready._routers.clear()  # pyright: ignore[reportPrivateUsage]
    assert ready.router(EXAMPLES, folder).candidates("play jazz")[0].intent == "music"
    assert path.read_bytes() == whole


def test_a_foreign_file_counts_as_none(folder: Path) -> None:
    (folder / f"{DIGEST}.npz").write_bytes(b"x" * 4096)
    assert keep.read(folder, DIGEST) is None


def test_other_examples_and_other_labels_have_another_name() -> None:
    swapped = (Example("play some jazz", "alarm"), Example("wake me at six", "music"))
    negative = (*EXAMPLES, Example("play chess", against="music"))
    assert len({DIGEST, keep.digest_of(swapped), keep.digest_of(negative)}) == 3


def test_only_the_last_few_are_kept_and_no_part_is_left(folder: Path) -> None:
    trained = keep.read(folder, DIGEST)
    assert trained is not None
    for number in range(12):
        keep.write(folder, f"{number:032}", trained)
    names = {path.name for path in folder.iterdir()}
    assert len(names) == 8
    assert f"{11:032}.npz" in names


def test_a_state_home_that_is_gone_keeps_nothing(tmp_path: Path) -> None:
    keep.write(tmp_path / "gone" / "routing", DIGEST, train(EXAMPLES))
    assert list(tmp_path.iterdir()) == []


def test_asked_without_a_folder_it_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ready._routers.clear()  # pyright: ignore[reportPrivateUsage]
    assert ready.router(EXAMPLES).candidates("play jazz")[0].intent == "music"
    assert list(tmp_path.iterdir()) == []
