"""Whether an arm did what its script expects, as plain words for any reader."""

from sandbox.domain.base import Frozen


class Verdict(Frozen):
    """What came of the expectations of one turn, counted from 1 in the comparison.

    `held` and `failed` count expectations; of one that does not hold, `wrong` may have several
    lines. `reached`: False when the arm ended before, and then all of them failed.
    """

    turn: int
    held: int
    failed: int = 0
    wrong: tuple[str, ...] = ()
    reached: bool = True

    @property
    def ok(self) -> bool:
        return self.reached and not self.wrong
