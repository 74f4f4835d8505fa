"""One piece of personal data in a text."""

from pydantic import Field

from sandbox.domain.base import Frozen
from sandbox.privacy.kinds import CELL_RULE, RULE_OF_KIND, Kind


class Found(Frozen):
    """`text[start:end]` is personal data of this kind.

    `value` is the real text: it shows in no `repr` and in no dump. `reference` names the seed cell
    the value can be rebuilt from exactly, or is empty.
    """

    start: int
    end: int
    kind: Kind
    rule: str
    value: str = Field(repr=False, exclude=True)
    reference: str = ""


def found(start: int, end: int, kind: Kind, value: str, reference: str = "") -> Found:
    """A find whose rule follows from its kind and whether it names a cell."""
    return Found(
        start=start,
        end=end,
        kind=kind,
        rule=CELL_RULE if reference else RULE_OF_KIND[kind],
        value=value,
        reference=reference,
    )


def moved(find: Found, by: int) -> Found:
    """The same find in a text that has `by` more characters before it."""
    if by == 0:
        return find
    return found(find.start + by, find.end + by, find.kind, find.value, find.reference)
