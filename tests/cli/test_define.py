"""`sandbox stats --define` tells what a figure means, without reading a session."""

import json

from sandbox.export.definitions import FIGURES
from tests.cli.command_line import Sandbox


def test_a_figure_is_told_with_its_source_clock_and_how_it_is_known(sandbox: Sandbox):
    code, out, err = sandbox("stats", "--define", "meter.turn-time")
    assert (code, err) == (0, "")
    assert "turn_finished.took" in out
    assert "measured, stopwatch" in out


def test_a_word_finds_every_figure_of_that_name_or_place(sandbox: Sandbox):
    _, out, _ = sandbox("stats", "--define", "repairs", "--json")
    found = {one["name"] for one in json.loads(out)}
    assert found == {"meter.repairs", "stats.repairs", "comparison.repairs"}
    _, out, _ = sandbox("stats", "--define", "header", "--json")
    assert {one["place"] for one in json.loads(out)} == {"header"}


def test_all_are_listed(sandbox: Sandbox):
    _, out, _ = sandbox("stats", "--define", "all", "--json")
    assert [one["name"] for one in json.loads(out)] == [figure.name for figure in FIGURES]


def test_an_unknown_figure_is_one_line_with_the_nearest(sandbox: Sandbox):
    code, out, err = sandbox("stats", "--define", "repiars")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "repairs" in err
