"""The models that need no network, no key and no litellm."""

from collections.abc import Collection
from typing import Final

from sandbox.domain.faults import SandboxError
from sandbox.models.human import HUMAN, AskPerson, HumanModel
from sandbox.models.scripted import SCRIPTED, ScriptedModel
from sandbox.models.sloppy import MISTAKES, RATE, SLOPPY, SloppyModel
from sandbox.ports import Model

OFFLINE: Final = (SCRIPTED, SLOPPY, HUMAN)


def offline_model(
    name: str,
    seed: int = 0,
    *,
    ask: AskPerson | None = None,
    rate: float = RATE,
    mistakes: Collection[str] = MISTAKES,
) -> Model:
    """The offline model `name`. `seed`, `rate` and `mistakes` matter to sloppy, `ask` to human.

    Raises `SandboxError` for another name, and for human without a person.
    """
    if name == SCRIPTED:
        return ScriptedModel()
    if name == SLOPPY:
        return SloppyModel(seed, rate, mistakes)
    if name == HUMAN and ask is not None:
        return HumanModel(ask)
    if name == HUMAN:
        raise SandboxError(f"{HUMAN} needs a person to answer", "use it in the chat", code=2)
    raise SandboxError(f"no offline model {name!r}", f"one of {', '.join(OFFLINE)}", code=2)
