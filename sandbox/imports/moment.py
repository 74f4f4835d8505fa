"""When a foreign world plays: its own latest moment."""

import re
from collections.abc import Iterator
from typing import Final

from sandbox.domain.base import JSON

_MOMENT: Final = re.compile(
    r"(?P<day>[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))"
    r"(?:[T ](?P<time>(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?).*)?"
)


def latest_moment(value: JSON) -> str:
    """The latest date or time in the data as `2026-11-20T09:00:00Z`, "" if it holds none.

    Zones are not read: a time counts as it is written.
    """
    return max(_moments(value), default="")


def _moments(value: JSON) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _moments(key)
            yield from _moments(item)
    elif isinstance(value, list):
        for item in value:
            yield from _moments(item)
    elif isinstance(value, str) and len(value) < 40:
        found = _MOMENT.fullmatch(value)
        if found:
            time = found["time"] or "00:00:00"
            yield f"{found['day']}T{time if len(time) == 8 else f'{time}:00'}Z"
