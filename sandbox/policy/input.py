"""The document that policy rules read as `input`."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from sandbox.domain.base import JSON

_EMPTY: Mapping[str, Any] = {}


def policy_input(
    principal: Any,
    contract: Any,
    arguments: Mapping[str, Any],
    variables: Mapping[str, Any],
    counts: Mapping[str, int],
    now: str | datetime,
    rows: Mapping[str, Mapping[str, Any]] = _EMPTY,
) -> dict[str, JSON]:
    """Builds, from domain types or plain mappings with the same field names:

        {"principal": {"customer": "C-0007" or null, "role": "customer", "channel": "chat",
                       "scopes": ["orders:read"]},
         "tool": {"name": "issue_refund", "service": "orders", "effect": "irreversible",
                  "scopes": ["orders:refund"]},
         "arguments": {"order_id": "O-10042", "amount": "49.90"},
         "rows": {"order_id": {"id": "O-10042", …}},       # by argument: the row it references
         "variables": {"intent": "refund"},
         "counts": {"refunds.sum_minor": 4990},            # integers, money in minor units
         "now": "2026-11-20T09:00:00Z"}                    # the world's time, never the machine's

    A customer "" (nobody yet) becomes null, so that `input.principal.customer` can't equal a
    column that happens to be empty. Scopes are sorted. A reference that names no row is not in
    `rows`: a rule that needs the row is then undefined and says nothing, which ends in deny.

    Amounts are decimal strings in major units, and a rule compares them as numbers:
    `to_number(input.arguments.amount) <= to_number(data.limits.refund)`. As texts, "49.90" would
    be more than "100.00". Numbers are floats: right to compare, not to add up (sums of money come
    in `counts`, in minor units). A text that is no number ends in deny by "policy-error".

    Raises `ValueError` when the contract lacks name, service or effect, and `TypeError` for a
    value that has no JSON form.
    """
    return {
        "principal": {
            "customer": _field(principal, "customer", None) or None,
            "role": _field(principal, "role", "customer"),
            "channel": _field(principal, "channel", "chat"),
            "scopes": sorted(_field(principal, "scopes", ())),
        },
        "tool": {
            "name": _needed(contract, "name"),
            "service": _needed(contract, "service"),
            "effect": _needed(contract, "effect"),
            "scopes": sorted(_field(contract, "scopes", ())),
        },
        "arguments": _plain(arguments),
        "rows": _plain(rows),
        "variables": _plain(variables),
        "counts": _plain(counts),
        "now": _plain(now),
    }


def _field(thing: Any, name: str, default: Any) -> Any:
    found = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
    return default if found is None else found


def _needed(contract: Any, name: str) -> str:
    value = _field(contract, name, "")
    if not value:
        raise ValueError(f"the contract has no {name}")
    return str(value)


def _plain(value: Any) -> JSON:
    """The JSON form: decimals as text (a float would round money), times in ISO, sets sorted."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=repr)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat().replace("+00:00", "Z")  # as the world clock writes it
    raise TypeError(f"{type(value).__name__} has no JSON form for a policy")
