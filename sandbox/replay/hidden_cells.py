"""Row changes of a tape, as they stand in a world that still has what the tape hides.

A personal value of the seed that no marked column holds (a name in a note) is kept as a surrogate.
The scratch world is made of the seed and has the value itself, so a row that was changed can't be
compared with the tape letter by letter: where the tape has a placeholder of a surrogate, any text
is the one that was there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.tool import RowChange
from sandbox.ports import Rows
from sandbox.privacy.kinds import PLACEHOLDER
from sandbox.privacy.mask import Mask


def as_found(changes: Sequence[RowChange], mask: Mask, rows: Rows) -> tuple[RowChange, ...]:
    """`changes` as logged, with real values: the rows' own where the tape only has a surrogate."""
    now: dict[tuple[str, str], dict[str, Any] | None] = {}
    real: list[RowChange] = []
    for change in changes:
        at = (change.table, str(mask.restore(change.key)))
        found = now[at] if at in now else rows.row(*at)
        hidden = dict(_hidden(change.before, found, mask)) if found and change.before else {}
        filled = mask.restore(_filled(change.model_dump(), hidden))
        real.append(RowChange.model_validate(filled))
        now[at] = real[-1].after
    return tuple(real)


def _hidden(logged: JSON, found: JSON, mask: Mask) -> Iterator[tuple[str, str]]:
    """The text in `found` for each placeholder of a surrogate in `logged`."""
    if isinstance(logged, str) and isinstance(found, str):
        yield from _in_text(logged, found, mask)
    elif isinstance(logged, Mapping) and isinstance(found, Mapping):
        for name in logged.keys() & found.keys():
            yield from _hidden(logged[name], found[name], mask)
    elif isinstance(logged, list) and isinstance(found, list):
        for one, other in zip(logged, found, strict=False):
            yield from _hidden(one, other, mask)


def _in_text(logged: str, found: str, mask: Mask) -> Iterator[tuple[str, str]]:
    names: list[str] = []
    pattern, at = "", 0
    for match in PLACEHOLDER.finditer(logged):
        entry = mask.vault.entry(match[0])
        if entry is not None and entry.surrogate:
            pattern += _exactly(logged[at : match.start()], mask)
            pattern += _again(names.index(match[0])) if match[0] in names else "(.+?)"
            names += [] if match[0] in names else [match[0]]
            at = match.end()
    pattern += _exactly(logged[at:], mask)
    whole = re.fullmatch(pattern, found, re.DOTALL) if names else None
    if whole:
        yield from zip(names, whole.groups(), strict=True)


def _exactly(logged: str, mask: Mask) -> str:
    return re.escape(str(mask.restore(logged)))


def _again(group: int) -> str:
    return rf"(?:\{group + 1})"


def _filled(value: Any, hidden: Mapping[str, str]) -> Any:
    if not hidden:
        return value
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda match: hidden.get(match[0], match[0]), value)
    if isinstance(value, Mapping):
        return {name: _filled(item, hidden) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(item, hidden) for item in value]
    return value
