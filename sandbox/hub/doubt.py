"""Writes of which nobody knows whether they happened."""

from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Unknown
from sandbox.log.fold import Turn


def in_doubt(turn: Turn) -> frozenset[str]:
    """The tools of this turn's writes whose last outcome is unknown."""
    last: dict[str, ExecuteOutput] = {}
    for hop in turn.hops:
        if isinstance(hop.output, ExecuteOutput) and hop.output.key:
            last[hop.output.key] = hop.output
    return frozenset(one.tool for one in last.values() if isinstance(one.outcome, Unknown))
