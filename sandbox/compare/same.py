"""What counts as the same in two arms although it is written otherwise.

World time moves with every hop, so an arm that needed one hop more stamps its rows later. And each
arm's vault numbers its own placeholders. Neither is a difference of what the model did.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.personal import Placeholder
from sandbox.log.fold import Session, Turn

NOW: Final = "<world time>"
_PLACEHOLDER: Final = re.compile(r"\[[A-Z]+_\d+\]")


@dataclass(frozen=True)
class Neutral:
    """Rewrites one arm's values so that they can be held against another arm's.

    `clock`: the world times at which its hops ran. `placeholders`: what each of them stands for.
    """

    clock: frozenset[str]
    placeholders: Mapping[str, Placeholder]

    def __call__(self, value: JSON) -> JSON:
        """`value` without readings of the clock and without numbers of placeholders."""
        if isinstance(value, str):
            return NOW if value in self.clock else _PLACEHOLDER.sub(self._meant, value)
        if isinstance(value, dict):
            return {name: self(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self(one) for one in value]
        return value

    def _meant(self, found: re.Match[str]) -> str:
        known = self.placeholders.get(found[0])
        return f"[{known.reference or known.surrogate}]" if known else found[0]


def neutral(session: Session, turns: Iterable[Turn]) -> Neutral:
    """For the values of `turns` of `session`."""
    times = {
        at
        for turn in turns
        for hop in turn.hops
        for at in (hop.at, *(event.at for event in hop.events))
        if at
    }
    return Neutral(frozenset(times), session.placeholders)
