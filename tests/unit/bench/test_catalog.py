"""What there is to measure, what it needs, and that each measurement runs at its smallest."""

from pathlib import Path

import pytest

import sandbox.bench
from sandbox.bench import needs
from sandbox.bench.catalog import CATALOG, NAMES, Entry, chosen
from sandbox.bench.needs import missing
from sandbox.bench.parent import measure_all
from sandbox.bench.results import Results
from sandbox.bench.run import Size
from sandbox.bench.sessions import worded
from sandbox.domain.faults import SandboxError
from sandbox.pack.find import shipped
from tests.unit.bench.silent import Silent

SLOW = (pytest.mark.slow, pytest.mark.timeout(600))
QUICK = ("counts",)
"""The others take some seconds each, even at their smallest."""


def test_every_measurement_is_a_file_of_its_name() -> None:
    files = {path.stem for path in (Path(sandbox.bench.__file__).parent / "measure").glob("*.py")}
    assert files - {"__init__"} == set(NAMES)


def test_only_picks_by_name_in_the_order_of_the_table() -> None:
    assert [entry.name for entry in chosen(["replay", "hub_turn"])] == ["hub_turn", "replay"]
    assert chosen([]) == list(CATALOG)


def test_a_name_that_is_none_is_told_with_the_nearest() -> None:
    with pytest.raises(SandboxError, match=r"no measurement 'hubturn' \(did you mean hub_turn\?\)"):
        chosen(["hubturn"])
    with pytest.raises(SandboxError, match="--list"):
        chosen(["zzz"])


@pytest.mark.parametrize("entry", CATALOG, ids=NAMES)
def test_a_smaller_run_is_planned_to_take_no_longer(entry: Entry) -> None:
    sizes: tuple[Size, ...] = ("tiny", "quick", "normal", "full")
    planned = [entry.seconds(size) for size in sizes]
    assert planned == sorted(planned)


def test_the_normal_run_is_planned_to_take_less_than_ten_minutes() -> None:
    assert sum(entry.seconds("normal") for entry in CATALOG) < 600


def test_what_a_measurement_needs_and_has_not_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(needs, "ROOT", tmp_path)
    monkeypatch.setattr(needs, "DATA", tmp_path / "none")
    for entry in CATALOG:
        why = missing(entry.needs)
        assert bool(why) == bool(set(entry.needs) - {needs.POSIX})
        assert "\n" not in why
        assert str(tmp_path) not in why
    assert "no Python nothing there" in missing((needs.FRAMEWORKS,), str(tmp_path / "nothing"))


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=SLOW) for name in NAMES]
)
def test_a_measurement_runs_at_its_smallest(name: str) -> None:
    entries = chosen([name])
    if why := missing(entries[0].needs):
        pytest.skip(why)
    results = Results("tiny", {"unit_ms": 1.0}, "0", "2026-01-01")
    measure_all(entries, results, Silent(), str(shipped() / "brightcart"), "")
    (section,) = results.sections
    assert section.whole
    assert section.figures
    assert [item.note for item in section.figures if item.broken] == []


def test_worded_texts_differ_and_hold_no_digit_of_their_own() -> None:
    texts = {worded("hello", number) for number in range(50)}
    assert len(texts) == 50
    assert not any(letter.isdigit() for text in texts for letter in text)
