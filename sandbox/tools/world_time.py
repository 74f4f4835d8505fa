"""Arithmetic on world times as the log writes them."""

from datetime import datetime


def seconds_between(since: str, now: str) -> float:
    """Seconds from `since` to `now`, both ISO 8601."""
    return (datetime.fromisoformat(now) - datetime.fromisoformat(since)).total_seconds()
