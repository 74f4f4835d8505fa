"""What `--json` prints is JSON for any reader, and harmless to a terminal."""

import json
import math

import pytest

from sandbox.cli import output


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ({"a": "ünï \x9b31m \u202e"}, {"a": "ünï \x9b31m \u202e"}),
        ([math.inf, {"b": -math.inf}, 1.5], ["inf", {"b": "-inf"}, 1.5]),
        ({"n": math.nan}, {"n": "nan"}),
    ],
)
def test_data_is_strict_json_without_signs_that_act(
    capsys: pytest.CaptureFixture[str], value: object, read: object
) -> None:
    output.data(value)
    printed = capsys.readouterr().out
    assert json.loads(printed, parse_constant=pytest.fail) == read
    assert not {"\x9b", "\u202e"} & set(printed)
