"""What-if: every decision of recorded sessions is made again by changed rules, offline."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.check.changed_rules import ChangedRules
from sandbox.check.recorded import Fold, Recorded, policy_files
from sandbox.check.seed import SeedRows
from sandbox.domain.base import JSON, Frozen
from sandbox.domain.verdict import Decision
from sandbox.hops.policy import decided
from sandbox.log.event import Event, SessionStarted, TurnStarted
from sandbox.pack.pack import Pack
from sandbox.policy.decision import most_severe
from sandbox.policy.trial import judge_apart
from sandbox.ports import Decide
from sandbox.privacy.mask import Mask


class Rejudged(Frozen):
    """One decision that comes out otherwise. Personal values are placeholders.

    `before` is the recorded one. `already`: the pack's rules as they lie say the same as the
    changed ones, so that it is not this change that makes the difference.
    """

    session: str
    turn: int
    hop: int
    tool: str
    arguments: JSON = None
    before: Decision
    after: Decision
    already: bool = False

    @property
    def flips(self) -> bool:
        """Whether the verdict is another, and not only the rule that gives it."""
        return self.before.verdict != self.after.verdict


class Unjudged(Frozen):
    """One decision that can't be made again, or a whole log (`turn` 0), and why."""

    session: str
    turn: int = 0
    hop: int = 0
    tool: str = ""
    why: str


class WhatIf(Frozen):
    """What the changed rules make of all that was recorded.

    `flips`: another verdict. `other_rule`: the same verdict by another rule. `foreign`: logs of
    other packs, which these rules are not about.
    """

    changed: tuple[str, ...]
    sessions: int
    turns: int
    decisions: int
    flips: tuple[Rejudged, ...]
    other_rule: tuple[Rejudged, ...]
    unjudged: tuple[Unjudged, ...]
    foreign: int = 0


@dataclass
class _Case:
    session: str
    recorded: Recorded
    mask: Mask


@dataclass
class Collected:
    """Decisions of the logs added so far, rebuilt and waiting to be judged."""

    pack: Pack
    sessions: int = 0
    turns: int = 0
    foreign: int = 0
    unjudged: list[Unjudged] = field(default_factory=list[Unjudged])
    _cases: list[_Case] = field(default_factory=list[_Case])

    def __post_init__(self) -> None:
        self._seed = SeedRows(self.pack)

    def add(self, name: str, events: tuple[Event, ...]) -> None:
        """Takes one log; one of another pack is only counted."""
        started = events[0] if events else None
        if not isinstance(started, SessionStarted) or started.pack != self.pack.name:
            self.foreign += 1
            return
        self.sessions += 1
        self.turns += sum(isinstance(event, TurnStarted) for event in events)
        fold = Fold(self.pack, self._seed, events)
        for recorded in fold.decisions():
            if recorded.document is None:
                self._leave(name, recorded, recorded.why)
            else:
                self._cases.append(_Case(name, recorded, fold.mask))

    def judge(self, rules: ChangedRules, now: Decide) -> WhatIf:
        """`now`: the pack's own rules, which are trusted. Raises `PolicyError` for changed ones.

        The changed rules run in a child process.
        """
        mine = policy_files(dict(self.pack.digests))
        cases: list[tuple[_Case, Decision]] = []
        for case in self._cases:
            recorded = case.recorded
            assert recorded.judgement is not None
            assert recorded.document is not None
            today = decided(recorded.document, recorded.judgement, now)
            if recorded.policy_files == mine and not _same(today, recorded.decision):
                # The same rules on the same input would say the same: so the input is another.
                why = f"rows or tools of the pack have changed since: today {_words(today)}"
                self._leave(case.session, recorded, why)
                continue
            cases.append((case, today))
        documents = [case.recorded.document or {} for case, _ in cases]
        said = judge_apart(rules.files, documents, rules.data)
        judged = [most_severe(decisions) for decisions in said]
        others = tuple(_others(cases, judged, changed=bool(rules.names)))
        return WhatIf(
            changed=rules.names,
            sessions=self.sessions,
            turns=self.turns,
            decisions=len(cases),
            flips=tuple(one for one in others if one.flips),
            other_rule=tuple(one for one in others if not one.flips),
            unjudged=tuple(self.unjudged),
            foreign=self.foreign,
        )

    def _leave(self, name: str, recorded: Recorded, why: str) -> None:
        where = {"turn": recorded.turn, "hop": recorded.hop, "tool": recorded.tool}
        self.unjudged.append(Unjudged(session=name, why=why, **where))


def _others(
    cases: list[tuple[_Case, Decision]], judged: list[Decision], changed: bool
) -> Iterable[Rejudged]:
    for (case, today), decision in zip(cases, judged, strict=True):
        recorded = case.recorded
        assert recorded.judgement is not None
        assert recorded.document is not None
        after = decided(recorded.document, recorded.judgement, lambda _, said=decision: said)
        if _same(after, recorded.decision):
            continue
        safe = case.mask.mask(after.model_dump(mode="json"), recorded.turn)
        yield Rejudged(
            session=case.session,
            turn=recorded.turn,
            hop=recorded.hop,
            tool=recorded.tool,
            arguments=recorded.arguments,
            before=recorded.decision,
            after=Decision.model_validate(safe),
            # Rules that lie there already are the change, if there is no other.
            already=changed and _same(today, after),
        )


def _same(one: Decision, other: Decision) -> bool:
    return (one.verdict, one.rule) == (other.verdict, other.rule)


def _words(decision: Decision) -> str:
    return f"{decision.verdict} ({decision.rule})"
