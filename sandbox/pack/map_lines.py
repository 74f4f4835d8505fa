"""The intent map as a tree of lines, the same in a terminal and on the screen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from sandbox.pack.map import MapProcedure, MapRule, MapTool, PackMap

Kind = Literal["title", "intent", "phrases", "procedure", "detail", "tool", "rest"]
PHRASES: Final = 3


@dataclass(frozen=True)
class MapLine:
    """One line. `tree`: the branches drawn before it; `text`: what it says."""

    kind: Kind
    tree: str
    text: str

    @property
    def whole(self) -> str:
        return f"{self.tree}{self.text}"


def map_lines(found: PackMap, phrases: int = PHRASES) -> list[MapLine]:
    """The tree, `phrases` examples of each intent at most."""
    lines = [MapLine("title", "", _title(found))]
    for one in found.intents:
        known = ", customer known" if one.identified else ""
        head = f"{one.intent} · {one.title} · {one.risk} risk{known}"
        lines += [MapLine("rest", "", ""), MapLine("intent", "", head)]
        lines.append(MapLine("phrases", "│ ", _phrases(one.examples, phrases)))
        lines += _procedure(one.procedure)
    for why, procedure in found.others:
        lines += [
            MapLine("rest", "", ""),
            MapLine("intent", "", f"({why})"),
            *_procedure(procedure),
        ]
    lines += _rest("at any step, without a procedure", map(_tool, found.always))
    lines += _rest("writes that nothing reaches", map(_tool, found.idle))
    lines += _rest("rules for every tool", map(_general, found.general))
    return lines


def _title(found: PackMap) -> str:
    services = {tool.service for tool in found.tools}
    procedures = {one.procedure.procedure for one in found.intents}
    procedures |= {procedure.procedure for _, procedure in found.others}
    counts = (
        (len(found.intents), "intent"),
        (len(procedures), "procedure"),
        (len(found.tools), "tool"),
        (len(services), "service"),
    )
    return f"{found.title} · {', '.join(_counted(n, noun) for n, noun in counts)}"


def _phrases(examples: tuple[str, ...], most: int) -> str:
    shown = ", ".join(f"“{text}”" for text in examples[:most])
    more = len(examples) - most
    return f"{shown}, … {more} more" if more > 0 else shown


def _procedure(one: MapProcedure) -> Iterator[MapLine]:
    yield MapLine("procedure", "└─ ", f"{one.procedure} ({one.file})")
    below: list[MapLine] = []
    for label, names in (("asks", one.asks), ("reads", one.reads), ("goes to", one.goes_to)):
        if names:
            below.append(MapLine("detail", "", f"{label} {', '.join(names)}"))
    below += [MapLine("tool", "", _tool(tool)) for tool in one.tools]
    for number, line in enumerate(below, 1):
        yield MapLine(line.kind, "   └─ " if number == len(below) else "   ├─ ", line.text)


def _tool(one: MapTool) -> str:
    rules = _rules(one.rules)
    return f"{one.subject} · {one.effect}" + (f" · {rules}" if rules else "")


def _rest(head: str, items: Iterable[str]) -> Iterator[MapLine]:
    texts = list(items)
    if not texts:
        return
    yield MapLine("rest", "", "")
    yield MapLine("rest", "", head)
    for number, text in enumerate(texts, 1):
        yield MapLine("tool", "└─ " if number == len(texts) else "├─ ", text)


def _general(one: MapRule) -> str:
    but = f" · but for {', '.join(one.but)}" if one.but else ""
    return f"{one.verdict or 'decides'} {one.rule} ({one.file}:{one.line}){but}"


def _rules(rules: Iterable[MapRule]) -> str:
    return ", ".join(dict.fromkeys(f"{one.verdict or 'decides'} {one.rule}" for one in rules))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
