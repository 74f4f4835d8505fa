"""Whether an arm did what its script expects, as plain words for any reader."""

from sandbox.domain.base import Frozen


class Verdict(Frozen):
    """What came of the expectations of one turn, counted from 1 in the comparison.

    `wrong`: one line for each that does not hold. `reached`: False when the arm ended before.
    """

    turn: int
    held: int
    wrong: tuple[str, ...] = ()
    reached: bool = True

    @property
    def ok(self) -> bool:
        return self.reached and not self.wrong
