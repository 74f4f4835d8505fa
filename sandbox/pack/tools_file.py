"""tools.yaml: the contracts of what the agent may call."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from sandbox.domain.schema import Table
from sandbox.domain.tool import ITSELF, Effect, ToolContract
from sandbox.pack.finding import Report, nearest
from sandbox.pack.shape import Form, read_form
from sandbox.pack.yaml_text import Located, read_mapping
from sandbox.procedures.expression import paths_in
from sandbox.procedures.lexer import SyntaxFault

FILE = "tools.yaml"
ANCHORS = "x-"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


class ContractForm(Form):
    """One contract; see `ToolContract` for what each key means, and `sql_form` for `sql`."""

    service: str
    description: str
    effect: Effect = "read"
    arguments: dict[str, Any]
    result: dict[str, Any] = Field(default_factory=dict)
    references: dict[str, str] = Field(default_factory=dict)
    idempotency: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    preconditions: tuple[str, ...] = ()
    amount: str = ""
    identifies: str = ""
    timeout: Annotated[float, Field(gt=0, le=600)] = 5.0
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    closed: bool = True
    fallback: Any = None
    sql: Any = None


def read_contracts(
    text: str | None,
    tables: Mapping[str, Table],
    report: Report,
    declared: Collection[str] = (),
) -> tuple[dict[str, ToolContract], Located | None]:
    """Contracts by name, and the document for the lines of later findings.

    A top-level key that begins with `x-` is a place for YAML anchors and no tool. `declared`: the
    services that domain.yaml names, which need no table.
    """
    if text is None:
        report.unread(FILE, "is missing", hint="it declares what the agent may call")
        return {}, None
    located = read_mapping(FILE, text, report)
    contracts: dict[str, ToolContract] = {}
    if located is None:
        return contracts, None
    for name, value in located.data.items():
        if name.startswith(ANCHORS):
            continue
        form = read_form(ContractForm, value, located, report, (name,), f"tool {name}")
        if form is None:
            continue
        if not _NAME.fullmatch(name):
            hint = "small letters, digits and _; providers refuse more"
            report.error(FILE, f"tool name {name!r}", located.line(name), hint)
        # The schemas as they were read: in the form, lists have become tuples.
        schemas = {
            "arguments": value["arguments"],
            "result": value.get("result") or {},
            "fallback": value.get("fallback"),
        }
        contract = ToolContract(name=name, **{**form.model_dump(exclude={"sql"}), **schemas})
        for key, message, hint in _misfits(contract, tables, declared):
            line = located.line(name, *key)
            report.error(FILE, f"tool {name}: {message}", line, hint)
        contracts[name] = contract
    return contracts, located


def _misfits(
    contract: ToolContract, tables: Mapping[str, Table], declared: Collection[str]
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """(key path, message, hint) for everything in a contract that contradicts itself."""
    if contract.arguments.get("type") != "object":
        yield ("arguments",), "its arguments have to be an object", "write `type: object`"
    properties = contract.arguments.get("properties") or {}
    services = {*declared, *(table.service for table in tables.values())}
    if tables and contract.service not in services:
        yield (
            ("service",),
            f"no table has the service {contract.service!r}",
            nearest(contract.service, services),
        )
    for argument, table in contract.references.items():
        if argument not in properties:
            yield (
                ("references", argument),
                f"references names {argument!r}, no argument",
                nearest(argument, properties),
            )
        if table not in tables:
            yield (
                ("references", argument),
                f"references {table!r}, no table",
                nearest(table, tables),
            )
    for index, argument in enumerate(contract.idempotency):
        if argument not in properties:
            yield (
                ("idempotency", index),
                f"idempotency names {argument!r}, no argument",
                nearest(argument, properties),
            )
    if contract.amount and contract.amount not in properties:
        yield (
            ("amount",),
            f"amount names {contract.amount!r}, no argument",
            nearest(contract.amount, properties),
        )
    results = contract.result.get("properties") or {}
    if contract.identifies not in ("", ITSELF, *results):
        yield (
            ("identifies",),
            f"identifies names {contract.identifies!r}, no field of the result",
            nearest(contract.identifies, results),
        )
    yield from _preconditions(contract, tables)


def _preconditions(
    contract: ToolContract, tables: Mapping[str, Table]
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """A precondition speaks of `row`, which the first reference names, and of arguments."""
    if contract.preconditions and not contract.references:
        yield ("preconditions",), "preconditions need a row", "add `references: {argument: table}`"
        return
    table = tables.get(next(iter(contract.references.values()), ""))
    if table is None:
        return
    arguments = list(contract.arguments.get("properties") or {})
    known = {f"row.{column.name}" for column in table.columns}
    known |= {*arguments, *(f"arguments.{name}" for name in arguments)}
    for index, condition in enumerate(contract.preconditions):
        try:
            unknown = [path for path in paths_in(condition) if path not in known]
        except SyntaxFault as fault:
            yield ("preconditions", index), f"precondition {condition!r}: {fault}", ""
            continue
        for path in unknown:
            message = f"precondition {condition!r} reads {path}: {table.name} has no such column"
            yield ("preconditions", index), message, nearest(path, known)
