"""docs/numbers.md names fields that exist, and says of the screen what the screen says."""

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from sandbox.domain.hop import HopOutput
from sandbox.export.definitions import FIGURES
from sandbox.log.event import Event
from sandbox.tui.feed.inspect.turn import SLOW_ENGINE
from sandbox.tui.feed.notes import FOLD_UNDER, SLOW_INFER, SLOW_OVER
from tests.docs.numbers import rewritten

TEXT = (Path(__file__).parents[2] / "docs" / "numbers.md").read_text("utf-8")
FIELD = re.compile(r"`([a-z_]+)\.([a-z_]+)`")


def _models() -> dict[str, type[BaseModel]]:
    """Events by kind, hop outputs by hop."""
    events = {event.model_fields["kind"].default: event for event in get_args(Event)}
    outputs = get_args(get_args(HopOutput)[0])
    return events | {output.model_fields["hop"].default: output for output in outputs}


def test_every_field_that_it_names_is_one() -> None:
    models, named = _models(), FIELD.findall(TEXT)
    assert len(named) > 30
    assert [f"{m}.{f}" for m, f in named if f not in models[m].model_fields] == []


@pytest.mark.parametrize(
    ("words", "nanoseconds"),
    [
        ("clean ones under 5 ms", FOLD_UNDER),
        ("A hop over 250 ms", SLOW_OVER),
        ("infer over 10 s", SLOW_INFER),
        ("over 300 ms outside model", SLOW_ENGINE),
    ],
)
def test_its_limits_are_those_of_the_screen(words: str, nanoseconds: int) -> None:
    amount, unit = re.search(r"(\d+) (ms|s)", words).groups()  # pyright: ignore
    assert words in TEXT
    assert int(amount) * {"ms": 1_000_000, "s": 1_000_000_000}[unit] == nanoseconds


def test_its_tables_are_those_of_the_code() -> None:
    """`python -m tests.docs.numbers` writes them."""
    assert rewritten(TEXT) == TEXT
    marked = re.findall(r"<!-- figures: (\w+) -->", TEXT)
    assert sorted(marked) == sorted({figure.place for figure in FIGURES})


def test_every_figure_has_a_source_that_exists_and_says_how_it_is_known() -> None:
    models = _models()
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)
    for figure in FIGURES:
        assert figure.name.startswith(f"{figure.place}.")
        assert figure.how
        assert figure.known
        for name in figure.fields:
            kind, _, field = name.partition(".")
            assert field in models[kind].model_fields, figure.name
