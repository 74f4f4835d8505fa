"""How reliable a model's hand-offs are: what became of the calls that it wrote."""

from collections.abc import Iterable

from sandbox.domain.base import Frozen
from sandbox.domain.hop import ParseOutput, RepairOutput, ValidateOutput
from sandbox.log.calls import MadeCall, calls_of
from sandbox.log.fold import Turn


class Handoffs(Frozen):
    """Calls by what became of them; each that was judged counts once.

    `valid`: in order as it was written. `mended`: in order after a repair by rules, or found where
    a call should not be (in the text); `read` of these were that alone. `refused`: it never was in
    order, so it went back to the model, or was given up; or it could not even be read. What policy
    denies was in order: denials are another figure.
    """

    valid: int = 0
    mended: int = 0
    refused: int = 0
    read: int = 0

    @property
    def calls(self) -> int:
        return self.valid + self.mended + self.refused


def handoffs(turns: Iterable[Turn]) -> Handoffs:
    """Those of all calls in `turns`. A call that nobody came to judge is left out."""
    valid = mended = refused = read = 0
    for turn in turns:
        recovered = _recovered(turn)
        for call in calls_of(turn):
            judged = [h.output for h in call.hops if isinstance(h.output, ValidateOutput)]
            if not call.hops:
                continue
            if judged and not judged[-1].ok:
                refused += 1
            elif _was_mended(call):
                mended += 1
            elif (call.round, call.written.position) in recovered:
                mended, read = mended + 1, read + 1
            else:
                valid += 1
        refused += sum(len(output.unreadable) for output in _parsed(turn))
    return Handoffs(valid=valid, mended=mended, refused=refused, read=read)


def _was_mended(call: MadeCall) -> bool:
    outputs = (hop.output for hop in call.hops)
    return any(isinstance(one, RepairOutput) and one.verdict == "repaired" for one in outputs)


def _recovered(turn: Turn) -> set[tuple[int, int]]:
    """Calls that had to be looked for: (round, position)."""
    return {
        (number, found.position)
        for number, output in enumerate(_parsed(turn), 1)
        for found in output.recovered
        if found.position is not None
    }


def _parsed(turn: Turn) -> list[ParseOutput]:
    return [hop.output for hop in turn.hops if isinstance(hop.output, ParseOutput)]
