"""Every figure of `sandbox stats`, held against the raw lines of the golden recordings."""

import json
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.export.figures import Stats
from sandbox.export.spread import quantile, spread_of
from sandbox.export.stats import stats_of, turn_times
from sandbox.log import event as ev
from sandbox.log.fold import fold
from sandbox.log.index import index_of
from sandbox.log.recording import read_recording

FOLDER = Path(__file__).parents[3] / "fixtures" / "brightcart" / "recordings"
FILES = sorted(FOLDER.glob("*.rec.jsonl"))
Line = dict[str, Any]


def lines(path: Path) -> list[Line]:
    """The lines as they lie in the file, blobs put back; nothing of ours is used to read them."""
    read = [json.loads(line) for line in path.read_text("utf-8").splitlines()[1:]]
    blobs = {line["digest"]: line["value"] for line in read if line["kind"] == "blob"}

    def whole(value: Any) -> Any:
        if isinstance(value, dict):
            if set(value) == {"$blob"}:
                return whole(blobs[value["$blob"]])
            return {key: whole(item) for key, item in value.items()}
        return [whole(item) for item in value] if isinstance(value, list) else value

    return [whole(line) for line in read if line["kind"] != "blob"]


RAW = {path.name: lines(path) for path in FILES}


def raw(kind: str, hop: str = "") -> Iterator[Line]:
    """Lines of turns: what a person ran again outside any turn is no call of the agent."""
    for found in RAW.values():
        for line in found:
            wanted = line["kind"] == kind and hop in ("", line.get("output", {}).get("hop"))
            if wanted and (line.get("turn") or kind == "session_started"):
                yield line


@pytest.fixture(scope="module")
def stats() -> Stats:
    index = index_of({path.name: fold(read_recording(path).log.events) for path in FILES}, {})
    return stats_of(index)


def test_sessions_and_turns_and_how_they_ended(stats: Stats) -> None:
    assert stats.sessions == len(FILES)
    assert stats.total.turns == len(list(raw("turn_started")))
    ends = Counter(line["outcome"] for line in raw("turn_finished"))
    assert stats.total.outcomes == ends
    assert stats.total.handoffs == ends["handed_off"]
    assert stats.total.degraded == sum(line.get("degraded", False) for line in raw("turn_finished"))
    assert sum(stats.outcomes.values()) == len(FILES)
    ended = Counter(
        found[-1]["outcome"] for found in RAW.values() if found[-1]["kind"] == "session_ended"
    )
    assert all(stats.outcomes[name] >= count for name, count in ended.items())
    assert stats.first == min(line["wall"] for line in raw("session_started"))


def test_tokens_are_the_reported_ones_and_cost_is_kept_apart(stats: Stats) -> None:
    usage = [line.get("usage", {}) for line in raw("model_responded")]
    assert stats.total.model_calls == len(usage)
    assert stats.total.input_tokens == sum(one.get("input", 0) for one in usage)
    assert stats.total.output_tokens == sum(one.get("output", 0) for one in usage)
    costs = [line.get("cost", {}) for line in raw("model_responded")]
    by_known = Counter(cost.get("known", "unknown") for cost in costs)
    assert {known: spent.calls for known, spent in stats.total.cost.items()} == by_known
    assert stats.total.cost["unknown"].nano is None
    computed = sum(cost["nano"] for cost in costs if cost.get("known") == "computed")
    assert stats.total.cost["computed"].nano == computed
    failed = sum("fault" in line for line in raw("model_responded"))
    assert stats.total.failed_attempts == failed > 0


def test_repairs_denials_and_failures(stats: Stats) -> None:
    repairs = [line["output"] for line in raw("hop_finished", "repair")]
    assert stats.total.repairs == sum(one["verdict"] == "repaired" for one in repairs) > 0
    denied = [
        line["output"]
        for line in raw("hop_finished", "policy")
        if line["output"]["decision"]["verdict"] != "allow"
        and line["output"].get("approval", {}).get("action") not in ("approve", "edit")
    ]
    assert stats.total.denials == len(denied) > 0
    broke = sum(line["fault"]["kind"] != "cancelled" for line in raw("hop_failed"))
    calls = [line["output"]["outcome"]["status"] for line in raw("hop_finished", "execute")]
    bad = sum(status in ("failed", "unknown") for status in calls)
    assert stats.total.failures == broke + bad > 0
    assert stats.total.tool_calls == len(calls)


def test_the_totals_in_the_logs_say_the_same(stats: Stats) -> None:
    totals = [line.get("totals", {}) for line in raw("turn_finished")]
    for name in ("model_calls", "tool_calls", "repairs", "denials", "input_tokens"):
        assert getattr(stats.total, name) == sum(one.get(name, 0) for one in totals), name


def test_p50_and_p95_of_every_hop_are_those_of_the_raw_durations(stats: Stats) -> None:
    durations: dict[str, list[int]] = {}
    names = {
        (path, line["turn"], line["hop"]): line["name"]
        for path, found in RAW.items()
        for line in found
        if line["kind"] == "hop_started" and line.get("turn")
    }
    for path, found in RAW.items():
        for line in found:
            if line["kind"] in ("hop_finished", "hop_failed") and line.get("turn"):
                name = names[path, line["turn"], line["hop"]]
                own = line["took"]["total"] - _waited(found, line)
                durations.setdefault(name, []).append(own)
    assert {hop.name for hop in stats.hops} == set(durations)
    for hop in stats.hops:
        found = durations[hop.name]
        cuts = statistics.quantiles(found, n=20, method="inclusive")
        assert hop.time.n == len(found)
        assert hop.time.p50 == pytest.approx(statistics.median(found) / 1e6, abs=0.0006)
        assert hop.time.p95 == pytest.approx(cuts[18] / 1e6, abs=0.0006)
        assert hop.time.max == pytest.approx(max(found) / 1e6, abs=0.0006)
    assert sum(hop.share for hop in stats.hops) == pytest.approx(1, abs=0.001)


