"""What there is to measure, and which reply of the loopback server is due."""

from pathlib import Path

import pytest

import bench
from bench.catalog import CATALOG, chosen
from bench.server import due
from bench.sessions import worded


def test_every_measurement_is_a_file_of_its_name() -> None:
    files = {path.stem for path in (Path(bench.__file__).parent / "measure").glob("*.py")}
    assert files - {"__init__"} == {entry.name for entry in CATALOG}


def test_only_picks_by_name_in_the_order_of_the_table() -> None:
    assert [entry.name for entry in chosen(["replay", "hub_turn"])] == ["hub_turn", "replay"]
    assert chosen([]) == list(CATALOG)
    with pytest.raises(SystemExit, match="no measurement nothing"):
        chosen(["nothing"])


def test_the_reply_that_is_due_follows_from_the_request_alone() -> None:
    user, call, result = ({"role": role} for role in ("user", "assistant", "tool"))
    assert due({"messages": [user]}) == 0
    assert due({"messages": [user, call, result, call, result]}) == 2
    assert due({"messages": [user, call, result, call, user]}) == 0


def test_worded_texts_differ_and_hold_no_digit_of_their_own() -> None:
    texts = {worded("hello", number) for number in range(50)}
    assert len(texts) == 50
    assert not any(letter.isdigit() for text in texts for letter in text)
