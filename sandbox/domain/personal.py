"""How a personal value is written down without the value."""

from typing import Literal

from pydantic import Field

from sandbox.domain.base import Frozen

PersonalKind = Literal[
    "email",
    "card",
    "phone",
    "iban",
    "national_id",
    "ip",
    "birth_date",
    "name",
    "address",
    "value",
    "literal",
]


Action = Literal["mask", "hash", "drop", "allow"]
"""What happens to a find: a counted placeholder, one that is a keyed digest of the value, nothing
left of it, or left as it is."""

FilterName = Literal["", "gdpr", "hipaa", "pci"]


class Privacy(Frozen):
    """What is done about each kind: a filter pack's choice, then `kinds` over it."""

    filter: FilterName = ""
    kinds: dict[PersonalKind, Action] = Field(default_factory=dict[PersonalKind, Action])


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
    """Where a placeholder stands: `start` and `end` are character offsets into the safe text.

    Of a dropped value `placeholder` is the marker in its place, which no vault can restore.
    """

    start: int
    end: int
    placeholder: str
    kind: PersonalKind
    rule: str
    action: Action = "mask"
