"""Text that is not ours, with the letters marked that were searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

if TYPE_CHECKING:
    from textual.fuzzy import Matcher


def matched(matcher: Matcher, text: str) -> Content:
    """`text` as it is: `Matcher.highlight` reads markup in it, and fails on what is none."""
    content = Content(text)
    score, offsets = matcher.fuzzy_search.match(matcher.query, text)
    for offset in offsets if score else ():
        if not text[offset].isspace():
            content = content.stylize(matcher.match_style, offset, offset + 1)
    return content
