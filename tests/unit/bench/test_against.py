"""Comparing two runs as ratios."""

from pathlib import Path
from typing import Any

import pytest

from bench.against import changes, read
from bench.table import comparison


def _run(unit_ms: float, *figures: tuple[str, str, float]) -> dict[str, Any]:
    found = [{"key": name, "unit": unit, "median": median} for name, unit, median in figures]
    return {"format": 1, "machine": {"unit_ms": unit_ms}, "figures": found}


def test_ratios_are_now_over_then_and_the_machine_is_taken_out() -> None:
    before = _run(10.0, ("turn", "ms", 8.0), ("replay", "turns/s", 100.0), ("sql", "count", 50))
    now = _run(20.0, ("turn", "ms", 8.0), ("replay", "turns/s", 100.0), ("sql", "count", 40))
    turn, replay, sql = changes(before, now)
    assert (turn.ratio, turn.adjusted) == (1.0, 0.5)
    assert (replay.ratio, replay.adjusted) == (1.0, 2.0)
    assert (sql.ratio, sql.adjusted) == (0.8, 0.8)


def test_figures_that_only_one_run_has_are_left_out() -> None:
    before = _run(1.0, ("a", "ms", 1.0), ("b", "ms", 0.0), ("c", "s", 1.0))
    now = _run(1.0, ("a", "ms", 2.0), ("b", "ms", 1.0), ("c", "ms", 1.0), ("d", "ms", 1.0))
    assert [change.name for change in changes(before, now)] == ["a"]
    assert "2.00×" in comparison(changes(before, now))[1]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', "no JSON"])
def test_a_file_that_is_no_run_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(SystemExit, match=r"run\.json is no run"):
        read(path)
