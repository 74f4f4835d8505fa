"""`compare --prompts A,B`: arms that differ in the text of a prompt."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.cli.prompt_versions import PromptVersion
    from sandbox.pack.pack import Pack
    from sandbox.settings import Settings


@dataclass(frozen=True)
class Prompts:
    """The prompts of a comparison by the words that stand in the arms' columns; none is fine."""

    by_label: Mapping[str, "PromptVersion"] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.by_label)

    def packs(self, pack: "Pack") -> dict[str, "Pack"]:
        """`pack` with each of them in it, by label; "" is `pack` itself.

        Raises `SandboxError` for one that the pack has no place for.
        """
        from sandbox.cli.prompt_versions import with_prompt

        found = {label: with_prompt(pack, one) for label, one in self.by_label.items()}
        return {"": pack, **found}


def read_prompts(text: str, pack: str, settings: "Settings") -> Prompts:
    """`FILE_A,FILE_B`, or versions such as `1,now`. Raises `SandboxError` (code 2)."""
    from sandbox import wiring
    from sandbox.cli.prompt_versions import versions_of
    from sandbox.settings import home_folder

    if not text.strip():
        return Prompts()
    words = [word.strip() for word in text.split(",")]
    if not all(words):
        raise SandboxError("--prompts has an empty name", "like: --prompts 1,now", code=2)
    loaded = wiring.load(settings, pack)
    versions = versions_of(loaded, home_folder(settings))
    found = [versions.named("agent", word) for word in words]
    for one in found:  # what is wrong with one is told before anything runs
        Prompts({one.label: one}).packs(loaded)
    return Prompts(dict(zip(_labels(found), found, strict=True)))


def _labels(found: "Sequence[PromptVersion]") -> list[str]:
    """`agent 1`, `agent 2`; with the digest where two texts have one version."""
    times = Counter(one.label for one in found)
    labels = [
        f"{one.label} {one.digest[:4]}" if times[one.label] > 1 else one.label for one in found
    ]
    again = next((label for label, number in Counter(labels).items() if number > 1), "")
    if again:
        raise SandboxError(
            f"--prompts names {again} twice", "give two versions, or two files that differ", code=2
        )
    return labels
