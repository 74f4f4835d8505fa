"""The basic files of the official JSON Schema suite (draft 2020-12), where they are at hand."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from sandbox.tools.problems import problems_of
from sandbox.tools.schemas import compile_schema

SHARED = Path(__file__).parents[4] / "shared"
SUITE = SHARED / "data" / "json-schema" / "draft2020-12_basic.json.gz"


def cases() -> list[tuple[str, Any, Any, bool]]:
    if not SUITE.exists():
        return []
    files: dict[str, list[dict[str, Any]]] = json.loads(gzip.decompress(SUITE.read_bytes()))
    return [
        (f"{Path(name).stem}: {group['description']}: {case['description']}",
         group["schema"], case["data"], case["valid"])
        for name, groups in files.items()
        for group in groups
        for case in group["tests"]
    ]  # fmt: skip


CASES = cases()


def test_the_suite_is_there_where_the_shared_folder_is():
    if not CASES and os.environ.get("CI") == "true" and SHARED.exists():
        pytest.fail(f"{SHARED} exists, but its JSON Schema suite is missing")
    if not CASES:
        pytest.skip("10 files of the JSON Schema test suite are not here (../shared/data)")
    assert len(CASES) > 100


@pytest.mark.parametrize(("schema", "data", "valid"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_the_validator_agrees_with_the_suite(schema: Any, data: Any, valid: bool):
    whole = schema if isinstance(schema, dict) else {"allOf": [schema]}
    assert compile_schema(whole).is_valid(data) is valid


@pytest.mark.parametrize(("schema", "data", "valid"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_every_error_of_the_suite_becomes_a_problem(schema: Any, data: Any, valid: bool):
    whole = schema if isinstance(schema, dict) else {"allOf": [schema]}
    errors = compile_schema(whole).iter_errors(data)
    problems = [problem for error in errors for problem in problems_of(error, whole)]
    assert bool(problems) is not valid
    for problem in problems:
        assert problem.expected
        assert problem.got
        assert problem.pointer == "" or problem.pointer.startswith("/")
