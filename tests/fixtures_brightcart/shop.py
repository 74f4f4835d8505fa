"""BrightCart's world in a test: call a tool, or ask the policy, as one customer."""

import asyncio
from pathlib import Path
from typing import Any

from sandbox.adapters.clocks import SteppingClock
from sandbox.domain.base import JSON
from sandbox.domain.tool import Failed, Ok, RowChange
from sandbox.domain.verdict import Decision
from sandbox.hops.policy import owner_of
from sandbox.pack.pack import Pack
from sandbox.policy.input import policy_input
from sandbox.policy.rego import RegoPolicy
from sandbox.ports import Attempt, ToolReply
from sandbox.tools.arguments import check_arguments
from sandbox.tools.toolbox import WorldToolbox
from sandbox.world.database import WorldDatabase

ME = "C-0007"


class Shop:
    """One copy of the seed world."""

    def __init__(self, pack: Pack, path: Path) -> None:
        self.pack = pack
        self.world = WorldDatabase.open(path, pack)
        self.clock = SteppingClock(pack.now, pack.step)
        self.changes: tuple[RowChange, ...] = ()
        self.counts: dict[str, int] = {}
        self.scopes = pack.principal.scopes
        self._calls = 0

    def reply(self, tool: str, customer: str = ME, **arguments: JSON) -> ToolReply:
        """One attempt of `tool`, past the checks; keeps its row changes."""
        self._calls += 1
        key = f"key-{self._calls}" if self.pack.contracts[tool].writes else ""
        attempt = Attempt(tool=tool, arguments=arguments, key=key, turn=1, hop=self._calls)
        pack = self.pack
        box = WorldToolbox(self.world, pack.contracts, pack.functions, lambda: customer, self.clock)
        reply = asyncio.run(box.attempt(attempt))
        self.changes = reply.changes
        return reply

    def ok(self, tool: str, customer: str = ME, **arguments: JSON) -> dict[str, Any]:
        """The result of a call that has to pass every check and succeed."""
        assert self.problems(tool, **arguments) == ()
        outcome = self.reply(tool, customer, **arguments).outcome
        assert isinstance(outcome, Ok), outcome
        assert isinstance(outcome.result, dict)
        return outcome.result

    def refused(self, tool: str, customer: str = ME, **arguments: JSON) -> str:
        """Why the service itself refuses, checks or no checks; nothing may have changed."""
        before = self.everything()
        outcome = self.reply(tool, customer, **arguments).outcome
        assert isinstance(outcome, Failed), outcome
        assert not outcome.retryable
        assert self.everything() == before
        return outcome.fault.message

    def problems(self, tool: str, **arguments: JSON) -> tuple[str, ...]:
        """Rules of the problems that the checks before a call find."""
        contract = self.pack.contracts[tool]
        found = check_arguments(contract, arguments, self.world, self.pack.tables)
        return tuple(problem.rule for problem in found)

    def decide(self, tool: str, customer: str = ME, **arguments: JSON) -> Decision:
        """What the policy says, with `scopes` held and `counts` of successes so far."""
        contract = self.pack.contracts[tool]
        rows: dict[str, dict[str, JSON]] = {}
        for argument, name in contract.references.items():
            row = self.world.row(name, str(arguments.get(argument)))
            if row is not None:
                owner = owner_of(self.pack.tables[name], row, self.pack, self.world)
                rows[argument] = {**row, "_owner": owner}
        who = self.pack.principal.model_copy(update={"customer": customer, "scopes": self.scopes})
        rules = RegoPolicy.compile(self.pack.policy, self.pack.policy_data)
        now = self.clock.now()
        return rules.decide(policy_input(who, contract, arguments, {}, self.counts, now, rows))

    def row(self, table: str, key: str) -> dict[str, Any]:
        row = self.world.row(table, key)
        assert row is not None
        return row

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        return {name: self.world.rows(name) for name in self.pack.tables}

    def days_later(self, days: float) -> "Shop":
        self.clock.move(days * 86_400)
        return self
