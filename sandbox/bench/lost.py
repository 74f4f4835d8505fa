"""Whether a session's writes are once in its log on disk, and in its world as the log has them."""

from collections import Counter
from collections.abc import Iterator

from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Ok
from sandbox.hub.live import LiveSession
from sandbox.log.fold import Hop, fold
from sandbox.log.reader import read_log
from sandbox.world.database import WorldDatabase


class Seed:
    """The rows of a session in which nothing has happened; closes it."""

    def __init__(self, live: LiveSession) -> None:
        self.rows = _rows(live)
        close = getattr(live.parts.ports.rows, "close", None)
        if close is not None:
            close()


def lost_writes(live: LiveSession, seed: Seed) -> Iterator[str]:
    """What is wrong, a line each: told and not done, done and not told, or done twice."""
    hops = [hop for turn in fold(read_log(live.folder.log).events).turns for hop in turn.hops]
    now = _rows(live)
    last = {(change.table, change.key): change.after for hop in hops for change in hop.changes}
    for place, row in last.items():
        if now.get(place) != row:
            yield f"{place[0]} {place[1]} is not as the log has it"
    for place in {at for at in now.keys() | seed.rows.keys() if now.get(at) != seed.rows.get(at)}:
        if place not in last:
            yield f"{place[0]} {place[1]} changed and the log has nothing of it"
    done = Counter(key for hop in hops if (key := _key(hop)) and hop.changes)
    for told in (hop.output for hop in hops if isinstance(hop.output, ExecuteOutput)):
        if told.key and isinstance(told.outcome, Ok) and not done[told.key]:
            yield f"{told.tool} was told as done and changed nothing"
    yield from (f"{key} was done {times} times" for key, times in done.items() if times > 1)


def _key(hop: Hop) -> str:
    return hop.output.key if isinstance(hop.output, ExecuteOutput) else ""


def _rows(live: LiveSession) -> dict[tuple[str, str], object]:
    world = live.parts.ports.rows
    assert isinstance(world, WorldDatabase)
    return {
        (name, str(row[table.key])): row
        for name, table in live.pack.tables.items()
        for row in world.rows(name)
    }
