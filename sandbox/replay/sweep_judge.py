"""What came of one case: whether it recovered, and whether anything wrong was done or said."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sandbox.domain.tool import ToolContract
from sandbox.hops.respond import Done, respond
from sandbox.hub.live import LiveSession
from sandbox.log.event import ToolAttempted
from sandbox.log.fold import Session, Turn
from sandbox.tools.idempotency import idempotency_key
from sandbox.world.database import WorldDatabase

Verdict = Literal["recovered", "degraded", "duplicated", "wrong_claim", "stuck", "untouched"]
FINDINGS: Final = frozenset(("duplicated", "wrong_claim", "stuck"))

_DENIES: Final = re.compile(
    r"\b(?:could not|couldn['’]t|has not|hasn['’]t|was not|wasn['’]t)\s+be(?:en)?\s+done\b"
    r"|\bnothing was changed\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Effects:
    """What has been done for good: how often each effect, and the tools by ledger key."""

    counts: Mapping[str, int]
    tools: Mapping[str, str]

    def doubled(self, expected: "Effects") -> list[str]:
        """Tools of effects that happened more often than in the original."""
        more = (key for key, count in self.counts.items() if count > expected.counts.get(key, 0))
        return sorted({key.partition(" ")[0] for key in more})


def effects_of(live: LiveSession, up_to: int) -> Effects:
    """The effects in the world's ledger, of turns up to and with `up_to`.

    Two entries are the same effect when tool and idempotency fields are the same: only their
    occurrence differs.
    """
    world = live.parts.ports.rows
    assert isinstance(world, WorldDatabase)
    rows = world.query("SELECT key, tool, turn FROM _ledger", limit=100_000)
    base = _base_keys(live.session, live.pack.contracts)
    done = {str(row["key"]): str(row["tool"]) for row in rows if int(str(row["turn"])) <= up_to}
    counts = Counter(f"{tool} {base.get(key, key)}" for key, tool in done.items())
    return Effects(counts, done)


def wrong_claim(live: LiveSession, turn: Turn, effects: Effects) -> str:
    """The words of the shown reply that the ledger contradicts, "" if there are none."""
    done = [Done(tool, key) for key, tool in effects.tools.items()]
    again = respond(turn.reply, live.pack.contracts, done, live.parts.agent.seen)
    for claim in again.claims:
        if not claim.supported:
            return claim.words
    attempted = {e.key for hop in turn.hops for e in hop.events if isinstance(e, ToolAttempted)}
    denied = _DENIES.search(turn.reply)
    return denied[0] if denied and attempted & set(effects.tools) else ""


def _base_keys(session: Session, contracts: Mapping[str, ToolContract]) -> dict[str, str]:
    """Ledger key to the key without its occurrence."""
    return {
        event.key: idempotency_key(contracts[event.tool], event.arguments)
        for turn in session.turns
        for hop in turn.hops
        for event in hop.events
        if isinstance(event, ToolAttempted) and event.key and event.tool in contracts
    }
