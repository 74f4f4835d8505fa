"""The mends by name. Each changes one value in place and says so, or returns None."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sandbox.domain.schema import Table
from sandbox.domain.verdict import RepairStep
from sandbox.ports import Rows

_MONEY: Final = re.compile(r"[€$£]?\s*(-?\d{1,7}(?:[.,]\d{1,2})?)\s*(?:[€$£]|[A-Z]{3})?")
_NEAR: Final = 88
_MARGIN: Final = 12


@dataclass
class Spot:
    """One value with a problem: `holder[name]`, its schema, and what stands beside it."""

    holder: dict[str, Any]
    name: str
    pointer: str
    rule: str
    schema: dict[str, Any]
    siblings: dict[str, Any]
    table: Table | None
    rows: Rows

    @property
    def value(self) -> Any:
        return self.holder.get(self.name)

    @property
    def types(self) -> tuple[str, ...]:
        kind = self.schema.get("type", ())
        return (kind,) if isinstance(kind, str) else tuple(kind)

    def change(self, rule: str, value: Any) -> RepairStep:
        before = self.holder[self.name]
        self.holder[self.name] = value
        return RepairStep(rule=rule, pointer=self.pointer, before=before, after=value)


def id_format(spot: Spot) -> RepairStep | None:
    """`10042`, `o-10042`, `#10042` → `O-10042`: the same id but for prefix, case and zeros."""
    table = spot.table
    if table is None or not table.digits or spot.rule not in ("type", "pattern", "reference"):
        return None
    if isinstance(spot.value, bool) or not isinstance(spot.value, str | int):
        return None
    letters = re.escape(table.prefix.strip("-_# "))
    found = re.fullmatch(rf"\s*#?\s*(?:{letters})?[-_ #]*(\d+)\s*", str(spot.value), re.IGNORECASE)
    if found is None or len(found[1].lstrip("0")) > table.digits:
        return None
    key = f"{table.prefix}{found[1].lstrip('0').zfill(table.digits)}"
    if key == spot.value or spot.rows.row(table.name, key) is None:
        return None
    return spot.change("id-format", key)


def rename_field(spot: Spot) -> RepairStep | None:
    """`orderId` → `order_id`: a field that is listed, spelled in another way."""
    if spot.rule not in ("additionalProperties", "unevaluatedProperties"):
        return None
    wanted = _plain(spot.name)
    names = [name for name in spot.siblings if _plain(name) == wanted]
    if len(names) != 1 or names[0] in spot.holder:
        return None
    spot.holder[names[0]] = spot.holder.pop(spot.name)
    return RepairStep(rule="rename-field", pointer=spot.pointer, before=spot.name, after=names[0])


def numeric_string(spot: Spot) -> RepairStep | None:
    """`"3"` → 3 and 3.0 → 3, where the schema wants a number and nothing is lost."""
    if spot.rule != "type" or not {"integer", "number"} & set(spot.types):
        return None
    value = spot.value
    if not isinstance(value, str) or not re.fullmatch(r"\s*-?\d{1,15}(\.\d+)?\s*", value):
        return None
    number = Decimal(value.strip())
    if number == number.to_integral_value():
        return spot.change("numeric-string", int(number))
    return spot.change("numeric-string", float(number)) if "number" in spot.types else None


def money_format(spot: Spot) -> RepairStep | None:
    """49, 49.9, `"49,90 €"` → `"49.90"`, where the schema asks for two decimals; exact or not."""
    pattern = spot.schema.get("pattern", "")
    if "\\.[0-9]{2}" not in pattern and "\\.\\d{2}" not in pattern:
        return None
    found = _MONEY.fullmatch(str(spot.value).strip())
    if found is None or isinstance(spot.value, bool):
        return None
    try:
        amount = Decimal(found[1].replace(",", "."))
    except InvalidOperation:
        return None
    text = f"{amount:.2f}"
    return spot.change("money-format", text) if Decimal(text) == amount else None


def string_number(spot: Spot) -> RepairStep | None:
    """1234 → `"1234"`, where the schema wants text."""
    value = spot.value
    if spot.rule != "type" or "string" not in spot.types or isinstance(value, bool):
        return None
    return spot.change("string-number", str(value)) if isinstance(value, int) else None


def boolean_string(spot: Spot) -> RepairStep | None:
    """`"true"` → true, where the schema wants a boolean."""
    if spot.rule != "type" or "boolean" not in spot.types or not isinstance(spot.value, str):
        return None
    known = {"true": True, "false": False, "yes": True, "no": False}
    value = known.get(spot.value.strip().lower())
    return None if value is None else spot.change("boolean-string", value)


def enum_value(spot: Spot) -> RepairStep | None:
    """`Damaged`, `wrong item` → the listed value; a near one only if no other is near too."""
    options = spot.schema.get("enum")
    if not options or not isinstance(spot.value, str):
        return None
    texts = [option for option in options if isinstance(option, str)]
    same = [option for option in texts if _plain(option) == _plain(spot.value)]
    if len(same) == 1:
        return None if same[0] == spot.value else spot.change("enum-case", same[0])
    near = _near(spot.value, texts)
    return spot.change("enum-near", near) if near else None


def wrap_array(spot: Spot) -> RepairStep | None:
    """`"a"` → `["a"]`, where the schema wants a list."""
    if spot.rule != "type" or spot.types != ("array",) or isinstance(spot.value, dict | list):
        return None
    return None if spot.value is None else spot.change("wrap-array", [spot.value])


def drop_null(spot: Spot) -> RepairStep | None:
    """Leaves a null out; where the field is required, the call then fails as it should."""
    if spot.name not in spot.holder or spot.value is not None:
        return None
    del spot.holder[spot.name]
    return RepairStep(rule="drop-null", pointer=spot.pointer, before=None, after=None)


def json_in_string(spot: Spot) -> RepairStep | None:
    """`"{\\"a\\": 1}"` → an object, where the schema wants one (or a list)."""
    if spot.rule != "type" or not isinstance(spot.value, str):
        return None
    try:
        value = json.loads(spot.value)
    except (ValueError, RecursionError):
        return None
    fits = {"object": dict, "array": list}
    if any(kind in spot.types and isinstance(value, python) for kind, python in fits.items()):
        return spot.change("json-in-string", value)
    return None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _near(value: str, options: list[str]) -> str | None:
    # Imported late: only a call that is nearly right needs it.
    from rapidfuzz import fuzz

    scores = sorted(
        ((fuzz.ratio(_plain(value), _plain(option)), option) for option in options), reverse=True
    )
    if not scores or scores[0][0] < _NEAR:
        return None
    clear = len(scores) == 1 or scores[0][0] - scores[1][0] >= _MARGIN
    return scores[0][1] if clear else None


MENDS: Final[tuple[Callable[[Spot], RepairStep | None], ...]] = (
    id_format,
    rename_field,
    drop_null,
    money_format,
    numeric_string,
    boolean_string,
    string_number,
    json_in_string,
    wrap_array,
    enum_value,
)
"""In the order in which they are tried; the first that applies to a problem is the one."""
