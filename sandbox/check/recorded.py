"""The policy decisions of a log, each with the input it was made on: a fold, nothing is run.

Everything that the rules read is in the log or in the pack. Who spoke, variables and counts are
folded; arguments are the last valid ones of the call; rows are the seed's with the row changes so
far. Personal values come from their references, or are the surrogates that a replay takes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sandbox.check.seed import SeedRows
from sandbox.domain.base import JSON
from sandbox.domain.hop import PolicyOutput, ValidateOutput
from sandbox.domain.tool import RowChange
from sandbox.domain.verdict import Decision
from sandbox.hops.counts import counts_of
from sandbox.hops.policy import Judgement, policy_document
from sandbox.hops.validate import untraced
from sandbox.hub.agent import Agent
from sandbox.log.event import Event, HopFinished, HopStarted, HumanAsked
from sandbox.pack.pack import Pack
from sandbox.privacy.mask import Mask
from sandbox.replay.person import fresh_mask

_OF_ONE_CALL = ("validate", "repair", "policy")


@dataclass(frozen=True)
class Recorded:
    """One decision of one log.

    `arguments` as they stand in the log, masked. `document` is what the rules read, with real
    values; None when it can't be rebuilt, and then `why` says so.
    """

    turn: int
    hop: int
    tool: str
    arguments: JSON
    decision: Decision
    judgement: Judgement | None = None
    document: dict[str, JSON] | None = None
    why: str = ""
    policy_files: tuple[tuple[str, str], ...] = ()


@dataclass
class _Rows:
    """The seed with the row changes of one log over it. Implements `ports.Rows`."""

    seed: SeedRows
    changed: dict[tuple[str, str], dict[str, JSON] | None] = field(default_factory=dict)

    def row(self, table: str, key: str) -> dict[str, JSON] | None:
        if (table, key) in self.changed:
            row = self.changed[table, key]
            return dict(row) if row is not None else None
        return self.seed.row(table, key)

    def keys(self, table: str) -> Sequence[str]:
        keys = set(self.seed.keys(table))
        for (name, key), row in self.changed.items():
            if name == table:
                keys.discard(key) if row is None else keys.add(key)
        return sorted(keys)

    def apply(self, change: RowChange) -> None:
        self.changed[change.table, change.key] = change.after


class Fold:
    """Feeds one log and stops at each decision. `seed` may be shared by all logs of a pack."""

    def __init__(self, pack: Pack, seed: SeedRows, events: Sequence[Event]) -> None:
        self.mask: Mask = fresh_mask(pack, events).tape
        self._pack = pack
        self._agent = Agent(pack)
        self._rows = _Rows(seed)
        self._events = events
        self._judged: ValidateOutput | None = None
        self._edited: JSON = None
        self._asked = False

    def decisions(self) -> Iterator[Recorded]:
        """In the order of the log."""
        for event in self._events:
            match event:
                case HumanAsked():
                    yield self._recorded(event, event.tool, event.decision)
                case HopFinished(output=PolicyOutput() as output) if not self._asked:
                    yield self._recorded(event, output.tool, output.decision)
                case _:
                    pass
            self._saw(event)

    def _saw(self, event: Event) -> None:
        news = self._agent.session.back.news(event)
        self._agent.feed(event)
        for change in news:
            self._rows.apply(RowChange.model_validate(self.mask.restore(change.model_dump())))
        match event:
            case HopStarted(name=name):
                self._asked = False
                if name not in _OF_ONE_CALL:
                    self._judged = self._edited = None
            case HumanAsked():
                # Who was asked may never have answered: the decision stands all the same.
                self._asked = True
            case HopFinished(output=ValidateOutput() as output):
                self._judged = output
            case HopFinished(output=PolicyOutput(approval=approval)):
                # What a person set is asked about again, and is satisfied by that act.
                edit = approval.arguments if approval and approval.action == "edit" else None
                self._edited = self.mask.restore(edit)
            case _:
                pass

    def _recorded(self, event: Event, tool: str, decision: Decision) -> Recorded:
        judged, contract = self._judged, self._pack.contracts.get(tool)
        known = Recorded(
            turn=event.turn,
            hop=event.hop,
            tool=tool,
            arguments=judged.arguments if judged else None,
            decision=decision,
            policy_files=policy_files(self._agent.session.files),
        )
        if contract is None:
            return _not(known, f"the pack has no tool {tool} any more")
        if judged is None or judged.tool != tool or not isinstance(judged.arguments, dict):
            return _not(known, "the log does not tell with which arguments it was called")
        arguments = self.mask.restore(judged.arguments)
        assert isinstance(arguments, dict)
        judgement = Judgement(
            contract=contract,
            arguments=arguments,
            session=self._agent.session,
            pack=self._pack,
            counts=counts_of(self._agent.session, self._agent.done, self._pack),
            untraced=untraced(judged),
            edited=self._edited,
        )
        hop = self._agent.session.turns[-1].hops[event.hop - 1]
        document = policy_document(judgement, self._rows, hop.at)
        return _with(known, judgement, document)


def policy_files(files: "dict[str, str]") -> tuple[tuple[str, str], ...]:
    """Digests of the rules and their data among those of a pack's files."""
    return tuple(sorted(item for item in files.items() if item[0].startswith("policy/")))


def _not(known: Recorded, why: str) -> Recorded:
    return Recorded(**{**vars(known), "why": why})


def _with(known: Recorded, judgement: Judgement, document: dict[str, JSON]) -> Recorded:
    return Recorded(**{**vars(known), "judgement": judgement, "document": document})
