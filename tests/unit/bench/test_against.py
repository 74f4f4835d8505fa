"""Comparing two runs as ratios."""

from typing import Any

from sandbox.bench.against import changes, only_one
from sandbox.bench.table import comparison


def _run(unit_ms: float, *figures: tuple[str, str, float], **more: Any) -> dict[str, Any]:
    found = [
        {"key": name, "name": name, "unit": unit, "median": median}
        for name, unit, median in figures
    ]
    return {"format": 1, "machine": {"unit_ms": unit_ms}, "figures": found, **more}


def test_ratios_are_now_over_then_and_the_machine_is_taken_out() -> None:
    before = _run(10.0, ("turn", "ms", 8.0), ("replay", "turns/s", 100.0), ("sql", "count", 50))
    now = _run(20.0, ("turn", "ms", 8.0), ("replay", "turns/s", 100.0), ("sql", "count", 40))
    turn, replay, sql = changes(before, now)
    assert (turn.ratio, turn.adjusted) == (1.0, 0.5)
    assert (replay.ratio, replay.adjusted) == (1.0, 2.0)
    assert (sql.ratio, sql.adjusted) == (0.8, 0.8)


def test_a_figure_is_held_against_the_machine_as_it_was_at_its_own_measurement() -> None:
    then = {"measured": [{"name": "hub", "unit_ms": 10.0}, {"name": "log", "unit_ms": 10.0}]}
    here = {"measured": [{"name": "hub", "unit_ms": 30.0}, {"name": "log", "unit_ms": 10.0}]}
    before = _run(1.0, ("turn", "ms", 1.0), ("fold", "ms", 1.0), **then)
    now = _run(1.0, ("turn", "ms", 3.0), ("fold", "ms", 3.0), **here)
    for run in (before, now):
        for section in run["measured"]:
            section["others"] = 0.0
        run["figures"][0]["measurement"], run["figures"][1]["measurement"] = "hub", "log"
    assert [change.adjusted for change in changes(before, now)] == [1.0, 3.0]


def test_figures_that_only_one_run_has_are_left_out_and_counted() -> None:
    before = _run(1.0, ("a", "ms", 1.0), ("b", "ms", 0.0), ("c", "s", 1.0), ("e", "ms", 1.0))
    now = _run(1.0, ("a", "ms", 2.0), ("b", "ms", 1.0), ("c", "ms", 1.0), ("d", "ms", 1.0))
    assert [change.name for change in changes(before, now)] == ["a"]
    assert "2.00×" in comparison(changes(before, now))[1]
    assert only_one(before, now) == (["e"], ["d"])


def test_a_change_within_the_spread_of_both_runs_is_called_noise() -> None:
    before = _run(1.0, ("steady", "ms", 10.0), ("wild", "ms", 10.0), ("once", "ms", 10.0))
    now = _run(1.0, ("steady", "ms", 12.0), ("wild", "ms", 12.0), ("once", "ms", 12.0))
    for run in (before, now):
        for item, spread, n in zip(run["figures"], (0.1, 0.3, 0.0), (9, 9, 1), strict=True):
            item |= {"spread": spread, "n": n}
    found = changes(before, now)
    assert [change.clear for change in found] == [True, False, None]
    assert [line.split()[-1] for line in comparison(found)[1:]] == ["yes", "noise", "?"]


def test_a_time_of_a_busy_machine_is_called_so_and_a_count_is_not() -> None:
    quiet = {"measured": [{"name": "hub", "unit_ms": 1.0, "others": 0.0}]}
    busy = {"measured": [{"name": "hub", "unit_ms": 1.0, "others": 0.5}]}
    before = _run(1.0, ("frame", "s", 1.0), ("syncs", "count", 5.0), **quiet)
    now = _run(1.0, ("frame", "s", 3.0), ("syncs", "count", 6.0), **busy)
    for run in (before, now):
        for item, clock in zip(run["figures"], (True, False), strict=True):
            item |= {"measurement": "hub", "on_the_clock": clock}
    found = changes(before, now)
    assert [change.busy for change in found] == [True, False]
    assert [line.split()[-1] for line in comparison(found)[1:]] == ["busy", "?"]
