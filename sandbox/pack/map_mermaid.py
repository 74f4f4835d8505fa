"""The intent map as Mermaid text, and as the page of a pack's docs."""

from collections.abc import Iterator
from typing import Final

from sandbox.pack.map import MapProcedure, MapTool, PackMap

_RISKS: Final = ("medium", "high")


def mermaid(found: PackMap) -> str:
    """A flowchart from left to right: phrases, procedure, tools, services."""
    return "\n".join(_lines(found)) + "\n"


def page(found: PackMap) -> str:
    """A page of Markdown with the chart, and below it each intent with all of its phrases."""
    parts = [
        f"# {found.title}: what leads where",
        f"Made by `sandbox packs map {found.pack} --page FILE`; do not edit. From the left: what a"
        " customer wants, the procedure that serves it, the tools that it calls, their services."
        " Dashed boxes write; what is refused or confirmed, and by which rule, stands in them.",
        f"```mermaid\n{mermaid(found)}```",
        "## Phrases",
    ]
    for one in found.intents:
        phrases = "\n".join(f"* {_text(phrase)}" for phrase in one.examples)
        parts.append(f"### {one.intent}\n\n{_text(one.title)}. Risk: {one.risk}.\n\n{phrases}")
    return "\n\n".join(parts) + "\n"


def _lines(found: PackMap) -> Iterator[str]:
    yield "flowchart LR"
    procedures: dict[str, MapProcedure] = {}
    for number, one in enumerate(found.intents, 1):
        many = f"{len(one.examples)} phrase{'' if len(one.examples) == 1 else 's'}"
        yield f'  i{number}(["{_safe(one.title)}<br/>{many}, {one.risk} risk"])'
        procedures[one.procedure.procedure] = one.procedure
    procedures |= {one.procedure: one for _, one in found.others}
    ids = {name: f"p{number}" for number, name in enumerate(procedures, 1)}
    tools = {tool.tool: f"t{number}" for number, tool in enumerate(found.tools, 1)}
    services = {name: f"s{n}" for n, name in enumerate(_services(found), 1)}
    for name, one in procedures.items():
        yield f'  {ids[name]}["{_safe(one.procedure)}"]'
    for tool in found.tools:
        yield f'  {tools[tool.tool]}["{_tool(tool)}"]'
    for name, number in services.items():
        yield f'  {number}[("{_safe(name)}")]'
    for number, one in enumerate(found.intents, 1):
        yield f"  i{number} --> {ids[one.procedure.procedure]}"
    for name, one in procedures.items():
        yield from (f"  {ids[name]} --> {tools[tool.tool]}" for tool in one.tools)
        yield from (f"  {ids[name]} -.-> {ids[other]}" for other in one.goes_to if other in ids)
    for tool in found.tools:
        yield f"  {tools[tool.tool]} --> {services[tool.service]}"
    yield from _styles(found, tools)


def _styles(found: PackMap, tools: dict[str, str]) -> Iterator[str]:
    """Without colours of our own: a chart is read on light and on dark."""
    writes = [tools[tool.tool] for tool in found.tools if tool.effect != "read"]
    risky = [f"i{n}" for n, one in enumerate(found.intents, 1) if one.risk in _RISKS]
    if writes:
        yield "  classDef write stroke-dasharray: 4 2"
        yield f"  class {','.join(writes)} write"
    if risky:
        yield "  classDef risky stroke-width: 3px"
        yield f"  class {','.join(risky)} risky"


def _services(found: PackMap) -> list[str]:
    return sorted({tool.service for tool in found.tools})


def _tool(tool: MapTool) -> str:
    """Its name and the rules that may stand in its way."""
    stops = [
        f"{one.verdict} {one.rule}" for one in tool.rules if one.verdict not in ("allow", None)
    ]
    return "<br/>".join(map(_safe, (tool.tool, *dict.fromkeys(stops))))


def _safe(text: str) -> str:
    """Text inside a quoted label: what Mermaid would read as its own stands there as an entity."""
    for sign, entity in (
        ("#", "#35;"),
        ("&", "#amp;"),
        ('"', "#quot;"),
        ("<", "#lt;"),
        (">", "#gt;"),
    ):
        text = text.replace(sign, entity)
    return " ".join(text.split())


def _text(text: str) -> str:
    """Text in Markdown that starts no markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in text)
