"""Personal data of somebody else never stands in a reply, whatever a model or a tool has said."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sandbox.domain.hop import Leak
from sandbox.privacy.kinds import PLACEHOLDER
from sandbox.privacy.mask import Mask
from sandbox.privacy.spelling import cell_of

WITHHELD = "[withheld]"


class Owner(NamedTuple):
    """Who a reply goes to. `owns`: whether a row (table, key) is theirs or nobody's.

    `said`: the texts in which they gave placeholders themselves, as the log has them.
    """

    owns: Callable[[str, str], bool]
    said: Iterable[str]


def withhold(text: str, mask: Mask, owner: Owner) -> tuple[str, tuple[Leak, ...]]:
    """The masked reply with `[withheld]` for values that belong to somebody else's row.

    A part of a name is no such value: first names are shared. Nor is what the customer said
    themselves, or what stands in a row of their own too.
    """
    shown = PLACEHOLDER.findall(text)
    if not shown:
        return text, ()
    said = {found for words in owner.said for found in PLACEHOLDER.findall(words)}
    leaks: dict[str, Leak] = {}
    for placeholder in shown:
        entry = mask.vault.entry(placeholder)
        if entry is None or placeholder in said:
            continue
        cell = cell_of(entry.reference) if entry.reference else None
        if cell is not None and cell.part is not None:
            continue
        value = mask.vault.value_of(placeholder) or ""
        rows = {(one.table, one.key) for one in mask.known.cells(entry.kind, value) if one.table}
        rows |= {(cell.table, cell.key)} if cell is not None else set()
        # Two customers may live at one address; a value of no row at all is nobody's.
        if rows and not any(owner.owns(table, key) for table, key in rows):
            leaks[placeholder] = Leak(kind=entry.kind, reference=entry.reference)
    safe = PLACEHOLDER.sub(lambda found: WITHHELD if found[0] in leaks else found[0], text)
    return safe, tuple(leaks.values())
