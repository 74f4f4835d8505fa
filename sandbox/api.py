"""All that a pack's `tools.py` imports: the `@tool` marker, the world, errors, money, records.

from sandbox.api import ToolError, World, tool

@tool
def get_order(world: World, order_id: str) -> dict:
    order = world.row("orders", order_id)
    if order is None:
        raise ToolError(f"there is no order {order_id}", "unknown_reference")
    return order
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import wraps
from typing import Any, Final, Protocol, TypeVar, get_args, overload

from sandbox.domain.base import JSON
from sandbox.domain.faults import FaultKind

F = TypeVar("F", bound=Callable[..., Any])

_KINDS: Final[frozenset[str]] = frozenset(get_args(FaultKind))
_MONEY: Final = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,2}))?")


@overload
def tool(function: F, /) -> F: ...
@overload
def tool(*, name: str) -> Callable[[F], F]: ...
def tool(function: Any = None, /, *, name: str = "") -> Any:
    """Marks a function as the tool `name` (default: the function's name).

    A pure marker: the function itself comes back unchanged, with `__sandbox_tool__` set, and can
    be called in a test like any other.
    """

    def mark(marked: Any) -> Any:
        marked.__sandbox_tool__ = name or marked.__name__
        return marked

    return mark if function is None else mark(function)


def stub(function: F) -> F:
    """Marks a tool whose body is still to be written: each call fails and says so.

    `sandbox lint` names it until `@stub` has become `@tool` over a body.
    """
    name = getattr(function, "__name__", "tool")

    @wraps(function)
    def unwritten(*_: object, **__: object) -> object:
        raise ToolError(f"{name} has no body yet: it is to be written in the pack's tools")

    marked: Any = unwritten
    marked.__sandbox_tool__ = name
    marked.__sandbox_stub__ = True
    return marked


class ToolError(Exception):
    """What a tool says when it can't do its work. Everything it wrote is taken back.

    `kind` is one of `sandbox.domain.faults.FaultKind`; `retryable` lets the engine try again.
    Raises `ValueError` for a kind that does not exist.
    """

    def __init__(
        self, message: str, kind: FaultKind = "tool_error", retryable: bool = False
    ) -> None:
        if kind not in _KINDS:
            raise ValueError(
                f"{kind!r} is no kind of fault; use one of {', '.join(sorted(_KINDS))}"
            )
        super().__init__(message)
        self.message = message
        self.kind: FaultKind = kind
        self.retryable = retryable


class World(Protocol):
    """What a tool sees of the back-end. Rows are plain dicts; changing one changes nothing.

    Every method raises `ToolError` for a table, column or value that does not fit the schema.
    """

    @property
    def now(self) -> str:
        """World time, ISO 8601 in UTC with seconds: `2026-11-20T09:00:00Z`."""
        ...

    @property
    def customer(self) -> str:
        """Key of the customer who is speaking, "" for nobody yet."""
        ...

    def row(self, table: str, key: str) -> dict[str, JSON] | None:
        """The row with this key, or None."""
        ...

    def rows(self, table: str, /, **equals: JSON) -> list[dict[str, JSON]]:
        """Rows whose columns equal these values (None matches an empty cell), ordered by key."""
        ...

    def insert(self, table: str, row: dict[str, JSON]) -> dict[str, JSON]:
        """Adds a row and returns it whole; makes its key with `new_id` when it has none."""
        ...

    def update(self, table: str, key: str, /, **changes: JSON) -> dict[str, JSON]:
        """Changes columns of a row and returns it whole. A key never changes."""
        ...

    def delete(self, table: str, key: str) -> None:
        """Removes a row."""
        ...

    def new_id(self, table: str) -> str:
        """The next key of a table, e.g. `O-10042`."""
        ...


def to_minor(amount: str) -> int:
    """Minor units of a decimal string: `"49.90"` is 4990.

    Raises `ToolError` (bad_arguments) for anything that is not exactly a sum of cents.
    """
    match = _MONEY.fullmatch(amount) if isinstance(amount, str) else None
    if match is None:
        raise ToolError(f"an amount looks like 49.90, not {str(amount)[:30]}", "bad_arguments")
    sign, units, cents = match.groups()
    value = int(units) * 100 + int((cents or "0").ljust(2, "0"))
    return -value if sign else value


def to_major(minor: int) -> str:
    """Minor units as a decimal string: 4990 is `"49.90"`."""
    return str(Decimal(minor).scaleb(-2).quantize(Decimal("0.01")))


def is_tool(value: object) -> bool:
    """True for a function that `@tool` or `@stub` has marked."""
    return callable(value) and hasattr(value, "__sandbox_tool__")


def is_stub(value: object) -> bool:
    """True for a function that `@stub` has marked."""
    return hasattr(value, "__sandbox_stub__")


RECORD_KEY: Final = "record_key"
"""The key column of an imported table whose records do not hold their own key."""
OTHER_FIELDS: Final = "other_fields"
"""The json column for fields of a record that have no column of their own."""
NESTED: Final = "__"
"""`name__first` is the field `first` of the object `name`."""


def get_record(world: World, table: str, key: str) -> dict[str, JSON] | None:
    """The record under this key of an imported database, as nested as it came; None without it."""
    row = world.row(table, key)
    return None if row is None else record_of(row)


def get_records(world: World, table: str, /, **equals: JSON) -> dict[str, dict[str, JSON]]:
    """Records whose columns equal these values, by key, in the order of the keys."""
    return {str(_key(row)): record_of(row) for row in world.rows(table, **equals)}


def put_record(world: World, table: str, key: str, record: dict[str, JSON]) -> None:
    """Makes `record` the whole record under this key, new or not.

    Raises `ToolError` for a value that its column can't hold.
    """
    row = world.row(table, key)
    if row is not None:
        changes = row_of(record, row)
        changes.pop(next(iter(row)))
        world.update(table, key, **changes)
        return
    like = next(iter(world.rows(table)), {RECORD_KEY: "", OTHER_FIELDS: None})
    world.insert(table, {**row_of(record, like), next(iter(like)): key})


def record_of(row: Mapping[str, JSON]) -> dict[str, JSON]:
    """The record that a row of an imported table holds; what is empty is not in it."""
    record: dict[str, JSON] = {}
    for name, value in row.items():
        if value is None or name in (RECORD_KEY, OTHER_FIELDS):
            continue
        field, nested, part = name.partition(NESTED)
        if nested:
            record.setdefault(field, {})[part] = value
        else:
            record[name] = value
    return {**record, **(row.get(OTHER_FIELDS) or {})}


def row_of(record: Mapping[str, JSON], columns: Iterable[str]) -> dict[str, JSON]:
    """A record as cells of these columns; `record_of` gives exactly the record back.

    An object is spread over its columns only if it has just these parts. Whatever has no column,
    and every null, goes to `other_fields`: an empty cell says that a field is not there.
    """
    names = list(columns)
    parts: dict[str, list[str]] = {}
    for name in names:
        field, nested, part = name.partition(NESTED)
        if nested:
            parts.setdefault(field, []).append(part)
    row: dict[str, JSON] = dict.fromkeys(names)
    other: dict[str, JSON] = {}
    for field, value in record.items():
        if value is not None and field in row and field not in (RECORD_KEY, OTHER_FIELDS):
            row[field] = value
        elif isinstance(value, dict) and _spreads(value, parts.get(field)):
            row.update({f"{field}{NESTED}{part}": item for part, item in value.items()})
        else:
            other[field] = value
    if other:
        row[OTHER_FIELDS] = other
    return row


def _spreads(value: dict[str, JSON], parts: list[str] | None) -> bool:
    return parts is not None and value.keys() == set(parts) and None not in value.values()


def _key(row: Mapping[str, JSON]) -> JSON:
    return next(iter(row.values()))
