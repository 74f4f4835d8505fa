"""Why a step was passed, in words short enough for one line."""

import json
from typing import Final

from sandbox.domain.base import JSON
from sandbox.procedures.expression import holds, paths_in
from sandbox.procedures.paths import Facts, lookup

_LONGEST: Final = 60
_MOST: Final = 4


def in_short(value: JSON) -> str:
    """A value as JSON, cut where it is long; "not set" for null."""
    if value is None:
        return "not set"
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def why_held(condition: str, facts: Facts) -> str:
    """`holds: get_order.total is "120.00"`, or `does not hold: …`, with each value it reads."""
    values = [f"{path} is {in_short(lookup(facts, path))}" for path in paths_in(condition)[:_MOST]]
    told = "holds" if holds(condition, facts) else "does not hold"
    return f"{told}: {', '.join(values)}" if values else told
