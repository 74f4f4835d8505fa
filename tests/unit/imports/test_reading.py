"""Specs and databases that are torn or odd: one clear line each."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.imports.moment import latest_moment
from sandbox.imports.sources import read_json
from sandbox.imports.specs import read_specs
from sandbox.imports.tables import customer_table, read_database

PARAMETERS = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}


def spec(name: str, **more: Any) -> dict[str, Any]:
    function = {"name": name, "description": "Does it.", "parameters": PARAMETERS, **more}
    return {"type": "function", "function": function}


def written(folder: Path, data: object, name: str = "in.json") -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return path


def test_specs_come_in_a_list_bare_or_under_tools(tmp_path: Path) -> None:
    wrapped, bare = [spec("get_it")], [spec("get_it")["function"]]
    for data in (wrapped, bare, {"tools": wrapped}):
        found = read_specs(written(tmp_path, data))
        assert [(one.name, one.description, one.parameters) for one in found] == [
            ("get_it", "Does it.", PARAMETERS)
        ]


def test_a_function_without_parameters_or_words_is_one_all_the_same(tmp_path: Path) -> None:
    found = read_specs(written(tmp_path, [{"name": "list_all"}]))[0]
    assert (found.description, found.parameters["type"], found.reads) == (
        "list_all",
        "object",
        True,
    )


@pytest.mark.parametrize(
    ("name", "reads"),
    [("get_user", True), ("list_flights", True), ("think", True), ("search_direct", True),
     ("book_flight", False), ("cancel_it", False), ("send_certificate", False), ("getaway", False)],
)  # fmt: skip
def test_the_first_word_of_a_name_tells_lookups_from_writes(
    tmp_path: Path, name: str, reads: bool
) -> None:
    assert read_specs(written(tmp_path, [spec(name)]))[0].reads is reads


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("[", "in.json:1: not JSON"),
        ("[]", "holds no function specs"),
        ("7", "holds no function specs"),
        ([{"type": "function"}], "function 1 has no name"),
        ([spec("getUser")], "the function name 'getUser' can't be a tool's"),
        ([spec("a"), spec("a")], "two functions are called a"),
        ([spec("a", parameters={"type": "array"})], "a: its parameters are no JSON Schema"),
        ([spec("class")], "the function name 'class' can't be a tool's"),
        ([spec("a", description="half \ud83d")], r"a: \\ud83d is half of a surrogate pair"),
        ([spec("a", parameters={"properties": {"\ud83d": {}}})], "half of a surrogate pair"),
        ([spec("a", parameters={"properties": [1]})], "a: its properties are no object"),
        ([spec("a", parameters={"properties": {"b": 5}})], "its property 'b' is no JSON Schema"),
        ([spec("a", parameters={"required": 5})], "what it says is required is no list of names"),
    ],
)
def test_bad_specs_are_named(tmp_path: Path, data: object, said: str) -> None:
    with pytest.raises(SandboxError, match=said):
        read_specs(written(tmp_path, data))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('{"a": {', "in.json:1: not JSON"),
        ('{"a": {"k": {"x": NaN}}}', "NaN is no number in JSON"),
        ("[]", "is no database"),
        ({"Users": {}}, "table 'Users': names are small letters"),
        ({"a__b": {}}, "table 'a__b': names are small letters"),
        ({"known_ids": {}}, "the import makes a table of this name"),
        ({"users": []}, "table 'users' is no object of records by key"),
        ({"users": {"u": 5}}, "the record 'u' is no object"),
        ({"users": {"": {}}}, "can't be a key"),
        ({"users": {"a\0": {}}}, "can't be a key"),
    ],
)
def test_a_bad_database_is_named(tmp_path: Path, data: object, said: str) -> None:
    with pytest.raises(SandboxError, match=said):
        read_database(written(tmp_path, data))


def test_a_packed_file_is_unpacked_and_a_torn_one_told(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps({"users": {}}).encode())
    path = tmp_path / "db.json.gz"
    path.write_bytes(packed)
    assert read_json(path) == {"users": {}}
    path.write_bytes(packed[:-9])
    with pytest.raises(SandboxError, match=r"db\.json\.gz is torn"):
        read_json(path)


def test_what_is_no_readable_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b'{"a":\n "\xe9"}')
    for name, said in (
        ("none.json", "there is no file none.json"),
        ("latin.json", ":2: not UTF-8"),
    ):
        with pytest.raises(SandboxError, match=said):
            read_json(tmp_path / name)
    with pytest.raises(SandboxError, match="is a folder"):
        read_json(tmp_path)


def test_the_customers_table_is_named_or_guessed() -> None:
    assert customer_table({"orders": {}, "users": {}}, "") == "users"
    assert customer_table({"orders": {}, "users": {}}, "orders") == "orders"
    with pytest.raises(SandboxError, match="name it with --customers"):
        customer_table({"orders": {}}, "")
    with pytest.raises(SandboxError, match="has no such table"):
        customer_table({"users": {}}, "user")


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ({"a": ["2024-05-20", "2024-05-15T06:04:00"]}, "2024-05-20T00:00:00Z"),
        ({"2024-05-15": {"x": "2024-05-15 06:04"}}, "2024-05-15T06:04:00Z"),
        ({"x": "2024-13-01", "y": "on 2024-05-01"}, ""),
    ],
)
def test_a_world_begins_at_its_latest_moment(value: object, moment: str) -> None:
    assert latest_moment(value) == moment
