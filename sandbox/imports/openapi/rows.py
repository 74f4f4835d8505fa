"""What the spec alone can answer: lists, single records, and changes of them, as rows.

Written by `sandbox import openapi`, and yours to change: the functions at the end are the tools.
"""

from dataclasses import dataclass, field
from typing import Any

from sandbox.api import ToolError, World, get_record, get_records, row_of

NOW = "<now>"
"""Stands for the world's time in what is filled in."""


@dataclass(frozen=True)
class Resource:
    """`key`: the field of a record that names it; `number`: it is a number. `blank`: what a record
    holds at least. `columns` as in schema.yaml, the key of the row first."""

    table: str
    noun: str
    key: str
    number: bool
    columns: tuple[str, ...]
    blank: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """`under`: the field that holds the record or the list, "" for none. `beside`: what stands
    around it. `count`: the field for how many there are."""

    under: str = ""
    beside: dict[str, Any] = field(default_factory=dict)
    count: str = ""
    blank: dict[str, Any] = field(default_factory=dict)
    nothing: bool = False


@dataclass(frozen=True)
class Page:
    """Arguments of a list: how many, from which one on, on which page, after which record."""

    limit: str = ""
    offset: str = ""
    page: str = ""
    after: str = ""


def list_records(
    world: World,
    resource: Resource,
    arguments: dict[str, Any],
    answer: Answer,
    equal: dict[str, str],
    page: Page,
    unknown: tuple[str, ...] = (),
) -> Any:
    """The records whose fields equal the arguments of `equal`, in the order of their keys."""
    for name in unknown:
        if arguments.get(name) is not None:
            raise ToolError(f"this mock can't look {resource.noun}s up by {name}", "bad_arguments")
    records = get_records(world, resource.table)
    wanted = {name: arguments[arg] for arg, name in equal.items() if arguments.get(arg) is not None}
    found = [
        (key, record)
        for key, record in sorted(records.items(), key=_place)
        if all(_is(record.get(name), value) for name, value in wanted.items())
    ]
    shown = [_whole(world, record, answer.blank) for _, record in _cut(found, arguments, page)]
    if not answer.under:
        return shown
    counted = {answer.count: len(found)} if answer.count else {}
    return {**_filled(world, answer.beside), **counted, answer.under: shown}


def get_one(
    world: World, resource: Resource, key: Any, answer: Answer, equal: dict[str, Any]
) -> Any:
    """The record with this key, if its fields are also those of `equal`."""
    return _answered(world, resource, _found(world, resource, key, equal), answer)


def create(
    world: World, resource: Resource, given: dict[str, Any], answer: Answer, equal: dict[str, Any]
) -> Any:
    """A new record of what is given; it gets the next key if it brings none."""
    key = given.get(resource.key)
    if key is None:
        key = _next(world, resource)
    elif world.row(resource.table, str(key)) is not None:
        raise ToolError(f"there is a {resource.noun} {key} already", "bad_arguments")
    record = {**_filled(world, resource.blank), **equal, **_said(given), resource.key: key}
    _put(world, resource, str(key), record)
    return _answered(world, resource, record, answer)


def change(
    world: World,
    resource: Resource,
    key: Any,
    given: dict[str, Any],
    answer: Answer,
    equal: dict[str, Any],
) -> Any:
    """The record with what is given; what is not given stays, and objects are merged."""
    record = _found(world, resource, key, equal)
    changed = _merged(record, given) | {resource.key: record[resource.key]}
    _put(world, resource, str(key), changed)
    return _answered(world, resource, changed, answer)


def remove(
    world: World, resource: Resource, key: Any, answer: Answer, equal: dict[str, Any]
) -> Any:
    """Takes the record away."""
    record = _found(world, resource, key, equal)
    world.delete(resource.table, str(key))
    return _answered(world, resource, record, answer)


def named(arguments: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """The arguments that were given, by the fields that they are."""
    return {name: arguments[argument] for argument, name in names.items() if argument in arguments}


def _found(world: World, resource: Resource, key: Any, equal: dict[str, Any]) -> dict[str, Any]:
    record = get_record(world, resource.table, str(key))
    if record is None or not all(_is(record.get(name), value) for name, value in equal.items()):
        raise ToolError(f"there is no {resource.noun} {key}", "unknown_reference")
    return record


def _answered(world: World, resource: Resource, record: dict[str, Any], answer: Answer) -> Any:
    if answer.nothing:
        return None
    whole = _whole(world, record, answer.blank)
    return {**_filled(world, answer.beside), answer.under: whole} if answer.under else whole


def _whole(world: World, record: dict[str, Any], blank: dict[str, Any]) -> dict[str, Any]:
    return {**_filled(world, blank), **record}


def _put(world: World, resource: Resource, key: str, record: dict[str, Any]) -> None:
    cells = row_of(record, resource.columns)
    first = resource.columns[0]
    cells.pop(first, None)
    if world.row(resource.table, key) is None:
        world.insert(resource.table, {**cells, first: key})
    else:
        world.update(resource.table, key, **cells)


def _next(world: World, resource: Resource) -> Any:
    keys = [key for key in get_records(world, resource.table) if key.isdecimal()]
    number = max(map(int, keys), default=0) + 1
    return number if resource.number else str(number)


def _filled(world: World, blank: Any) -> Any:
    """A copy with the world's time in place of `NOW`."""
    if isinstance(blank, dict):
        return {name: _filled(world, value) for name, value in blank.items()}
    if isinstance(blank, list):
        return [_filled(world, value) for value in blank]
    return world.now if blank == NOW else blank


def _said(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    return {
        **old,
        **{
            name: _merged(old[name], value)
            if isinstance(value, dict) and isinstance(old.get(name), dict)
            else value
            for name, value in new.items()
        },
    }


def _is(value: Any, wanted: Any) -> bool:
    """`?status=a,b`, and a list of values, mean any of them; a number may come as text."""
    if isinstance(wanted, list):
        return any(_is(value, one) for one in wanted)
    return value == wanted or str(value) in (str(wanted), *str(wanted).split(","))


def _cut(
    found: list[tuple[str, Any]], arguments: dict[str, Any], page: Page
) -> list[tuple[str, Any]]:
    after = arguments.get(page.after) if page.after else None
    if after is not None:
        keys = [key for key, _ in found]
        found = found[keys.index(str(after)) + 1 :] if str(after) in keys else []
    limit = arguments.get(page.limit) if page.limit else None
    start = int(arguments.get(page.offset) or 0) if page.offset else 0
    if page.page and limit:
        start += (max(int(arguments.get(page.page) or 1), 1) - 1) * int(limit)
    return found[start : start + int(limit)] if limit else found[start:]


def _place(item: tuple[str, Any]) -> tuple[int, str]:
    key = item[0]
    return (int(key), "") if key.isdecimal() else (0, key)
