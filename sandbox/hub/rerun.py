"""A person runs a dead letter again: one attempt, outside any turn, under the call's own key."""

from typing import TYPE_CHECKING

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.service import DEFAULT
from sandbox.hops.attempts import Attempts, Execution
from sandbox.hops.scope import E, Output
from sandbox.hub.journal import Journal
from sandbox.hub.masking import learn
from sandbox.log.dead import DeadLetter, dead_letters
from sandbox.log.event import HopFinished, HopStarted
from sandbox.log.lock import held

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession


async def rerun(live: "LiveSession", hop: str) -> ExecuteOutput:
    """What came of it, masked. A success is told by the agent in the next turn.

    A circuit that is open does not stop a person. Raises `SandboxError` (code 2) when `hop` names
    no dead letter.
    """
    with held(live.folder.lock):
        live.catch_up()
        letter = _find(live, hop)
        writer = live.writer()
        try:
            return await _run(live, letter, _Outside(live.journal(live.vault_first(writer))))
        finally:
            writer.sync()
            live.close_writer(writer)


def _find(live: "LiveSession", hop: str) -> DeadLetter:
    letters = dead_letters(live.session)
    found = next((letter for letter in letters if letter.hop == hop), None)
    if found is None:
        names = ", ".join(letter.hop for letter in letters) or "there are none"
        raise SandboxError(f"{hop[:40]} is no dead letter", f"open: {names}", code=2)
    if found.tool not in live.pack.contracts:
        raise SandboxError(f"the pack has no tool {found.tool} any more", code=2)
    return found


async def _run(live: "LiveSession", letter: DeadLetter, scope: "_Outside") -> ExecuteOutput:
    parts = live.parts
    contract = parts.pack.contracts[letter.tool]
    execution = Execution(
        contract,
        parts.mask.restore(letter.arguments),
        told=lambda key: False,
        written=lambda changes: learn(parts.mask, changes, parts.pack),
        back=live.session.back,
        service=parts.pack.services.get(contract.service, DEFAULT),
        key=letter.key,
        rerun=letter.hop,
    )
    scope.write(HopStarted(name="execute", subject=contract.subject))
    attempts = Attempts(scope, execution, parts.ports, parts.world)
    tried = await attempts.one()
    return scope.finish(
        ExecuteOutput(
            tool=contract.name,
            outcome=tried.outcome,
            attempts=1,
            key=attempts.key,
            from_ledger=tried.reply.from_ledger,
            rows_changed=attempts.rows,
            breaker=attempts.moved,
        )
    )


class _Outside:
    """A hop scope outside any turn: its events stand alone. The world's clock does not move."""

    turn = 0
    number = 0

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.at = journal.clock.now()

    def write(self, event: E) -> E:
        return self._journal.write(event, at=self.at)

    def finish(self, output: Output) -> Output:
        return self.write(HopFinished(output=output)).output  # pyright: ignore

    def elapsed(self) -> int:
        return self._journal.elapsed()

    def mask(self, value: JSON) -> JSON:
        return self._journal.mask.mask(value, self.turn)

    def sync(self) -> None:
        self._journal.sink.sync()
