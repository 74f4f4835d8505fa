"""What the inspector shows, as text: for the command line, for copies and for files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.tui.feed.format import scalar
from sandbox.tui.feed.safe import clean, one_line
from sandbox.tui.feed.view import (
    Bars,
    Diff,
    Facts,
    Inspection,
    Marked,
    Section,
    Tree,
    Words,
)

Restore = Callable[[Any], Any]


def inspection_text(shown: Inspection) -> Iterator[str]:
    """Title, what is suspicious, and every tab with its sections."""
    yield one_line(shown.title)
    for cause in shown.causes:
        yield f"! {clean(cause)}"
    for tab in shown.tabs:
        yield ""
        yield f"[{tab.name}]"
        for section in tab.build():
            yield from section_text(section)


def section_text(section: Section, restore: Restore = lambda value: value) -> Iterator[str]:
    """One section, nothing of it cut."""
    if section.title:
        yield f"-- {one_line(str(restore(section.title)))}"
    for line in _body(section, restore):
        yield from clean(line).split("\n")


def whole(sections: tuple[Section, ...], restore: Restore) -> str:
    """Sections to be copied; one that is a value alone is that value as JSON."""
    texts: list[str] = []
    for section in sections:
        if isinstance(section, Tree):
            texts.append(as_json(restore(section.value)))
        else:
            texts.append("\n".join(section_text(section, restore)))
    return "\n\n".join(text for text in texts if text)


def as_json(value: Any) -> str:
    """Over several lines, in the order of the log."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def markdown(shown: Inspection) -> Iterator[str]:
    """An inspection as a Markdown page."""
    yield f"# {one_line(shown.title)}"
    for cause in shown.causes:
        yield f"\n> {clean(cause)}"
    for tab in shown.tabs:
        yield f"\n## {tab.name}"
        for section in tab.build():
            if section.title:
                yield f"\n### {one_line(section.title)}"
            yield ""
            language = {Tree: "json", Diff: "diff"}.get(type(section), "")
            lines = [line for part in _body(section, lambda value: value) for line in [clean(part)]]
            if isinstance(section, Facts):
                yield from (f"- **{one_line(label)}**: {_value(v)}" for label, v in section.rows)
            else:
                fence = "````" if any("```" in line for line in lines) else "```"
                yield fence + language
                yield from lines
                yield fence


def _body(section: Section, restore: Restore) -> Iterator[str]:
    match section:
        case Facts(rows=rows):
            labels = [one_line(str(restore(label)), 60) for label, _ in rows]
            room = min(max(map(len, labels), default=0), 26)
            for label, (_, value) in zip(labels, rows, strict=True):
                yield f"{label:<{room}}  {_value(restore(value))}"
        case Words(text=text):
            yield str(restore(text))
        case Tree(value=value):
            real = restore(value)
            yield real if isinstance(real, str) else as_json(real)
        case Diff(lines=lines):
            yield from (f"{sign} {restore(text)}".rstrip() for sign, text in lines)
        case Bars(rows=rows):
            labels = [one_line(str(restore(label)), 60) for label, _, _ in rows]
            room = max(map(len, labels), default=0)
            for label, (_, _, words) in zip(labels, rows, strict=True):
                yield f"{label:<{room}}  {restore(words)}"
        case Marked(text=text):
            yield str(restore(text))


def _value(value: Any) -> str:
    return value if isinstance(value, str) else scalar(value, 4_000)
