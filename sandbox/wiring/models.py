"""Models by name, and those there are to choose from."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.adapters.announce import AnnouncedModel
from sandbox.adapters.clocks import MonotonicStopwatch, SystemWall
from sandbox.ports import Model
from sandbox.settings import Settings, environment

if TYPE_CHECKING:
    from sandbox.models.choices import Choice


def models_of(settings: Settings, seed: int) -> Callable[[str], Model]:
    """A function from a model's name to the model. Raises `SandboxError` for unknown names."""
    made: dict[str, Model] = {}
    environ = environment()

    def get(name: str) -> Model:
        if name not in made:
            from sandbox.models.choices import model_for

            model = model_for(name, settings, environ, seed, MonotonicStopwatch())
            made[name] = AnnouncedModel(model)
        return made[name]

    return get


def model_choices(settings: Settings) -> "list[Choice]":
    """Models to choose from, the one set as default among them."""
    from sandbox.models.choices import choices

    return choices(SystemWall().utc()[:10], environment(), settings)
