"""Rebuilds what the customer said from a recording that does not hold it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sandbox.domain.hop import RedactOutput
from sandbox.hub.masking import mask_for
from sandbox.log.event import Event, HopFinished, TurnFinished
from sandbox.pack.pack import Pack
from sandbox.privacy.mask import Mask
from sandbox.privacy.vault import Vault
from sandbox.replay.tape import Tape


@dataclass(frozen=True)
class Masks:
    """`session` starts empty and grows as the original did; `tape` knows every placeholder."""

    session: Mask
    tape: Mask


def fresh_mask(pack: Pack, events: Sequence[Event]) -> Masks:
    """Masks for a replay: values come from the seed by reference, or are surrogates."""
    entries = [placeholder for event in events for placeholder in event.made]
    lookup = lookup_in(pack)
    tape = Vault.rebuild(entries, lookup, pack.region)
    session = Vault.rebuild(entries, lookup, pack.region, seen=False)
    return Masks(session=mask_for(session, pack), tape=mask_for(tape, pack))


def lookup_in(pack: Pack) -> Callable[[str, str, str, str], str | None]:
    """A function (service, table, key, column) -> text of the seed's cell, None if none."""

    def lookup(service: str, table: str, key: str, column: str) -> str | None:
        schema = pack.tables.get(table)
        if schema is None or schema.service != service:
            return None
        for row in pack.rows.get(table, ()):
            if str(row[schema.key]) == key:
                value = row.get(column)
                return None if value is None else str(value)
        return None

    return lookup


def spoken(tape: Tape, mask: Mask) -> str | None:
    """The words of the turn that comes next, with references and surrogates put back.

    None when the turn was cut before its words were in the log.
    """
    for event in tape.events[tape.cursor :]:
        if isinstance(event, HopFinished) and isinstance(event.output, RedactOutput):
            return str(mask.restore(event.output.text, literals=True))
        if isinstance(event, TurnFinished):
            return None
    return None
