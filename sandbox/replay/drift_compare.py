"""What of a turn's calls, and of the rows at the end, is not as it was recorded."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput, PolicyOutput
from sandbox.domain.tool import Ok, RowChange
from sandbox.log.calls import MadeCall, calls_of
from sandbox.log.changes import net
from sandbox.log.event import ToolResponded
from sandbox.log.fold import Hop, Turn
from sandbox.log.steps import result_put
from sandbox.replay.assertions import Failure
from sandbox.replay.compare import Comparison
from sandbox.replay.divergence import Difference
from sandbox.replay.end_state import Tables
from sandbox.replay.may_differ import MayDiffer, Spot
from sandbox.replay.pointer import pointer_of

Row = dict[str, JSON]


def call_differences(was: Turn, now: Turn, may_differ: MayDiffer) -> Iterator[Difference]:
    """Each call that ran then or runs now, and does not do the same, by field."""
    after = {(call.round, call.written.position): call for call in calls_of(now)}
    for call in calls_of(was):
        other = after.get((call.round, call.written.position))
        yield from _CallPair(was.number, call, other, may_differ).differences()


class _CallPair:
    """One call of the model's, as it went and as it goes."""

    def __init__(
        self, turn: int, was: MadeCall, now: MadeCall | None, may_differ: MayDiffer
    ) -> None:
        self._turn, self._was, self._now = turn, was, now
        self._may_differ = may_differ

    def differences(self) -> Iterator[Difference]:
        then = self._was.executed
        now = self._now.executed if self._now else None
        if then is None and now is None:
            return
        if then is None or now is None:
            yield self._one_sided(then, now)
            return
        assert self._now is not None
        yield from self._fields("arguments", self._was.arguments, self._now.arguments)
        yield from self._outcomes(then, now)
        yield from self._rows()

    def _one_sided(self, then: ExecuteOutput | None, now: ExecuteOutput | None) -> Difference:
        """It ran only then, or runs only now: with what decided that."""
        ran, idle = (self._was, self._now) if then is not None else (self._now, self._was)
        end = then if then is not None else now
        assert ran is not None
        assert end is not None
        hop, pointer, needed, stopped = _stopped_by(idle, ran)
        ended = f"{needed}{ran.subject}: {_ending(end)}"
        sides = (ended, stopped) if then is not None else (stopped, ended)
        label = _label(hop) if hop is not None else _label(ran.hops[-1])
        return self._told("call", pointer, *sides, label=label)

    def _outcomes(self, then: ExecuteOutput, now: ExecuteOutput) -> Iterator[Difference]:
        assert self._now is not None
        was_put, now_put = result_put(self._was.hops), result_put(self._now.hops)
        if was_put is not None and now_put is not None:
            # A person put another in its place, then and now: what it brought is what can drift.
            yield from self._fields("result", was_put.before, now_put.before)
        elif isinstance(then.outcome, Ok) and isinstance(now.outcome, Ok):
            yield from self._fields("result", then.outcome.result, now.outcome.result)
        elif then.outcome != now.outcome:
            yield self._told("outcome", "", _ending(then), _ending(now))
        elif then.attempts != now.attempts:
            yield self._told("attempts", "", then.attempts, now.attempts)

    def _rows(self) -> Iterator[Difference]:
        assert self._now is not None
        was, now = _by_row(self._was.changes), _by_row(self._now.changes)
        for at in sorted({*was, *now}):
            yield from self._fields("rows", *_sides(was.get(at), now.get(at)), start=at)

    def _fields(
        self, kind: str, was: JSON, now: JSON, start: tuple[str, ...] = ()
    ) -> Iterator[Difference]:
        executed = next((hop for hop in self._was.hops if hop.name == "execute"), None)
        subject = executed.subject if executed else self._was.subject
        spot = Spot(ToolResponded.model_fields["kind"].default, self._turn, "execute", subject)
        rooted = _Rooted(self._may_differ, spot, _ROOTS.get(kind, ()))
        for change in rooted.changes(was, now):
            pointer = pointer_of(start) + change[0]
            yield self._told(kind, pointer, change[1], change[2])

    def _told(
        self, kind: str, pointer: str, was: JSON, now: JSON, *, label: str = ""
    ) -> Difference:
        if not label:
            ran = [hop for hop in self._was.hops if hop.name == "execute"]
            label = _label(ran[-1] if ran else self._was.hops[-1])
        return Difference(
            turn=self._turn, hop=label, kind=kind, pointer=pointer, expected=was, got=now
        )


