"""Checks that a procedure speaks only of fields that its tools' results have."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.domain.procedure import Procedure, Step
from sandbox.domain.tool import ToolContract
from sandbox.pack.finding import nearest
from sandbox.procedures.line import HAND_OFF_TOOL, paths_of_step
from sandbox.procedures.paths import head_of

_PART = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\[[0-9]+\]")


def own_steps(procedure: Procedure) -> Iterator[Step]:
    """Its steps without those of what it does by `do`: they are told of where they stand."""
    return (step for step in procedure.steps if not step.of)


def bad_paths(
    procedure: Procedure, contracts: Mapping[str, ToolContract]
) -> Iterator[tuple[int, str, str]]:
    """(line, message, hint) for each path into a result that its schema does not have."""
    for step in own_steps(procedure):
        for path in paths_of_step(step):
            contract = contracts.get(head_of(path))
            if contract is None:
                continue
            if contract.name not in (*procedure.tools, HAND_OFF_TOOL):
                yield step.line, f"reads {path}, but never calls {contract.name}", ""
                continue
            missing, known = _missing(contract.result, _PART.findall(path)[1:])
            if missing:
                message = f"reads {path}, but {contract.name} returns no {missing!r}"
                yield step.line, message, nearest(missing, known)


def foreign_heads(procedure: Procedure, known: set[str]) -> Iterator[tuple[int, str]]:
    """(line, head) of each path that begins with no variable and no tool."""
    for step in own_steps(procedure):
        for path in paths_of_step(step):
            if head_of(path) not in known:
                yield step.line, head_of(path)


def _missing(schema: Any, parts: list[str]) -> tuple[str, list[str]]:
    """The first part that `schema` has not, and what it has; ("", []) where it can't be told."""
    for part in parts:
        if not isinstance(schema, dict):
            return "", []
        if part.startswith("["):
            schema = schema.get("items")
        elif "properties" in schema:
            properties = schema["properties"]
            if part not in properties:
                return part, list(properties)
            schema = properties[part]
        else:
            return "", []
    return "", []
