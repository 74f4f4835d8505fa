"""Lint of what is expected of recordings: told without a replay."""

from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.pack.load import load_pack
from sandbox.pack.pack import Pack
from sandbox.replay.lint import look

GOLDEN = Path(__file__).parents[3] / "fixtures/brightcart/recordings"


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """brightcart with one recording, in a folder of its own."""
    (tmp_path / "recordings").mkdir()
    recording = (GOLDEN / "cancel.rec.jsonl").read_bytes()
    (tmp_path / "recordings/cancel.rec.jsonl").write_bytes(recording)
    return replace(load_pack("brightcart"), root=tmp_path)


def test_what_is_whole_is_not_told_of(pack: Pack) -> None:
    (pack.root / "recordings.yaml").write_text("may_differ:\n- {at: /took, ignore: true}\n")
    assert list(look(pack)) == []


def test_a_misspelt_field_of_a_head_is_named_with_the_near_one(pack: Pack) -> None:
    path = pack.root / "recordings/cancel.rec.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"title"', b'"titel"', 1))
    (found,) = look(pack)
    assert found.file == "recordings/cancel.rec.jsonl"
    assert "titel" in found.message
    assert "title" in found.hint


def test_a_torn_recording_is_named(pack: Pack) -> None:
    path = pack.root / "recordings/cancel.rec.jsonl"
    path.write_bytes(path.read_bytes()[:20_000])
    (found,) = look(pack)
    assert (found.file, "torn" in found.message) == ("recordings/cancel.rec.jsonl", True)


def test_a_mistake_in_the_file_for_all_is_told_once(pack: Pack) -> None:
    text = "assertions:\n  tools: {exact: [get_ordr]}\n"
    (pack.root / "recordings.yaml").write_text(text)
    (found,) = look(pack)
    assert found.file == "recordings.yaml"
    assert "get_ordr" in found.message
    assert "get_order" in found.hint