_ROOTS: Mapping[str, tuple[str, ...]] = {
    "result": ("outcome", "result"),
    "arguments": ("arguments",),
    "rows": ("changes", "*", "after"),
}
"""Where a value stands in the recording's events: that is how a rule names it."""


class _Rooted:
    """Compares values under the rules for the place in an event where they stand."""

    def __init__(self, may_differ: MayDiffer, spot: Spot, root: Sequence[str]) -> None:
        self._comparison = Comparison(may_differ, spot)
        self._root = root

    def changes(self, was: JSON, now: JSON) -> Iterator[tuple[str, JSON, JSON]]:
        for name in reversed(self._root):
            was, now = {name: was}, {name: now}
        skipped = len(pointer_of(self._root))
        for change in self._comparison.changes(was, now):
            yield change.pointer[skipped:], change.expected, change.got


def _stopped_by(call: MadeCall | None, ran: MadeCall) -> tuple[Hop | None, str, str, str]:
    """The hop that kept a call from running, the field, what it wanted, and what it said."""
    if call is None:
        return None, "", "", "the model was not asked as far as this call"
    for hop in reversed(call.hops):
        output = hop.output
        if hop.name == "validate" and call.problems:
            one = call.problems[0]
            wanted = f"{one.pointer or 'the call'} is valid; "
            return hop, one.pointer, wanted, f"{one.got}, where {one.expected} is wanted"
        if isinstance(output, PolicyOutput) and not output.go:
            return hop, "", _policy(ran), _policy_words(output)
        if hop.fault is not None:
            return hop, "", "", hop.fault.message
    return None, "", "", "the call did not run"


def _policy(ran: MadeCall) -> str:
    return f"{_policy_words(ran.judged)}; " if ran.judged is not None else ""


def _policy_words(output: PolicyOutput) -> str:
    decision, approval = output.decision, output.approval
    reason = f": {decision.reason}" if decision.reason else ""
    by = f", {approval.action} by {approval.by}" if approval else ""
    return f"{decision.verdict} by {decision.rule}{reason}{by}"


def _ending(output: ExecuteOutput) -> str:
    outcome = output.outcome
    if isinstance(outcome, Ok):
        return "ok"
    hint = f" ({outcome.fault.hint})" if outcome.fault.hint else ""
    return f"{outcome.status}, {outcome.fault.kind}: {outcome.fault.message}{hint}"


def _label(hop: Hop) -> str:
    return f"{hop.id} {hop.name} {hop.subject}".strip()


def _by_row(changes: Sequence[RowChange]) -> dict[tuple[str, str], RowChange]:
    return {(change.table, change.key): change for change in net(changes)}


def _sides(was: RowChange | None, now: RowChange | None) -> tuple[JSON, JSON]:
    """The row as it was left and as it is left; one that is not touched stays as it was found."""
    left, right = was or now, now or was
    assert left is not None
    assert right is not None
    return left.after if was else left.before, right.after if now else right.before


def end_differences(
    was: Sequence[RowChange],
    now: Sequence[RowChange],
    tables: Tables,
    masked: Callable[[Row], Row],
    may_differ: MayDiffer,
) -> Iterator[Failure]:
    """Rows at the end that are not as the recording left them, by table, key and column."""
    expected, got = _by_row(was), _by_row(now)
    for table, key in sorted({*expected, *got}):
        change = expected.get((table, key))
        wanted = change.after if change is not None else got[table, key].before
        row = tables.row(table, key)
        found = masked(row) if row is not None else None
        yield from _row(table, key, wanted, found, may_differ)


def _row(
    table: str, key: str, wanted: Row | None, found: Row | None, may_differ: MayDiffer
) -> Iterator[Failure]:
    where = f"{table}/{key}"
    if wanted is None or found is None:
        if wanted != found:
            said = "the row is missing" if found is None else "the row is one too many"
            yield Failure(where=where, said=said, expected=wanted, got=found, table=table, key=key)
        return
    spot = Spot(ToolResponded.model_fields["kind"].default, 0, "execute")
    for pointer, was, now in _Rooted(may_differ, spot, ("changes", "*", "after")).changes(
        wanted, found
    ):
        column = pointer[1:].partition("/")[0]
        yield Failure(
            where=f"{where}.{column}",
            said="the value is another",
            expected=was,
            got=now,
            table=table,
            key=key,
            column=column,
        )
