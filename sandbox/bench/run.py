"""What every measurement is given: which pack, how much, and a folder to work in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

T = TypeVar("T")
Size = Literal["tiny", "quick", "normal", "full"]
"""`tiny` is for tests of the bench: it runs all of the code, and its figures mean nothing."""

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds the package: the repository, or where the wheel was installed."""
DATA = ROOT.parent / "shared" / "data"
"""Other people's labelled data, beside the repository."""


@dataclass(frozen=True)
class Run:
    """`scratch` is empty at the start and removed after the measurement.

    `frameworks`: a Python that has other agent frameworks, or "".
    """

    pack: str
    size: Size
    scratch: Path
    frameworks: str = ""

    def pick(self, quick: T, normal: T, full: T | None = None, tiny: T | None = None) -> T:
        """One of these, by the size of the run.

        Full is as normal and tiny as quick, unless they say otherwise.
        """
        match self.size:
            case "tiny":
                return quick if tiny is None else tiny
            case "quick":
                return quick
            case "full":
                return normal if full is None else full
            case _:
                return normal
