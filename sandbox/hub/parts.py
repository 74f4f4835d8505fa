"""What a live session is put together from, by `wiring`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.domain.base import JSON
from sandbox.hub.agent import Agent
from sandbox.hub.breaks import Breaks
from sandbox.hub.folder import SessionFolder
from sandbox.hub.seat import Seat
from sandbox.log.event import Event
from sandbox.log.writer import Sink
from sandbox.pack.pack import Pack
from sandbox.ports import Model, Ports, Stopwatch
from sandbox.privacy.mask import Mask
from sandbox.world.digest import WorldDigest


@dataclass
class Parts:
    """The parts of one session.

    `follow` gives the pack as it lies on disk now; `use` puts a new version of it to work. `seat`
    is for a person who answers in a model's place, `breaks` for one who goes through a turn.
    """

    folder: SessionFolder
    pack: Pack
    agent: Agent
    mask: Mask
    ports: Ports
    world: WorldDigest
    stopwatch: Stopwatch
    model_for: Callable[[str], Model]
    follow: Callable[[Pack], Pack]
    refit: Callable[[Pack, Ports], None]
    seat: Seat = field(default_factory=Seat)
    breaks: Breaks = field(init=False)

    def __post_init__(self) -> None:
        self.breaks = Breaks(self.ports, lambda: self.pack.contracts)

    def use(self, pack: Pack) -> None:
        """From now on the session runs on `pack`: rules, tools, knowledge, procedures."""
        self.refit(pack, self.ports)
        self.pack = self.agent.pack = pack


class VaultFirst:
    """A sink that saves the vault before the log names a placeholder that only the vault knows."""

    def __init__(self, sink: Sink, parts: Parts) -> None:
        self._sink = sink
        self.parts = parts

    def append(self, event: Event, dumped: dict[str, JSON] | None = None) -> None:
        if event.made:
            self.parts.mask.vault.save(self.parts.folder.vault)
        self._sink.append(event, dumped)

    def sync(self) -> None:
        self._sink.sync()
