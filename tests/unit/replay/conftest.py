"""The default pack, a copy of it that a test may edit, and its recordings."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.log.recording import Recording, read_recording
from sandbox.pack.find import prompts_folder, shipped
from sandbox.pack.pack import Pack
from sandbox.replay.report import Report
from sandbox.settings import Settings
from sandbox.testing.replays import Replays

RECORDINGS = shipped() / "brightcart" / "recordings"


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(_env_file=None)  # pyright: ignore[reportCallIssue]


@pytest.fixture(scope="session")
def pack(settings: Settings) -> Pack:
    return wiring.load(settings, str(shipped() / "brightcart"))


@pytest.fixture
def shop(tmp_path: Path, pack: Pack) -> Path:
    """A copy of brightcart without recordings, with its prompts inside."""
    prompts = prompts_folder(pack.root)
    assert prompts is not None
    copy = tmp_path / "fixtures" / "brightcart"
    shutil.copytree(pack.root, copy, ignore=shutil.ignore_patterns("recordings", "__pycache__"))
    shutil.copytree(prompts, copy / "prompts")
    return copy


@pytest.fixture
def recording() -> Callable[..., Recording]:
    """Reads a golden recording, with other fields in its head if wanted."""

    def read(name: str, **head: object) -> Recording:
        found = read_recording(RECORDINGS / f"{name}.rec.jsonl")
        return Recording(found.name, found.head.model_copy(update=head), found.log)

    return read


@pytest.fixture
def replayed(settings: Settings, recording: Callable[..., Recording]) -> Callable[..., Report]:
    """Replays a golden recording on the shipped pack, or on `pack`."""

    def replay(name: str, pack: Path | None = None, **head: object) -> Report:
        root = str(pack or shipped() / "brightcart")
        return Replays(settings, root).strict(recording(name, **head))

    return replay


def edit(path: Path, old: str, new: str) -> None:
    """Replaces `old`, which has to be there, by `new`."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