def _waited(found: list[Line], end: Line) -> int:
    """Nanoseconds from each question to its answer, or to the end of the hop that asked."""
    here = [line for line in found if (line.get("turn"), line.get("hop")) == _place(end)]
    asked = [line["took"]["start"] for line in here if line["kind"] == "human_asked"]
    acted = [line["took"] for line in here if line["kind"] == "human_acted"]
    until = [took["start"] + took["total"] for took in acted]
    until += [end["took"].get("start", 0) + end["took"]["total"]] * (len(asked) - len(until))
    return sum(until) - sum(asked)


def _place(line: Line) -> tuple[int, int]:
    return line["turn"], line["hop"]


def test_by_model_and_by_intent_every_turn_is_counted_once(stats: Stats) -> None:
    models = Counter(line["model"] for line in raw("turn_started"))
    assert {group.name: group.turns for group in stats.models} == models
    assert sum(group.turns for group in stats.intents) == stats.total.turns
    for groups in (stats.models, stats.intents):
        for name in ("tool_calls", "repairs", "denials", "failures", "input_tokens", "handoffs"):
            parts = sum(getattr(group, name) for group in groups)
            assert parts == getattr(stats.total, name), name


def _rows_changed(lines: list[Line]) -> int:
    """Rows that the calls of turns changed; what the ledger gave again was changed once."""
    done: set[str] = set()
    key, rows = "", 0
    for line in lines:
        if line["kind"] == "tool_attempted":
            key = line.get("key", "")
        elif line["kind"] == "tool_responded" and line.get("changes") and key not in done:
            done.add(key)
            rows += len(line["changes"]) if line.get("turn") else 0
    return rows


def test_by_tool(stats: Stats) -> None:
    calls = Counter(line["output"]["tool"] for line in raw("hop_finished", "execute"))
    assert {tool.name: tool.calls for tool in stats.tools if tool.calls} == calls
    attempts = sum(1 for _ in raw("tool_attempted"))
    assert sum(tool.attempts for tool in stats.tools) == attempts
    assert sum(tool.rows_changed for tool in stats.tools) == sum(map(_rows_changed, RAW.values()))


def test_a_mark_counts_where_its_turn_does() -> None:
    events = list(read_recording(FOLDER / "refund.rec.jsonl").log.events)
    marked = fold([*events, ev.TurnMarked(turn=1, mark="bad", note="slow")])
    found = stats_of(index_of({"a": marked, "b": fold(events)}, {}))
    assert (found.total.good, found.total.bad) == (0, 1)
    (model,) = found.models
    assert model.bad == 1


def test_since_and_pack_choose_whole_sessions(stats: Stats) -> None:
    sessions = {path.name: fold(read_recording(path).log.events) for path in FILES[:3]}
    index = index_of(sessions, {})
    walls = sorted(one.started.wall for one in sessions.values() if one.started)
    assert stats_of(index, since=walls[-1]).sessions == walls.count(walls[-1])
    assert stats_of(index, since="9999").sessions == 0
    assert stats_of(index, pack="brightcart").sessions == 3
    assert stats_of(index, pack="another").total.turns == 0
    assert turn_times(index, pack="another") == []


def test_of_nothing_there_are_figures_without_a_number() -> None:
    found = stats_of(index_of({}, {}))
    assert (found.sessions, found.total.turns, found.hops, found.outcomes) == (0, 0, (), {})
    assert found.total.time.p50 is None
    assert found.total.cost == {}


def test_a_log_that_cannot_be_read_is_named_and_counts_nowhere() -> None:
    good = fold(read_recording(FILES[0]).log.events)
    read_as = {"bad": {"problem": "line 3: not JSON"}, "torn": {"torn": 17}}
    found = stats_of(index_of({"bad": fold(()), "torn": good}, read_as))
    assert found.sessions == 1
    assert found.unreadable == {"bad": "line 3: not JSON"}
    assert found.torn == ("torn",)


@pytest.mark.parametrize(
    ("values", "share", "wanted"),
    [([7], 0.95, 7), ([1, 3], 0.5, 2), ([0, 10, 20, 30], 0.95, 28.5), ([1, 2, 3], 1.0, 3)],
)
def test_a_quantile_is_interpolated_between_neighbours(
    values: list[float], share: float, wanted: float
) -> None:
    assert quantile(values, share) == pytest.approx(wanted)


def test_a_spread_of_nothing_is_unknown_and_not_zero() -> None:
    assert spread_of([]).p50 is None
    assert spread_of([2_000_000]).model_dump() == {"n": 1, "p50": 2.0, "p95": 2.0, "max": 2.0}


def test_an_old_result_that_stood_in_is_no_success_of_its_service() -> None:
    events = read_recording(FOLDER / "old-answer.rec.jsonl").log.events
    found = stats_of(index_of({"a": fold(events)}, {}))
    (tool,) = found.tools
    assert tool.name == "get_order"
    assert tool.statuses == {"ok": 1, "stood in": 1}
