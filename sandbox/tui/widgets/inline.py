"""Marks inside one line of Markdown, and lines wrapped under a prefix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from textual.content import Content, Span

_INLINE: Final = re.compile(
    r"\*\*(?P<bold>[^*\n]+)\*\*"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*])\*(?P<em>[^*\s][^*\n]*)\*(?![\w*])"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<url>[^)\s]+)\)"
)


def inline(text: str) -> Content:
    """One line with its inline marks turned into styles. Links show their address."""
    parts: list[Content | str | tuple[str, str]] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        if match["bold"]:
            parts.append((match["bold"], "bold"))
        elif match["code"]:
            parts.append((match["code"], "$text-secondary"))
        elif match["em"]:
            parts.append((match["em"], "italic"))
        else:
            parts.append((match["label"], "underline"))
            if match["url"] != match["label"]:
                parts.append((f" ({match['url']})", "$foreground-muted"))
    if not parts:
        return Content(text)
    parts.append(text[end:])
    return Content.assemble(*parts)


def wrapped(content: Content, width: int) -> list[Content]:
    """`content` in lines of at most `width` cells."""
    return content.wrap(max(width, 1)) if needs_wrap(content.plain, width) else [content]


def needs_wrap(text: str, width: int) -> bool:
    """False for what surely fits, as most lines do; wrapping them takes twenty times as long."""
    return len(text) > width or not text.isascii() or "\n" in text


def indented(prefix: str, line: Content) -> Content:
    """`line` behind `prefix`."""
    by = len(prefix)
    spans = [Span(one.start + by, one.end + by, one.style) for one in line.spans]
    return Content(prefix + line.plain, spans)


def hung(first: str, further: str, content: Content, width: int) -> Iterator[Content]:
    """`content` wrapped behind prefixes: one for its first line, one for the others."""
    for number, line in enumerate(wrapped(content, max(width - len(first), 8))):
        prefix = first if number == 0 else further
        yield Content.assemble((prefix, "$foreground-muted"), line) if prefix else line
