"""A recording as the screen reads it: a session to which nothing more comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.log.event import Event
    from sandbox.log.fold import Session
    from sandbox.tui.db.door import BackEnd
    from sandbox.tui.driver import ModelChoice


class Viewed:
    """As much of a `Driver` as a `Pump` asks for."""

    live = False
    greeting = ""
    budget = None

    def __init__(
        self,
        name: str,
        title: str,
        session: Session,
        world: Callable[[], BackEnd] | None = None,
    ) -> None:
        self._world = world
        self.name = name
        self.pack_title = title
        self.session = session

    @property
    def seed(self) -> int:
        return self.session.started.seed if self.session.started else 0

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        return lambda: None

    def on_progress(self, listener: Callable[[int, str], None]) -> Callable[[], None]:
        return lambda: None

    def restore(self, value: Any) -> Any:
        """As it is: a recording travels without real values."""
        return value

    def masked(self, texts: list[str]) -> list[str]:
        """As they are: it has no real values."""
        return texts

    def back_end(self) -> BackEnd:
        """See `sandbox.tui.db.door.HasBackEnd`. For a thread."""
        from sandbox.domain.faults import SandboxError

        if self._world is None:
            raise SandboxError("there is no world here: this session is only viewed")
        return self._world()

    def models(self) -> list[ModelChoice]:
        return []
