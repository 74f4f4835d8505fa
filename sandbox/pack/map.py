"""The intent map: which phrases lead to which procedure, its tools, their services and rules."""

from collections.abc import Iterable

from sandbox.domain.base import Frozen
from sandbox.domain.procedure import Intent, Procedure
from sandbox.domain.tool import Effect, ToolContract
from sandbox.domain.verdict import PolicyVerdict
from sandbox.pack.pack import Pack
from sandbox.pack.rules_about import Rule, rules_of
from sandbox.procedures.line import HAND_OFF_TOOL


class MapRule(Frozen):
    """A policy rule. `verdict` is None where the rule works it out.

    `but`: of a rule for all tools those that it is not for.
    """

    rule: str
    verdict: PolicyVerdict | None
    file: str
    line: int
    but: tuple[str, ...] = ()


class MapTool(Frozen):
    """A tool with the rules that name it, its effect or its service; not those for all tools."""

    tool: str
    service: str
    effect: Effect
    rules: tuple[MapRule, ...] = ()

    @property
    def subject(self) -> str:
        """`orders.get_order`."""
        return f"{self.service}.{self.tool}"


class MapProcedure(Frozen):
    """What a procedure asks for, calls and reads, and which others it goes to."""

    procedure: str
    title: str
    file: str
    asks: tuple[str, ...] = ()
    tools: tuple[MapTool, ...] = ()
    reads: tuple[str, ...] = ()
    goes_to: tuple[str, ...] = ()


class MapIntent(Frozen):
    """What a customer may want, by the phrases that lead there."""

    intent: str
    title: str
    risk: str
    identified: bool
    examples: tuple[str, ...]
    procedure: MapProcedure


class PackMap(Frozen):
    """The whole map. `others`: procedures that no intent leads to, with what does.

    `always`: tools that no procedure names and that may be called at any step: reads, and handing
    over. `idle`: tools that write and that nothing reaches. `general`: rules for all tools, or for
    all but a few.
    """

    pack: str
    title: str
    intents: tuple[MapIntent, ...]
    others: tuple[tuple[str, MapProcedure], ...] = ()
    always: tuple[MapTool, ...] = ()
    idle: tuple[MapTool, ...] = ()
    general: tuple[MapRule, ...] = ()

    @property
    def tools(self) -> tuple[MapTool, ...]:
        """Every tool, each once, by service and name."""
        procedures = [one.procedure for one in self.intents] + [one for _, one in self.others]
        found = {t.tool: t for one in procedures for t in one.tools}
        found |= {t.tool: t for t in (*self.always, *self.idle)}
        return tuple(sorted(found.values(), key=lambda one: one.subject))


def map_of(pack: Pack) -> PackMap:
    """The map of a pack that is loaded."""
    rules = rules_of(pack)
    special = [rule for rule in rules if not rule.general]
    intents = tuple(_intent(one, pack, special) for one in pack.intents)
    led = {one.procedure.procedure for one in intents}
    others = tuple(
        (_why(procedure, pack), _procedure(procedure, pack, special))
        for procedure in pack.procedures.values()
        if procedure.id not in led
    )
    reached = {t.tool for one in intents for t in one.procedure.tools}
    reached |= {t.tool for _, one in others for t in one.tools}
    left = [_tool(c, special) for name, c in pack.contracts.items() if name not in reached]
    return PackMap(
        pack=pack.name,
        title=pack.title,
        intents=intents,
        others=others,
        always=tuple(one for one in left if _always(one)),
        idle=tuple(one for one in left if not _always(one)),
        general=tuple(
            _rule(rule).model_copy(update={"but": _spared(rule, pack)})
            for rule in rules
            if rule.general
        ),
    )


def _intent(intent: Intent, pack: Pack, rules: list[Rule]) -> MapIntent:
    return MapIntent(
        intent=intent.id,
        title=intent.title,
        risk=intent.risk,
        identified=intent.identified,
        examples=intent.examples,
        procedure=_procedure(pack.procedures[intent.procedure], pack, rules),
    )


def _procedure(procedure: Procedure, pack: Pack, rules: list[Rule]) -> MapProcedure:
    steps = procedure.steps
    tools = list(procedure.tools)
    if any(step.kind == "hand_off" for step in steps):
        tools.append(HAND_OFF_TOOL)
    file = f"procedures/{procedure.id}.md"
    return MapProcedure(
        procedure=procedure.id,
        title=procedure.title,
        file=file if file in pack.files else "procedures",
        asks=_once(step.variable for step in steps if step.kind == "ask"),
        tools=tuple(
            _tool(pack.contracts[name], rules)
            for name in dict.fromkeys(tools)
            if name in pack.contracts
        ),
        reads=_once(step.name for step in steps if step.kind == "read"),
        goes_to=_once(step.name for step in steps if step.kind in ("do", "switch")),
    )


def _tool(contract: ToolContract, rules: list[Rule]) -> MapTool:
    return MapTool(
        tool=contract.name,
        service=contract.service,
        effect=contract.effect,
        rules=_rules(rule for rule in rules if rule.about(contract)),
    )


def _rules(rules: Iterable[Rule]) -> tuple[MapRule, ...]:
    return tuple(_rule(one) for one in rules)


def _rule(one: Rule) -> MapRule:
    return MapRule(rule=one.rule, verdict=one.verdict or None, file=one.file, line=one.line)


def _spared(rule: Rule, pack: Pack) -> tuple[str, ...]:
    return tuple(name for name, tool in pack.contracts.items() if not rule.about(tool))


def _always(tool: MapTool) -> bool:
    return tool.effect == "read" or tool.tool == HAND_OFF_TOOL


def _why(procedure: Procedure, pack: Pack) -> str:
    """What leads to a procedure that serves no intent, in words."""
    if procedure.id == pack.identify:
        return "finds out who speaks"
    if procedure.id == pack.person:
        return "for who asks for a person"
    callers = [
        one.id
        for one in pack.procedures.values()
        if any(s.name == procedure.id and s.kind in ("do", "switch") for s in one.steps)
    ]
    return f"from {', '.join(callers)}" if callers else "nothing leads here"


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
