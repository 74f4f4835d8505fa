"""Values in few words, for a line of the packet."""

from sandbox.domain.base import JSON


def cell(value: JSON) -> str:
    """A cell as a person reads it."""
    return "–" if value is None else short(str(value), 60)


def in_brief(value: JSON) -> str:
    """`amount 49.90, order_id O-10042`, by name, since a log keeps no order of an object's keys.

    Of lists only their length, of objects within nothing.
    """
    if isinstance(value, dict):
        return ", ".join(
            f"{name} {_inner(one)}" for name, one in sorted(value.items()) if one is not None
        )
    return "" if value is None else _inner(value)


def short(text: str, most: int) -> str:
    """`text` on one line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _inner(value: JSON) -> str:
    if isinstance(value, list):
        return f"({len(value)})"
    if isinstance(value, dict):
        return "(…)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return short(str(value), 60)
