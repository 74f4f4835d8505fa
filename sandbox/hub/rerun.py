"""A person runs a dead letter again: one attempt, outside any turn, under the call's own key."""

from typing import TYPE_CHECKING

from sandbox.domain.faults import SandboxError
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.service import DEFAULT
from sandbox.hops.attempts import Attempts, Execution
from sandbox.hub.masking import learn
from sandbox.hub.outside import OutsideScope
from sandbox.log.dead import DeadLetter, dead_letters
from sandbox.log.lock import held
from sandbox.tools.refusals import over_limit

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession


async def rerun(live: "LiveSession", hop: str) -> ExecuteOutput:
    """What came of it, masked. A success is news to the customer (`sandbox.hub.news`).

    A circuit that is open does not stop a person. Raises `SandboxError`, before anything is
    written, when `hop` names no dead letter (code 2), when another customer speaks than when it was
    called (code 2), and while the service's rate limit is in the way.
    """
    with held(live.folder.lock):
        live.catch_up()
        letter = _find(live, hop)
        writer = live.writer()
        try:
            journal = live.journal(live.vault_first(writer))
            return await _run(live, letter, OutsideScope(journal, len(live.session.turns)))
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
    _check_customer(found, live.session.principal.customer)
    return found


def _check_customer(letter: DeadLetter, now: str) -> None:
    """A tool may act for whoever speaks, and that is to be who asked for it."""
    asked = letter.customer or "nobody"
    if letter.customer != now:
        raise SandboxError(
            f"{letter.hop} was called for {asked}, and {now or 'nobody'} speaks now",
            f"sandbox fork SESSION --as {asked} goes on as {asked}",
            code=2,
        )


async def _run(live: "LiveSession", letter: DeadLetter, scope: OutsideScope) -> ExecuteOutput:
    parts = live.parts
    contract = parts.pack.contracts[letter.tool]
    execution = Execution(
        contract,
        parts.mask.restore(letter.arguments),
        past=lambda key: False,
        written=lambda changes: learn(parts.mask, changes, parts.pack),
        back=live.session.back,
        service=parts.pack.services.get(contract.service, DEFAULT),
        key=letter.key,
        rerun=letter.hop,
        after=scope.after,
    )
    attempts = Attempts(scope, execution, parts.ports, parts.world)
    if wait := attempts.to_wait():
        # No waiting here: outside a turn nothing would tell a replay of it.
        fault = over_limit(contract, wait)
        raise SandboxError(fault.message, "try again after the next turn: turns move the clock")
    scope.start("execute", contract.subject)
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
