"""Where values were dropped: the markers that stand in their place."""

from collections.abc import Iterator

from sandbox.domain.personal import Span
from sandbox.privacy.kinds import REMOVED, RULE_OF_KIND, removed_kind


def removed_spans(text: str) -> Iterator[Span]:
    """Where values were dropped, in this pass or before: a replay has only the markers."""
    for marker in REMOVED.finditer(text):
        kind = removed_kind(marker)
        yield Span(
            start=marker.start(),
            end=marker.end(),
            placeholder=marker[0],
            kind=kind,
            rule=RULE_OF_KIND[kind],
            action="drop",
        )
