"""A result here against the recorded one."""

from typing import Any

import pytest

from sandbox.imports.told import Differing, differences


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ("lei_wilson_4541", "lei_wilson_4541"),
        ("-60.78", "-60.78"),
        ("-60.78", -60.78),
        ('"quoted"', "quoted"),
        ("", ""),
        ('{"b": 1, "a": [1, null]}', {"a": [1, None], "b": 1.0}),
        (
            "Error: user not found",
            {"error": {"kind": "unknown_reference", "message": "user not found"}},
        ),
        (
            '{"error": {"kind": "policy", "message": "no"}}',
            {"error": {"kind": "x", "message": "no"}},
        ),
    ],
)
def test_these_say_the_same(recorded: str, told: Any) -> None:
    assert differences(recorded, told) == []


@pytest.mark.parametrize(
    ("recorded", "told", "found"),
    [
        ("a", "b", [Differing("", "a", "b")]),
        ("true", 1, [Differing("", True, 1)]),
        ('{"a": {"b/c": 1}}', {"a": {"b/c": 2}}, [Differing("/a/b~1c", 1, 2)]),
        ('{"a": 1}', {}, [Differing("/a", 1, None)]),
        ("{}", {"a": 1}, [Differing("/a", None, 1)]),
        ("[1, 2]", [1], [Differing("", [1, 2], [1])]),
        ("[1, 2]", [2, 1], [Differing("/0", 1, 2), Differing("/1", 2, 1)]),
        ("Error: no", {"id": 1}, [Differing("/error", "no", None)]),
        ('{"id": 1}', {"error": {"message": "no"}}, [Differing("/error", {"id": 1}, "no")]),
        ("Error: no", {"error": {"message": "never"}}, [Differing("/error", "no", "never")]),
    ],
)
def test_each_differing_field_is_named(recorded: str, told: Any, found: list[Differing]) -> None:
    assert differences(recorded, told) == found


def test_of_many_differences_the_first_few_are_told() -> None:
    assert len(differences(str(list(range(9))), list(range(1, 10)))) == 5
