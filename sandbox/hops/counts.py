"""Counts and sums that rules read as `input.counts`: of this session, and of the back-end's rows.

Of the session, from its log: how often each tool has succeeded (`issue_refund`), and for a tool
whose contract names an amount their sum in minor units (`issue_refund.sum_minor`). Of the rows of
who speaks, from the world: what domain.yaml lists under `policy: counts:`, seed and other sessions
of the same world included. So a limit per day holds over sessions, one per session does not.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

from sandbox.api import ToolError, to_minor
from sandbox.domain.base import JSON
from sandbox.domain.role import Count
from sandbox.domain.schema import Table
from sandbox.hops.owner import owner_of
from sandbox.hops.respond import Done
from sandbox.log.event import ToolAttempted
from sandbox.log.fold import Session
from sandbox.pack.pack import Pack
from sandbox.ports import Rows

_STARTS = {"day": len("2026-11-20"), "hour": len("2026-11-20T09"), "ever": 0}


def counts_of(session: Session, done: Sequence[Done], pack: Pack) -> dict[str, int]:
    """Of this session: successes by tool, and sums of their amounts."""
    counts: Counter[str] = Counter()
    for item in done:
        counts[item.tool] += 1
        contract = pack.contracts.get(item.tool)
        if contract is not None and contract.amount:
            counts[f"{item.tool}.sum_minor"] += _amount(session, item, contract.amount)
    return dict(counts)


def _amount(session: Session, done: Done, argument: str) -> int:
    attempts = _attempts(session, done)
    arguments = attempts[-1].arguments if attempts else None
    value = arguments.get(argument) if isinstance(arguments, dict) else None
    try:
        return to_minor(value) if isinstance(value, str) else 0
    except ToolError:
        return 0


def _attempts(session: Session, done: Done) -> list[ToolAttempted]:
    """The attempts of a write; of one made outside any turn those under its key."""
    hop = session.hop(done.where)
    events = hop.events if hop else session.outside
    attempts = [event for event in events if isinstance(event, ToolAttempted)]
    return attempts if hop else [one for one in attempts if done.key and one.key == done.key]


def row_counts(
    counts: Mapping[str, Count], customer: str, pack: Pack, rows: Rows, now: str
) -> dict[str, int]:
    """Of the rows that belong to `customer` at world time `now`; all 0 for nobody."""
    return {
        name: _count(count, customer, pack, rows, now) if customer else 0
        for name, count in counts.items()
    }


@runtime_checkable
class _ManyRows(Protocol):
    """A back-end that gives the rows of a table at once, as a world does."""

    def rows(self, table: str, /, **equals: JSON) -> Sequence[dict[str, JSON]]: ...


def _rows_of(table: Table, customer: str, rows: Rows) -> Iterator[dict[str, JSON]]:
    """Rows that may be the customer's: exactly those where the table says whose they are."""
    if isinstance(rows, _ManyRows):
        yield from rows.rows(table.name, **({table.owner: customer} if table.owner else {}))
        return
    for key in rows.keys(table.name):
        row = rows.row(table.name, key)
        if row is not None:
            yield row


def _count(count: Count, customer: str, pack: Pack, rows: Rows, now: str) -> int:
    table = pack.tables[count.table]
    since = now[: _STARTS[count.per]]
    total = 0
    for row in _rows_of(table, customer, rows):
        # When first: it is cheap, and leaves few rows to find the owner of.
        if count.at and not str(row.get(count.at) or "").startswith(since):
            continue
        if owner_of(table, row, pack, rows) == customer:
            value = row.get(count.sum) if count.sum else 1
            total += value if isinstance(value, int) else 0
    return total
