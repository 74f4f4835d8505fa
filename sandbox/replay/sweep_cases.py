"""What a sweep tries: every tool call of a session, failed in every way that can hit it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox.domain.fault_spec import READS_ONLY, TOOL_FAULTS, WRITES_ONLY
from sandbox.domain.tool import ToolContract
from sandbox.log.event import ToolAttempted
from sandbox.log.fold import Session
from sandbox.tools.drift import has_enum


@dataclass(frozen=True)
class Case:
    """One fault on one call: attempt number `call` of `subject` in `turn`, counted from 1.

    `lasts`: the fault hits that attempt and every later one of the turn, so that retries can't
    get past it; else only that one.
    """

    turn: int
    subject: str
    call: int
    fault: str
    lasts: bool

    @property
    def spec(self) -> str:
        """As `--fault` takes it."""
        return f"{self.subject}:{self.fault}@{self.call}{'+' if self.lasts else ''}#{self.turn}"


def cases_of(session: Session, contracts: Mapping[str, ToolContract]) -> Iterator[Case]:
    """Every case, in the order of the session's calls."""
    for turn in session.turns:
        seen: Counter[str] = Counter()
        for hop in turn.hops:
            for event in hop.events:
                if not isinstance(event, ToolAttempted) or event.tool not in contracts:
                    continue
                contract = contracts[event.tool]
                seen[contract.subject] += 1
                for fault in faults_of(contract):
                    for lasts in (False, True):
                        call = seen[contract.subject]
                        yield Case(turn.number, contract.subject, call, fault, lasts)


def faults_of(contract: ToolContract) -> tuple[str, ...]:
    """The faults that can do anything to this tool."""
    never = READS_ONLY if contract.writes else WRITES_ONLY
    return tuple(
        fault
        for fault in TOOL_FAULTS
        if fault not in never and (fault != "enum_drift" or has_enum(contract))
    )
