"""The result of one replay, for people and for programs."""

from dataclasses import dataclass, field

from sandbox.domain.base import JSON
from sandbox.replay.divergence import Difference
from sandbox.replay.guard import Proof


@dataclass(frozen=True)
class Report:
    """`difference` is None when every event came out the same."""

    name: str
    mode: str
    turns: int
    difference: Difference | None = None
    proof: Proof = field(default_factory=Proof)

    @property
    def identical(self) -> bool:
        return self.difference is None and self.proof.clean

    def lines(self) -> list[str]:
        """The report as lines: verdict, difference with its causes, proof."""
        verdict = "identical" if self.identical else "differs"
        lines = [f"{self.name}: {verdict} · {self.mode} · {self.turns} turns"]
        if self.difference is not None:
            lines += [
                f"  first difference: turn {self.difference.turn}, {self.difference.hop}",
                f"  {self.difference.kind}{self.difference.pointer}",
                f"  - {_short(self.difference.expected)}",
                f"  + {_short(self.difference.got)}",
                *(f"  cause? {cause}" for cause in self.difference.causes),
            ]
        return [*lines, f"  proof: {self.proof.line()}"]

    def data(self) -> dict[str, JSON]:
        """The report as JSON."""
        found = self.difference
        return {
            "recording": self.name,
            "mode": self.mode,
            "identical": self.identical,
            "turns": self.turns,
            "difference": found.model_dump(mode="json") if found else None,
            "proof": vars(self.proof),
        }


def _short(value: JSON, longest: int = 300) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
