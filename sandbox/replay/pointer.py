"""JSON pointers (RFC 6901) with wildcards: `*` is one part, `**` any number of them, none too."""

from collections.abc import Iterator, Sequence

from sandbox.domain.base import JSON

Parts = tuple[str, ...]


def parts_of(pointer: str) -> Parts:
    """`/a/b~1c` as ("a", "b/c"). Raises `ValueError` for what does not begin with a slash."""
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise ValueError("a pointer begins with a slash")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))


def pointer_of(parts: Sequence[str]) -> str:
    """The pointer of these parts."""
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in parts)


def fits(pattern: Parts, parts: Parts) -> bool:
    """Whether a pointer with wildcards names exactly this place."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return fits(pattern[1:], parts) or bool(parts and fits(pattern, parts[1:]))
    return bool(parts) and pattern[0] in ("*", parts[0]) and fits(pattern[1:], parts[1:])


def values_at(value: JSON, pattern: Parts) -> Iterator[JSON]:
    """Every value inside `value` that a pointer with wildcards names, in document order."""
    if not pattern:
        yield value
        return
    first, rest = pattern[0], pattern[1:]
    if first == "**":
        yield from values_at(value, rest)
        for _, inner in _children(value):
            yield from values_at(inner, pattern)
        return
    for name, inner in _children(value):
        if first in ("*", name):
            yield from values_at(inner, rest)


def _children(value: JSON) -> Iterator[tuple[str, JSON]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from ((str(index), item) for index, item in enumerate(value))
