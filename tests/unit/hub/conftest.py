"""A journal that writes into memory."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import settings

from sandbox.adapters.clocks import NoStopwatch, SteppingClock
from sandbox.hub.agent import Agent
from sandbox.hub.journal import Journal
from sandbox.hub.masking import mask_for, new_vault
from sandbox.log.event import Event
from sandbox.log.writer import MemorySink
from sandbox.pack.pack import Pack
from sandbox.privacy.mask import Mask
from tests.unit.hops.shop import NOW, make_pack

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@dataclass
class Desk:
    """A journal with what it is made of, and the agent that it tells."""

    journal: Journal
    sink: MemorySink
    agent: Agent
    mask: Mask
    pack: Pack

    @property
    def events(self) -> list[Event]:
        return self.sink.events

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.sink.events]

    def text(self) -> str:
        """Everything that reached the sink, as text."""
        return "\n".join(event.model_dump_json() for event in self.sink.events)


def make_desk(pack: Pack | None = None, stop: Callable[[], None] = lambda: None) -> Desk:
    """A journal of a new session of `pack`."""
    shop = pack or make_pack()
    mask = mask_for(new_vault(shop), shop)
    sink, agent = MemorySink(), Agent(shop)
    clock: Any = SteppingClock(NOW)
    journal = Journal(sink, mask, clock, NoStopwatch(), agent.feed, stop)
    return Desk(journal, sink, agent, mask, shop)


@pytest.fixture
def desk() -> Desk:
    return make_desk()
