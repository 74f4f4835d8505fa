"""What is suggested when a session is saved: differences that will not matter, and assertions."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.hop import PolicyOutput, RespondOutput
from sandbox.log.changes import net
from sandbox.log.event import Event, ModelRequested
from sandbox.log.fold import Session, fold
from sandbox.replay.asserted import calls_of
from sandbox.replay.may_differ import Rule

_OURS: Final = "sandbox/"
_PROVIDER: Final = "what a provider counts, bills and numbers is not the agent's doing"
_OF_PROVIDERS: Final = (
    ("model_requested", "/messages/*/calls/*/id"),
    ("model_responded", "/calls/*/id"),
    ("model_responded", "/cost"),
    ("model_responded", "/raw_usage"),
    ("model_responded", "/usage"),
    ("infer", "/output/cost"),
    ("infer", "/output/usage"),
    ("parse", "/output/calls/*/id"),
    ("turn_finished", "/totals/cost"),
    ("turn_finished", "/totals/input_tokens"),
    ("turn_finished", "/totals/output_tokens"),
)


def suggested_rules(events: Iterable[Event]) -> tuple[Rule, ...]:
    """Rules for a session that asked a model of a provider; none for the offline models."""
    models = {event.model for event in events if isinstance(event, ModelRequested)}
    if all(model.startswith(_OURS) for model in models):
        return ()
    return tuple(Rule(of=of, at=at, ignore=True, why=_PROVIDER) for of, at in _OF_PROVIDERS)


def suggested_assertions(events: Iterable[Event]) -> dict[str, JSON]:
    """What this session did, as assertions that hold: to be looked through by a person."""
    session = fold(events)
    found: dict[str, JSON] = {
        "tools": {"in_order": [call.tool for call in calls_of(session)]},
        "policy": [*_verdicts(session)],
        "end_state": [*_rows(session)],
        "claims": [*_claims(session)],
        "outcomes": [turn.finished.outcome for turn in session.turns if turn.finished],
    }
    return {name: value for name, value in found.items() if value and value != {"in_order": []}}


def _verdicts(session: Session) -> Iterator[JSON]:
    """Decisions on tools of which some were not simply allowed, or that wrote something."""
    hops = (hop for turn in session.turns for hop in turn.hops)
    decided = [hop.output for hop in hops if isinstance(hop.output, PolicyOutput)]
    writes = {call.tool for call in calls_of(session) if call.key}
    writes |= {output.tool for output in decided if output.decision.verdict != "allow"}
    for turn in session.turns:
        outputs = [hop.output for hop in turn.hops if isinstance(hop.output, PolicyOutput)]
        seen = Counter[str]()
        for output in outputs:
            seen[output.tool] += 1
            if output.tool not in writes:
                continue
            yield {
                "tool": output.tool,
                "turn": turn.number,
                "nth": seen[output.tool],
                "verdict": output.decision.verdict,
                "rule": output.decision.rule,
            }


def _rows(session: Session) -> Iterator[JSON]:
    """The columns that the session's turns changed, row by row."""
    tables: dict[str, dict[str, JSON]] = {}
    for change in net(change for turn in session.turns for change in turn.changes):
        before = change.before or {}
        after = change.after
        changed = after and {name: v for name, v in after.items() if before.get(name) != v}
        tables.setdefault(change.table, {})[change.key] = changed
    yield from ({"table": table, "rows": rows} for table, rows in sorted(tables.items()))


def _claims(session: Session) -> Iterator[JSON]:
    for turn in session.turns:
        for hop in turn.hops:
            if isinstance(hop.output, RespondOutput):
                for claim in hop.output.claims:
                    yield {"kind": claim.kind, "turn": turn.number, "supported": claim.supported}
