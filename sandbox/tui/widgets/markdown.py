"""The little Markdown that agents write, as lines of `Content`; anything else stays as typed.

Bold, italics, code, links (address shown, never opened), headings, lists with hanging indent,
quotes, fences and rules. Textual's Markdown widget would be a tree of widgets a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from textual.content import Content, Span

from sandbox.tui.style import GLYPHS

_INLINE: Final = re.compile(
    r"\*\*(?P<bold>[^*\n]+)\*\*"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*])\*(?P<em>[^*\s][^*\n]*)\*(?![\w*])"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<url>[^)\s]+)\)"
)
_HEADING: Final = re.compile(r"(#{1,6})\s+(.*)")
_BULLET: Final = re.compile(r"(\s*)([-*+]|\d{1,3}[.)])\s+(.*)")
_RULE: Final = re.compile(r"\s*([-*_])(\s*\1){2,}\s*")
_FENCE: Final = re.compile(r"\s*(```|~~~)")


def markdown_lines(text: str, width: int, style: str = "") -> list[Content]:
    """`text` (clean) laid out in `width` cells, over `style`."""
    lines = [
        line
        for block in _blocks(text, style)
        for line in _wrap(block[0], block[1], block[2], width)
    ]
    return [line.stylize_before(style) for line in lines] if style else lines


def plain_lines(text: str, width: int, style: str = "") -> list[Content]:
    """`text` (clean) without any markup, wrapped."""
    return Content(text, [Span(0, len(text), style)] if style else []).wrap(max(width, 1))


def _blocks(text: str, style: str) -> Iterator[tuple[str, str, Content]]:
    """First prefix, prefix of further lines, content: one for each source line."""
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if fenced:
            yield "  ", "  ", Content(line, [Span(0, len(line), "$text-secondary")])
        else:
            yield _block(line)


def _block(line: str) -> tuple[str, str, Content]:
    if heading := _HEADING.fullmatch(line):
        return "", "", inline(heading[2]).stylize("bold underline")
    if _RULE.fullmatch(line):
        return "", "", Content(GLYPHS.rule * 8, [Span(0, 8, "$foreground-muted")])
    if bullet := _BULLET.fullmatch(line):
        mark = "•" if bullet[2] in "-*+" else bullet[2]
        indent = bullet[1][:8]
        return f"{indent}{mark} ", indent + " " * (len(mark) + 1), inline(bullet[3])
    if line.startswith("> "):
        return f"{GLYPHS.gutter} ", f"{GLYPHS.gutter} ", inline(line[2:]).stylize("italic")
    return "", "", inline(line)


def inline(text: str) -> Content:
    """One line with its inline marks turned into styles."""
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
    parts.append(text[end:])
    return Content.assemble(*parts)


def _wrap(first: str, further: str, content: Content, width: int) -> Iterator[Content]:
    room = max(width - len(first), 8)
    for number, line in enumerate(content.wrap(room)):
        yield Content.assemble((first if number == 0 else further, "$foreground-muted"), line)
