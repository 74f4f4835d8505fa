"""What a tool's result tells in so many words, for the check of what a reply claims."""

from sandbox.domain.base import JSON

_LONGEST = 40


def strings_in(value: JSON) -> set[str]:
    """The short texts in a result, and the names of the fields that hold something; lower case."""
    if isinstance(value, str):
        return {value.lower()} if len(value) < _LONGEST else set()
    if isinstance(value, dict):
        inner = {text for item in value.values() for text in strings_in(item)}
        return inner | {name.lower() for name, item in value.items() if _is_something(item)}
    if isinstance(value, list):
        return {text for item in value for text in strings_in(item)}
    return set()


def _is_something(value: JSON) -> bool:
    """Whether a field tells that its name holds: `refunded: "49.90"`, not `refunded: "0.00"`."""
    return value not in (None, False, 0, "", "0", "0.00", [], {})
