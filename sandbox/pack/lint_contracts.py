"""What a contract may be, and yet had better not be."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

from sandbox.api import is_stub
from sandbox.domain.tool import ToolContract
from sandbox.pack.finding import Report
from sandbox.pack.pack import Pack
from sandbox.pack.tools_file import FILE
from sandbox.procedures.line import HAND_OFF_TOOL


def look(pack: Pack, report: Report) -> None:
    """Warns of writes that can't be told apart, unsaid results, and ids that a model may copy."""
    lines = pack.files.get(FILE, "").splitlines()
    for contract in pack.contracts.values():
        line = next(
            (n for n, text in enumerate(lines, 1) if text.startswith(f"{contract.name}:")), 0
        )
        found = (*_warnings(contract), *_copyable(contract, pack), *_unkeepable(contract, pack))
        for message, hint in found:
            report.warn(FILE, f"tool {contract.name}: {message}", line, hint)
    _look_at_stubs(pack, report)
    if pack.contracts and HAND_OFF_TOOL not in pack.contracts:
        hint = "add one: a person is the last way out of every procedure"
        report.warn(FILE, f"there is no tool {HAND_OFF_TOOL}", 0, hint)


def _look_at_stubs(pack: Pack, report: Report) -> None:
    """A tool without a body is an error that lets the pack be loaded all the same."""
    for name, function in pack.functions.items():
        if is_stub(function):
            code = inspect.unwrap(function).__code__
            file, hint = code.co_filename.partition("/")[2], "write it, and make @stub @tool"
            report.error(file, f"the tool {name} has no body yet", code.co_firstlineno, hint)


def _warnings(contract: ToolContract) -> Iterator[tuple[str, str]]:
    if contract.writes and not contract.idempotency:
        yield "it writes, but names no idempotency fields", "which arguments tell one effect apart?"
    if contract.writes and not contract.scopes:
        yield "it writes, but asks for no scope", "add `scopes: [service:write]`"
    if not contract.result.get("properties"):
        yield (
            "its result is not described",
            "say which fields it returns, so that steps can use them",
        )
    if contract.closed and contract.arguments.get("additionalProperties") is not False:
        yield "its arguments are open", "write `additionalProperties: false`, or `closed: false`"
    if len(contract.description.split()) < 4:
        yield "its description says little", "say what it does and when to use it"


def _unkeepable(contract: ToolContract, pack: Pack) -> Iterator[tuple[str, str]]:
    """Choices of a write that no column of that name in its service can hold."""
    if not contract.writes:
        return
    for name, schema in contract.arguments.get("properties", {}).items():
        allowed = [one for one in schema.get("enum", ()) if isinstance(one, str)]
        columns = [
            (f"{table.name}.{column.name}", column.choices)
            for table in pack.tables.values()
            for column in table.columns
            if table.service == contract.service and column.name == name and column.choices
        ]
        if not columns or any(set(allowed) <= set(choices) for _, choices in columns):
            continue
        where, choices = columns[0]
        wrong = ", ".join(one for one in allowed if one not in choices)
        yield f"{name} may be {wrong}, which {where} can't hold", "add it there, or take it away"


def _copyable(contract: ToolContract, pack: Pack) -> Iterator[tuple[str, str]]:
    """Ids in descriptions, defaults and examples: a model takes them for real ones."""
    patterns = [t.pattern for t in pack.tables.values() if t.prefix and t.digits]
    if not patterns:
        return
    any_id = re.compile(rf"\b(?:{'|'.join(patterns)})\b")
    texts = [contract.description, *_words(contract.arguments), *_words(contract.result)]
    for found in sorted({match for text in texts for match in any_id.findall(text)}):
        yield (
            f"its text holds the id {found}",
            "models copy such ids into calls; describe the shape",
        )


def _words(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key != "pattern":
                yield from _words(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _words(item)
    elif isinstance(schema, str):
        yield schema
