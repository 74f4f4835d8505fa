"""What most tests of hops start from; the builders behind it are in `shop`."""

import pytest
from hypothesis import settings

from sandbox.hub.masking import mask_for, new_vault
from sandbox.pack.pack import Pack
from sandbox.privacy.mask import Mask
from tests.unit.hops.shop import make_pack
from tests.unit.hops.stand_ins import FakeHop, MemoryRows

# A first example may import a library; no test here is about time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def pack() -> Pack:
    return make_pack()


@pytest.fixture
def rows() -> MemoryRows:
    return MemoryRows()


@pytest.fixture
def mask(pack: Pack) -> Mask:
    """The mask of a new session of the shop."""
    return mask_for(new_vault(pack), pack)


@pytest.fixture
def hop() -> FakeHop:
    return FakeHop()
