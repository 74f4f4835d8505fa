"""How a personal value is written down without the value."""

from typing import Literal

from sandbox.domain.base import Frozen

PersonalKind = Literal["email", "card", "phone", "iban", "name", "address", "value", "literal"]


class Placeholder(Frozen):
    """One placeholder of a session and how its value can be had again.

    `text` is what stands in place of the value, e.g. `[EMAIL_1]`. Either `reference` names a cell
    of the seed (`crm.customers/C-0007#email`) or `surrogate` is a valid fake of the same kind.
    """

    text: str
    kind: PersonalKind
    rule: str
    reference: str = ""
    surrogate: str = ""


class Span(Frozen):
    """Where a placeholder stands: `start` and `end` are character offsets into the safe text."""

    start: int
    end: int
    placeholder: str
    kind: PersonalKind
    rule: str
