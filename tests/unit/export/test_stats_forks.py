"""What forks share is counted once, and a turn counts by when it was run itself."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.hop import InferOutput
from sandbox.domain.money import Cost, Usage
from sandbox.export.figures import Stats
from sandbox.export.stats import stats_of, turn_times
from sandbox.log import event as ev
from sandbox.log.fold import fold
from sandbox.log.index import index_of

COST, USAGE = Cost(nano=7, known="computed"), Usage(input=3, output=1)


@dataclass
class Workshop:
    """Sessions as lists of events; each turn that runs takes a time that no other took."""

    logs: dict[str, list[ev.Event]] = field(default_factory=dict[str, list[ev.Event]])
    ran: int = 0

    def new(self, name: str, wall: str = "2026-01-01T00:00:00Z") -> None:
        self.logs[name] = [ev.SessionStarted(pack="p", model="m", wall=wall)]

    def turn(self, name: str, wall: str = "") -> int:
        self.ran += 1
        number = len(fold(self.logs[name]).turns) + 1
        took = ev.Took(total=self.ran)
        output = InferOutput(model="m", finish="stop", usage=USAGE, cost=COST)
        self.logs[name] += [
            ev.TurnStarted(turn=number, model="m", wall=wall),
            ev.HopStarted(turn=number, hop=1, name="infer"),
            ev.ModelRequested(turn=number, hop=1, model="m", messages=()),
            ev.ModelResponded(turn=number, hop=1, usage=USAGE, cost=COST),
            ev.HopFinished(turn=number, hop=1, output=output, took=took),
            ev.TurnFinished(turn=number, outcome="answered", took=took),
        ]
        return self.ran

    def fork(self, name: str, parent: str, after: int, wall: str = "") -> None:
        before = self.logs[parent]
        end = next(
            (n for n, e in enumerate(before) if isinstance(e, ev.TurnStarted) and e.turn > after),
            len(before),
        )
        self.logs[name] = [*before[:end], ev.SessionForked(parent=parent, after=after, wall=wall)]

    def stats(self, *names: str, since: str = "") -> Stats:
        logs = {name: fold(self.logs[name]) for name in names or self.logs}
        return stats_of(index_of(logs, {}), since)


def story() -> Workshop:
    """One turn, a fork in which nothing ran, and a fork of that with a turn of its own."""
    shop = Workshop()
    shop.new("parent")
    shop.turn("parent")
    shop.fork("still", "parent", 1)
    shop.fork("gone on", "still", 1)
    shop.turn("gone on", "2026-01-02T00:00:00Z")
    return shop


def test_an_inherited_turn_counts_once_with_all_that_happened_in_it() -> None:
    found = story().stats()
    total = found.total
    assert (found.sessions, total.turns, total.model_calls) == (3, 2, 2)
    assert (total.input_tokens, total.output_tokens) == (6, 2)
    assert total.cost["computed"].nano == 14
    assert total.outcomes == {"answered": 2}
    assert total.time.n == 2
    assert [(hop.name, hop.time.n) for hop in found.hops] == [("infer", 2)]
    for groups in (found.models, found.intents):
        assert sum(group.turns for group in groups) == 2


def test_a_fork_that_nobody_went_on_with_has_no_outcome_of_its_own() -> None:
    assert story().stats("parent", "still").outcomes == {"failed": 1, "open": 1}
    assert story().stats("parent", "still").judged_by == {"engine": 1}
    assert story().stats("still").outcomes == {"failed": 1}


def test_a_fork_alone_counts_whole_and_the_times_are_those_of_the_same_turns() -> None:
    shop = story()
    assert shop.stats("gone on").total.turns == 2
    assert shop.stats("still", "gone on").total.turns == 2
    index = index_of({name: fold(log) for name, log in shop.logs.items()}, {})
    assert turn_times(index) == [1, 2]


def test_two_like_sessions_that_are_no_forks_both_count() -> None:
    one = fold(story().logs["parent"])
    assert stats_of(index_of({"a": one, "b": one}, {})).total.turns == 2


@given(
    steps=st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 9)), max_size=14),
    left=st.sets(st.integers(0, 14)),
)
def test_in_any_tree_of_forks_a_turn_counts_once_whichever_sessions_are_left(
    steps: list[tuple[bool, int, int]], left: set[int]
) -> None:
    shop, shown = Workshop(), {"0": list[int]()}
    shop.new("0")
    for forks, which, after in steps:
        name = str(which % len(shown))
        if forks:
            new, kept = str(len(shown)), min(after, len(shown[name]))
            shop.fork(new, name, kept)
            shown[new] = shown[name][:kept]
        else:
            shown[name].append(shop.turn(name))
    names = [name for name in shown if int(name) in left]
    if names:
        assert shop.stats(*names).total.turns == len({n for name in names for n in shown[name]})


def test_since_asks_when_a_turn_ran_and_not_when_its_session_or_its_parent_began() -> None:
    shop = Workshop()
    shop.new("parent", "2026-01-01T00:00:00Z")
    shop.turn("parent", "2026-01-01T00:00:05Z")
    shop.fork("fork", "parent", 1, "2026-02-01T00:00:00Z")
    shop.turn("fork", "2026-03-01T00:00:00Z")
    found = shop.stats(since="2026-02-15T00:00:00Z")
    assert (found.sessions, found.total.turns) == (1, 1)
    assert (found.first, found.last) == ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z")
    shop.turn("parent", "2026-04-01T00:00:00Z")
    assert shop.stats(since="2026-02-15T00:00:00Z").total.turns == 2
    index = index_of({"fork": fold(shop.logs["fork"])}, {})
    assert index.select("SELECT started, seen FROM sessions") == [
        {"started": "2026-02-01T00:00:00Z", "seen": "2026-03-01T00:00:00Z"}
    ]


def test_logs_of_before_turns_had_a_date_count_by_when_they_were_opened() -> None:
    shop = Workshop()
    shop.new("parent", "2026-01-01T00:00:00Z")
    shop.turn("parent")
    shop.fork("fork", "parent", 1)
    shop.logs["fork"].append(ev.SessionResumed(wall="2026-02-01T00:00:00Z"))
    shop.turn("fork")
    assert shop.stats().total.turns == 2
    assert shop.stats(since="2026-01-15T00:00:00Z").total.turns == 1
    assert shop.stats(since="2026-02-15T00:00:00Z").sessions == 0
