"""Models by name, and those there are to choose from."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.adapters.announce import AnnouncedModel
from sandbox.adapters.clocks import MonotonicStopwatch, SystemWall
from sandbox.domain.faults import SandboxError
from sandbox.hub.seat import Seat
from sandbox.ports import Model
from sandbox.settings import Settings, environment, home_folder

if TYPE_CHECKING:
    from sandbox.models.choices import Choice


def models_of(settings: Settings, seed: int, seat: Seat | None = None) -> Callable[[str], Model]:
    """A function from a model's name to the model. Raises `SandboxError` for unknown names.

    `seat`: where the person sits who is sandbox/human; without one nobody does.
    """
    made: dict[str, Model] = {}
    environ = environment()

    def get(name: str) -> Model:
        if name not in made:
            made[name] = AnnouncedModel(make(name))
        return made[name]

    def make(name: str) -> Model:
        from sandbox.models.choices import model_for
        from sandbox.models.human import HUMAN, HumanModel

        if name == HUMAN:
            return HumanModel((seat or Seat()).ask)
        served, own = local_model(name, settings)
        return model_for(served, own, environ, seed, MonotonicStopwatch())

    return get


def local_model(name: str, settings: Settings) -> tuple[str, Settings]:
    """Name and settings by which the gateway finds `local/NAME`; others as they are.

    Raises `SandboxError` where no local model runs, or another one.
    """
    provider, _, wanted = name.partition("/")
    if provider != "local":
        return name, settings
    from sandbox.local.running import LocalServer

    there = LocalServer(home_folder(settings)).running()
    if there is None or there.name != wanted:
        told = f"{there.name} runs" if there else "no local model runs"
        raise SandboxError(
            f"{name[:60]}: {told}",
            f"use local/{there.name}" if there else "start it: sandbox models serve-local",
        )
    served = f"openai/{wanted}"
    # Its server takes tools, and then no call arrives as one: told by a schema, 17 of 20 are right.
    mode = "schema" if settings.tool_mode == "auto" else settings.tool_mode
    own = {
        "api_base": there.base,
        "api_key": "",
        "prices": {served: "free", **settings.prices},
        "tool_mode": mode,
    }
    return served, settings.model_copy(update=own)


def model_choices(settings: Settings) -> "list[Choice]":
    """Models to choose from, the one set as default among them."""
    from sandbox.models.choices import choices

    return choices(SystemWall().utc()[:10], environment(), settings)
