"""How figures are written, in one place. A figure that is not known is "–", never 0."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.export.tokens import sign
from sandbox.tui.feed.safe import one_line

if TYPE_CHECKING:
    from sandbox.domain.money import Cost, Used

DASH = "–"

DEGRADED = {
    "cached": "an earlier result, told as old",
    "static": "the contract's fallback",
    "abstain": "the agent says so",
    "hand_off": "kept for a person: /dead",
}
"""What stands in for an answer that did not come."""


def millis(ns: int | None) -> str:
    """A duration for a column of milliseconds: `0.4`, `12`, `1,072`."""
    if ns is None:
        return DASH
    ms = ns / 1e6
    return f"{ms:.1f}" if ms < 9.95 else f"{ms:,.0f}"


def duration(ns: int | None) -> str:
    """A duration with its unit: `0.4 ms`, `118 ms`, `2.41 s`, `3m 05s`."""
    if ns is None:
        return DASH
    seconds = ns / 1e9
    if seconds < 0.9995:
        return f"{millis(ns)} ms"
    if seconds < 59.995:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m {rest:02d}s"


def spread(low: int, high: int) -> str:
    """Two durations in one unit, short: `1.4/6.9 s`, `118/904 ms`, `0.4/9.1 ms`."""
    if high >= 999_500_000:
        return f"{low / 1e9:.1f}/{high / 1e9:.1f} s"
    return f"{millis(low)}/{millis(high)} ms"


def dollars(cost: Cost | None) -> str:
    """`$0.0021`; `≈$0.0021` when estimated; `–` when unknown; `$0` when free."""
    if cost is None or cost.nano is None:
        return DASH
    about = "≈" if cost.known == "estimated" else ""
    value = cost.nano / 1e9
    if value == 0:
        return f"{about}$0"
    if cost.nano % 10_000_000 == 0:
        return f"{about}${value:,.2f}"
    if value < 0.0001:
        return f"{about}$<0.0001"
    return f"{about}${value:,.4f}" if value < 1 else f"{about}${value:,.2f}"


def exact(cost: Cost | None) -> str:
    """Every digit: `$0.0020613`, `≈$0.0020613`, `$0`, `–`; no two costs are written alike."""
    if cost is None or cost.nano is None:
        return DASH
    whole, nano = divmod(cost.nano, 1_000_000_000)
    about = "≈" if cost.known == "estimated" else ""
    return f"{about}${whole:,}.{nano:09}".rstrip("0").rstrip(".")


def count(number: int) -> str:
    """`212`, `1.9k`, `26k`, `1.2M`."""
    if number < 1000:
        return str(number)
    for unit, size in (("k", 1e3), ("M", 1e6)):
        scaled = number / size
        if scaled < 9.95:
            return f"{scaled:.1f}{unit}"
        if scaled < 999.5 or unit == "M":
            return f"{scaled:.0f}{unit}"
    raise AssertionError("the loop returns")


def tokens(up: int, down: int, estimated: bool = False, untold: int = 0) -> str:
    """`1.9k↑ 212↓`, with ≈ for estimates, with ≥ where of `untold` calls nobody told any."""
    if untold and not (up or down):
        return f"{DASH}↑ {DASH}↓"
    about = sign(estimated, untold)
    return f"{about}{count(up)}↑ {about}{count(down)}↓"


def used_words(used: Used) -> str:
    """The same, of a sum."""
    return tokens(used.input, used.output, used.estimated, used.untold)


def size(characters: int) -> str:
    """`812 characters`, `64 KB`, `2.0 MB`."""
    if characters < 2048:
        return f"{characters:,} characters"
    if characters < 1_000_000:
        return f"{characters / 1000:.0f} KB"
    return f"{characters / 1e6:.1f} MB"


def plural(number: int, noun: str, many: str = "") -> str:
    """`1 hop`, `3 hops`."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def scalar(value: Any, limit: int = 60) -> str:
    """A JSON value on one line, at most `limit` characters."""
    if isinstance(value, str):
        text = json.dumps(one_line(value, limit * 2), ensure_ascii=False)
    else:
        text = one_line(json.dumps(value, ensure_ascii=False, default=str), limit * 2)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def arguments(value: Any, limit: int = 200) -> str:
    """Arguments as a person reads them: `order_id=O-10042 amount=49.90`."""
    if not isinstance(value, dict):
        return scalar(value, limit) if value not in (None, "") else ""
    parts: list[str] = []
    for key, item in value.items():
        text = one_line(item, 60) if isinstance(item, str) else scalar(item, 60)
        parts.append(f"{one_line(str(key), 40)}={text}")
    joined = "  ".join(parts)
    return joined if len(joined) <= limit else joined[: limit - 1] + "…"
