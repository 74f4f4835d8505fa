"""What a replay is held against beside the tape: rules and assertions of recording and pack."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.faults import SandboxError
from sandbox.log.head import Head
from sandbox.pack.finding import Report, nearest
from sandbox.pack.pack import Pack
from sandbox.pack.yaml_text import read_mapping
from sandbox.replay.assertions import Assertions
from sandbox.replay.head_error import read_as, read_each
from sandbox.replay.may_differ import MayDiffer, Rule
from sandbox.replay.value_rule import rule_for

FILE = "recordings.yaml"
"""Beside domain.yaml: what holds for every recording of the pack. No part of the pack's digest."""


class _PackFile(Frozen):
    may_differ: tuple[Rule, ...] = ()
    assertions: Assertions = Assertions()


@dataclass(frozen=True)
class Expectations:
    """`rules`: those of the recording first. `assertions`: (where they stand, what they say)."""

    rules: tuple[Rule, ...] = ()
    assertions: tuple[tuple[str, Assertions], ...] = ()

    def may_differ(self) -> MayDiffer:
        """The rules, for one replay."""
        return MayDiffer(self.rules)


def expectations_of(head: Head, pack: Pack, name: str) -> Expectations:
    """Those of a recording with this head, and of its pack.

    `name`: the recording's, for errors. Raises `SandboxError` (code 2) with file, field, and the
    nearest names for a field, tool or table that there is not.
    """
    shared = _of_pack(pack)
    rules = read_each(Rule, head.may_differ, f"{name}: may_differ")
    found: list[tuple[str, Assertions]] = []
    if head.assertions:
        own = read_as(Assertions, head.assertions, f"{name}: assertions")
        _check(own, pack, f"{name}: assertions")
        found.append(("assertions", own))
    if shared.assertions != Assertions():
        _check(shared.assertions, pack, f"{FILE}: assertions")
        found.append((FILE, shared.assertions))
    return Expectations((*rules, *shared.may_differ), tuple(found))


def _of_pack(pack: Pack) -> _PackFile:
    path = pack.root / FILE
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return _PackFile()
    except (OSError, UnicodeDecodeError):
        raise SandboxError(f"{FILE} can't be read", "it has to be text in UTF-8", code=2) from None
    report = Report()
    located = read_mapping(FILE, text, report)
    if located is None or report.failed:
        raise report.in_order()[0].as_error()
    return read_as(_PackFile, located.data, FILE)


def _check(assertions: Assertions, pack: Pack, where: str) -> None:
    """Names that the pack has not, and values that are no rules, are told before the replay."""
    for place, tool in _tools(assertions):
        _known(tool, pack.contracts, "tool", f"{where}.{place}")
    for place, table, columns in _tables(assertions):
        _known(table, pack.tables, "table", f"{where}.{place}.table")
        names = [column.name for column in pack.tables[table].columns]
        for column, spec in columns.items():
            _known(column, names, f"column of {table}", f"{where}.{place}")
            rule_for(spec, f"{where}.{place}.{column}")
    for place, values in _values(assertions):
        for name, spec in values.items():
            rule_for(spec, f"{where}.{place}.{name}")


def _known(name: str, names: Iterable[str], what: str, where: str) -> None:
    names = [*names]
    if name not in names:
        raise SandboxError(f"{where}: there is no {what} {name!r}", nearest(name, names), code=2)


def _tools(assertions: Assertions) -> Iterator[tuple[str, str]]:
    for name, tools in assertions.tools.model_dump(exclude_none=True).items():
        yield from ((f"tools.{name}", tool) for tool in tools)
    for name in ("calls", "policy"):
        for number, rule in enumerate(getattr(assertions, name)):
            yield f"{name}.{number}.tool", rule.tool


def _tables(assertions: Assertions) -> Iterator[tuple[str, str, Mapping[str, JSON]]]:
    for number, rule in enumerate(assertions.rows):
        yield f"rows.{number}", rule.table, rule.columns
    for number, state in enumerate(assertions.end_state):
        yield f"end_state.{number}", state.table, state.where
        for columns in state.rows.values():
            yield f"end_state.{number}", state.table, columns or {}


def _values(assertions: Assertions) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    yield "variables", assertions.variables
    for number, call in enumerate(assertions.calls):
        yield f"calls.{number}.arguments", call.arguments
    for number, claim in enumerate(assertions.claims):
        yield f"claims.{number}", {"words": claim.words} if claim.words is not None else {}
    for number, reply in enumerate(assertions.replies):
        yield f"replies.{number}", {"text": reply.text}
