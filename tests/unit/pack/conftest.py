"""The small pack as a fixture: a new copy for every test."""

from pathlib import Path

import pytest

from tests.unit.pack.tiny import Tiny, lock


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """A pack in `fixtures/tiny` of a folder of its own; it loads without a finding."""
    pack = Tiny(tmp_path / "fixtures" / "tiny")
    lock(pack)
    return pack
