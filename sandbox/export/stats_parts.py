"""The parts of the figures: by hop, by tool, and what counts as what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from sandbox.domain.hop import HOP_NAMES
from sandbox.export.figures import Hops, Tools
from sandbox.export.spread import spread_of
from sandbox.export.stats_choice import Key
from sandbox.log.index import SessionIndex
from sandbox.log.index_rows import Row


def rows_of(
    index: SessionIndex, table: str, columns: str, chosen: frozenset[Key], by: str = "turn"
) -> Iterator[Row]:
    """Rows of a table of the index, of the `chosen` turns."""
    rows = index.select(f"SELECT {columns} FROM {table} ORDER BY session, turn")
    return (row for row in rows if (row["session"], row[by]) in chosen)


def hops_of(index: SessionIndex, chosen: frozenset[Key]) -> tuple[Hops, ...]:
    """Figures by hop, in the order in which a turn runs them."""
    columns = "session, turn, name, ns, waited_ns, fault, injected"
    by_name = defaultdict[str, list[Row]](list)
    for row in rows_of(index, "t_hop", columns, chosen):
        by_name[row["name"]].append(row)
    calls = rows_of(index, "t_call", "session, turn, status", chosen)
    failures = Counter({"execute": sum(failed(row) for row in calls)})
    failures.update(name for name, rows in by_name.items() for row in rows if broke(row))
    times = {
        name: [row["ns"] - row["waited_ns"] for row in rows if row["ns"] is not None]
        for name, rows in by_name.items()
    }
    whole = sum(sum(own) for own in times.values())
    return tuple(
        Hops(
            name=name,
            time=spread_of(times[name]),
            share=round(sum(times[name]) / whole, 4) if whole else 0.0,
            failures=failures[name],
            faults_injected=sum(row["injected"] for row in by_name[name]),
        )
        for name in HOP_NAMES
        if name in by_name
    )


def tools_of(index: SessionIndex, chosen: frozenset[Key]) -> tuple[Tools, ...]:
    """Figures by tool, those called most first. A tool that was only denied is there too."""
    calls, policy, repairs = (
        _by_tool(rows_of(index, table, "*", chosen)) for table in ("t_call", "t_policy", "t_repair")
    )
    hops = "session, turn, hop, injected"
    injected = {
        (row["session"], row["turn"], row["hop"]): row["injected"]
        for row in rows_of(index, "t_hop", hops, chosen)
    }
    found = [
        Tools(
            name=name,
            calls=len(calls[name]),
            statuses=dict(Counter(map(_came_to, calls[name]))),
            from_ledger=sum(row["from_ledger"] for row in calls[name]),
            attempts=sum(row["attempts"] for row in calls[name]),
            confirms=sum(row["verdict"] == "confirm" for row in policy[name]),
            denials=sum(row["denied"] for row in policy[name]),
            repairs=sum(mended(row) for row in repairs[name]),
            not_mended=sum(row["verdict"] != "repaired" for row in repairs[name]),
            faults_injected=sum(
                injected.get((row["session"], row["turn"], row["hop"]), 0) for row in calls[name]
            ),
            rows_changed=sum(row["rows_changed"] for row in calls[name]),
            time=spread_of(row["ns"] for row in calls[name] if row["ns"] is not None),
        )
        for name in {*calls, *policy, *repairs} - {""}
    ]
    return tuple(sorted(found, key=lambda tool: (-tool.calls, tool.name)))


def _came_to(call: Row) -> str:
    """Its status; "stood in" where an old or a fixed result took the place of an answer."""
    return "stood in" if call["degraded"] in ("cached", "static") else str(call["status"])


def _by_tool(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    found = defaultdict[str, list[Row]](list)
    for row in rows:
        found[row["tool"]].append(row)
    return found


def broke(hop: Row) -> bool:
    """A hop that a fault ended; one that a person stopped did not fail."""
    return hop["fault"] not in (None, "cancelled")


def failed(call: Row) -> bool:
    """A call that ran and did not do its work, or of which nobody knows."""
    return call["status"] in ("failed", "unknown")


def mended(repair: Row) -> bool:
    """Once a repaired call, however many steps it took."""
    return repair["verdict"] == "repaired" and repair["step"] <= 1


def counts(found: Iterable[str], order: tuple[str, ...]) -> dict[str, int]:
    """Those that occur, in `order`."""
    counts = Counter(found)
    return {name: counts[name] for name in order if counts[name]}
