"""What the screen's inspector shows of a hop, a tab at a time, as lines."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.domain.faults import SandboxError
from sandbox.plain.words import one_line, visible, worded
from sandbox.tui.feed.view import Bars, Diff, Facts, Inspection, Marked, Section, Tree, Words

_LONGEST = 4_000


def inspection_lines(
    inspection: Inspection, restore: Callable[[Any], Any], tab: str = ""
) -> Iterator[str]:
    """One tab, the first for "", and which others there are. Raises `SandboxError` (code 2)."""
    tabs = {one.name.lower(): one for one in inspection.tabs}
    shown = tabs.get(tab.lower()) if tab else next(iter(tabs.values()), None)
    if shown is None:
        raise SandboxError(f"there is no part {one_line(tab, 40)}", ", ".join(tabs), code=2)
    yield f"{worded(inspection.title)}, {shown.name.lower()}:"
    for section in shown.build():
        if section.title:
            yield f"  {worded(section.title)}:"
        for line in _section(section, restore):
            yield f"  {line}"
    others = [name for name in tabs if name != shown.name.lower()]
    if others:
        yield f"more of it: {', '.join(others)}"


def _section(section: Section, restore: Callable[[Any], Any]) -> Iterator[str]:
    match section:
        case Facts(rows=rows):
            for label, value in rows:
                yield f"{worded(label)}: {_value(restore(value))}"
        case Words(text=text):
            yield from _text(str(restore(text)))
        case Tree(value=value):
            yield _value(restore(value))
        case Diff(lines=lines):
            for sign, text in lines:
                yield f"{sign} {visible(str(restore(text)))}".rstrip()
        case Bars(rows=rows):
            for label, _, words in rows:
                yield f"{worded(label)}: {worded(words)}"
        case Marked(text=text, spans=spans):
            yield from _text(str(restore(text)))
            for start, end, label in spans:
                yield f"{one_line(text[start:end], 100)}: {worded(label)}"


def _text(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield visible(line)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return one_line(value, _LONGEST)
    return one_line(json.dumps(value, ensure_ascii=False, default=str), _LONGEST)
