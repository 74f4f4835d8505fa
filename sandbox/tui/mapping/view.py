"""The intent map as tabs of the inspector."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sandbox.pack.map_lines import map_lines
from sandbox.tui.feed.view import Facts, Inspection, Section, Tab, Words

if TYPE_CHECKING:
    from sandbox.pack.map import MapRule, PackMap


def inspect_map(found: PackMap) -> Inspection:
    """The map from four sides: by intent, by phrase, by tool, by rule."""
    return Inspection(
        "map",
        map_lines(found)[0].text,
        tabs=(
            Tab("Map", lambda: _tree(found)),
            Tab("Phrases", lambda: _phrases(found)),
            Tab("Tools", lambda: _tools(found)),
            Tab("Rules", lambda: _rules(found)),
        ),
    )


def _tree(found: PackMap) -> tuple[Section, ...]:
    """Each part of the tree under its head."""
    lines = map_lines(found)[1:]
    sections: list[Section] = []
    for blank, group in groupby(lines, lambda line: not line.whole):
        if not blank:
            head, *rest = group
            sections.append(Words("\n".join(line.whole for line in rest), title=head.text))
    return tuple(sections)


def _phrases(found: PackMap) -> tuple[Section, ...]:
    sections: list[Section] = []
    for one in found.intents:
        text = "\n".join(f"“{phrase}”" for phrase in one.examples)
        sections.append(Words(text, title=f"{one.intent} · {one.title}"))
    return tuple(sections) or (Words("No intent yet.", "dim"),)


def _tools(found: PackMap) -> tuple[Section, ...]:
    """By service, with what leads to each."""
    ways: dict[str, list[str]] = {tool.tool: ["any step"] for tool in found.always}
    procedures = [one.procedure for one in found.intents] + [one for _, one in found.others]
    for procedure in procedures:
        for tool in procedure.tools:
            names = ways.setdefault(tool.tool, [])
            if procedure.procedure not in names:
                names.append(procedure.procedure)
    sections: list[Section] = []
    for service, tools in groupby(found.tools, lambda tool: tool.service):
        rows = tuple(
            (tool.tool, f"{tool.effect} · from {', '.join(ways.get(tool.tool, ['nowhere']))}")
            for tool in tools
        )
        sections.append(Facts(rows, service))
    return tuple(sections) or (Words("No tool yet.", "dim"),)


def _rules(found: PackMap) -> tuple[Section, ...]:
    """Each rule once, with the tools that it speaks about."""
    about: dict[tuple[str, int], tuple[MapRule, list[str]]] = {}
    for rule in found.general:
        but = f" but {', '.join(rule.but)}" if rule.but else ""
        about[rule.file, rule.line] = (rule, [f"every tool{but}"])
    for tool in found.tools:
        for rule in tool.rules:
            about.setdefault((rule.file, rule.line), (rule, []))[1].append(tool.tool)
    rules = [about[place] for place in sorted(about)]
    sections: list[Section] = []
    for file, group in groupby(rules, lambda one: one[0].file):
        rows = tuple(
            (f"{rule.verdict or 'decides'} {rule.rule}", f"{', '.join(names)} · line {rule.line}")
            for rule, names in group
        )
        sections.append(Facts(rows, file))
    return tuple(sections) or (Words("No rule yet: every call is denied.", "warn"),)
