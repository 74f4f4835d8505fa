"""The document of a run: what is in it, and files that are none."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.bench.catalog import chosen
from sandbox.bench.figure import Target, figure
from sandbox.bench.markdown import BEGIN, END, lines, write
from sandbox.bench.results import FORMAT, Results, Section, read
from sandbox.domain.faults import SandboxError


def results() -> Results:
    """A run of two measurements, of which one was cut short."""
    hub, counts = chosen(["hub_turn", "counts"])
    machine: dict[str, object] = {
        "cores": 2,
        "memory_gb": 8,
        "system": "Linux",
        "python": "3.11.7",
        "unit_ms": 2.5,
    }
    found = Results("quick", machine, "1.2.3", "2026-11-21")
    found.sections = [
        Section(hub, 2.5, 1.25, others=0.4, seconds=12.34, whole=True),
        Section(counts, 2.5, None),
    ]
    found.sections[0].figures = [
        figure("CPU of a turn", "ms", [7.0, 8.0, 9.0], Target(8, aim=5), "a | b"),
        figure("  prompt", "ms", [1.0, 1.0, 1.0]),
    ]
    found.sections[1].figures = [figure("syncs", "count", [9], Target(5))]
    found.absent = {"routing": "needs the labelled data"}
    found.stopped = True
    return found


def test_the_document_has_the_same_fields_in_the_same_order() -> None:
    data = json.loads(json.dumps(results().data()))
    assert list(data) == [
        "format",
        "version",
        "day",
        "size",
        "stopped",
        "machine",
        "measured",
        "not_measured",
        "figures",
    ]
    assert data["format"] == FORMAT == 2
    assert data["measured"][0] == {
        "name": "hub_turn",
        "title": "The hub's own CPU in a turn",
        "seconds": 12.3,
        "unit_ms": 2.5,
        "load": 1.25,
        "others": 0.4,
        "whole": True,
    }
    assert data["not_measured"] == [{"name": "routing", "why": "needs the labelled data"}]
    assert data["figures"][1] == {
        "key": "CPU of a turn · prompt",
        "measurement": "hub_turn",
        "name": "  prompt",
        "unit": "ms",
        "target": None,
        "n": 3,
        "median": 1.0,
        "p95": 1.0,
        "min": 1.0,
        "max": 1.0,
        "spread": 0.0,
        "passed": None,
        "broken": False,
        "on_the_clock": True,
        "note": "",
    }


def test_a_time_that_was_missed_while_others_used_the_machine_is_in_doubt() -> None:
    found = results()
    hub = found.sections[0]
    hub.figures = [
        figure("CPU of a turn", "ms", [9.0], Target(8)),
        figure("first frame", "s", [9.0], Target(8)),
        figure("replay", "turns/s", [9.0], Target(10, at_least=True)),
        figure("syncs", "count", [9], Target(8)),
        figure("a hop", "ms", [7.0], Target(8)),
    ]
    assert found.doubtful() == 2
    page = "\n".join(lines(found.data()))
    assert [line.split("|")[1].strip() for line in page.splitlines() if "no, busy" in line] == [
        "first frame",
        "replay",
    ]
    hub.others = 0.0
    assert found.doubtful() == 0


def test_what_is_missed_is_named_by_the_key_of_its_figure() -> None:
    assert results().missed() == ["syncs"]
    assert not results().broken


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps(results().data()), "utf-8")
    assert read(path) == json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is no JSON"),
        ("{", "is no JSON"),
        ("[]", "should be an object"),
        ("{}", "its format is None, not 2"),
        ('{"format": 3}', "its format is 3"),
        ('{"format": 2}', "machine.unit_ms"),
        ('{"format": 2, "machine": {"unit_ms": 0}}', "machine.unit_ms"),
        ('{"format": 2, "machine": {"unit_ms": 1}}', "no figures"),
        ('{"format": 2, "machine": {"unit_ms": 1}, "figures": [{"key": "x"}]}', "figures/0"),
    ],
)
def test_a_file_that_is_no_run_is_refused_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(SandboxError) as caught:
        read(path)
    assert says in str(caught.value)
    assert caught.value.code == 2
    assert str(caught.value).startswith("run.json ")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"can't read none\.json"):
        read(tmp_path / "none.json")


def test_the_markdown_has_a_table_for_each_measurement_and_says_how_busy_it_was() -> None:
    text = "\n".join(lines(results().data()))
    assert "Run of 2026-11-21, version 1.2.3, size quick: 2 cores, 8 GB" in text
    assert "It was stopped before its end." in text
    assert "(`hub_turn`): others used 40 % of the machine" in text
    assert "| CPU of a turn<br>a \\| b | ≤ 8.00 ms | 8.00 ms | 8.90 ms | ±6 % | 3 | yes |" in text
    assert "| – prompt |" in text
    assert "| syncs | ≤ 5 | 9 |  |  |  | **no** |" in text
    assert "* `routing`: needs the labelled data" in text


def test_the_markdown_goes_between_the_marks_and_nothing_else_changes(tmp_path: Path) -> None:
    page, run = tmp_path / "page.md", results().data()
    page.write_text(f"# Before\n\n{BEGIN}\nold\n{END}\n\nAfter.\n", "utf-8")
    write(page, run)
    once = page.read_text("utf-8")
    assert once.startswith(f"# Before\n\n{BEGIN}\nRun of")
    assert once.endswith(f"{END}\n\nAfter.\n")
    assert "old" not in once
    write(page, run)
    assert page.read_text("utf-8") == once


def test_a_page_without_marks_is_not_written_over(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# mine\n", "utf-8")
    with pytest.raises(SandboxError, match="does not say where"):
        write(page, results().data())
    assert page.read_text("utf-8") == "# mine\n"


def _broken() -> dict[str, Any]:
    run = results()
    run.sections[0].figures.append(figure("odd", "ms", [1.0], broken=True))
    return run.data()


def test_a_broken_figure_is_called_so_in_the_table() -> None:
    assert "| odd |  | 1.00 ms |  |  |  | broken |" in "\n".join(lines(_broken()))
