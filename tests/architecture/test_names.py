"""One word, five places: a hop's name is its file, its row, its span and its test."""

from pathlib import Path
from typing import get_args

from sandbox.domain.hop import HOP_NAMES, HopOutput
from sandbox.log.event import READ_EVENT, Event

ROOT = Path(__file__).parents[2]


def test_every_hop_has_a_file_of_its_name() -> None:
    files = {path.stem for path in (ROOT / "sandbox" / "hops").glob("*.py")}
    assert set(HOP_NAMES) <= files


def test_every_hop_has_one_output_of_its_name() -> None:
    union = get_args(get_args(HopOutput)[0])
    assert [output.model_fields["hop"].default for output in union] == list(HOP_NAMES)


def test_every_hop_has_a_test_of_its_name() -> None:
    files = {path.stem for path in (ROOT / "tests" / "unit" / "hops").glob("test_*.py")}
    assert {f"test_{name}" for name in HOP_NAMES} <= files


def test_every_kind_of_event_is_written_as_its_class_is_called() -> None:
    for event in get_args(Event):
        words = "".join(f"_{c.lower()}" if c.isupper() else c for c in event.__name__)
        assert event.model_fields["kind"].default == words.strip("_")
    assert READ_EVENT.json_schema()["discriminator"]["propertyName"] == "kind"


def test_no_file_of_ours_is_longer_than_three_hundred_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in (ROOT / "sandbox").rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 300
    ]
    assert long == []
