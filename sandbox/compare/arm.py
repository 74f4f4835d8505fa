"""One model's part in a comparison."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.domain.faults import SandboxError

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Arm:
    """One model's part in a comparison. `label` is its model, with #1, #2 where it is there twice.

    The arm with number 0 is the base, against which the others are held. `twin` counts the arms of
    the same model from 1. `prompt`: the version that it runs on, "" for the pack's own; it stands
    in the label.
    """

    number: int
    model: str
    label: str
    twin: int = 1
    prompt: str = ""


def arms_of(models: Sequence[str], prompts: Sequence[str] = ()) -> tuple[Arm, ...]:
    """Two to four arms, in the order in which they were named; each model on each of `prompts`.

    Raises `SandboxError` (code 2) for fewer or more, and for an empty name.
    """
    names = [name.strip() for name in models]
    if not all(names):
        raise SandboxError("--models has an empty name", "like: --models A,B", code=2)
    if prompts:
        return _with_prompts(names, prompts)
    if len(names) < FEWEST:
        raise SandboxError(
            f"{_counted(names)} can't be compared with anything",
            "name two to four, with commas between: --models A,B; the same one twice is fine",
            code=2,
        )
    if len(names) > MOST:
        raise SandboxError(
            f"{len(names)} models are too many side by side",
            "name two to four; compare the rest in a second go, with the same base",
            code=2,
        )
    times, seen = Counter(names), Counter[str]()
    arms: list[Arm] = []
    for number, name in enumerate(names):
        seen[name] += 1
        label = f"{name} #{seen[name]}" if times[name] > 1 else name
        arms.append(Arm(number, name, label, seen[name]))
    return tuple(arms)


def _with_prompts(names: Sequence[str], prompts: Sequence[str]) -> tuple[Arm, ...]:
    """One arm for each model and prompt; one model on two prompts is enough."""
    pairs = [(model, prompt) for model in dict.fromkeys(names) for prompt in prompts]
    if not FEWEST <= len(pairs) <= MOST:
        raise SandboxError(
            f"{len(pairs)} arms of models and prompts: two to four fit side by side",
            "like: --models A --prompts 1,now",
            code=2,
        )
    seen = Counter[str]()
    arms: list[Arm] = []
    for number, (model, prompt) in enumerate(pairs):
        seen[model] += 1
        label = f"{model} · {prompt}" if len(set(names)) > 1 else f"{prompt} · {model}"
        arms.append(Arm(number, model, label, seen[model], prompt))
    return tuple(arms)


def _counted(names: Sequence[str]) -> str:
    return f"{names[0]} alone" if names else "no model"
