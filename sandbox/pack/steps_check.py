"""What a procedure's steps name and compare, checked before anything runs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sandbox.domain.base import JSON
from sandbox.domain.procedure import Procedure, Step, VariableSpec
from sandbox.domain.tool import ToolContract
from sandbox.pack.finding import Report, nearest
from sandbox.pack.pack import Article
from sandbox.pack.paths_check import own_steps
from sandbox.procedures.compare import number_of
from sandbox.procedures.expression import parse
from sandbox.procedures.nodes import Compare, Literal, Node, Path, parts_of
from sandbox.procedures.run import APPROVAL
from sandbox.procedures.scope import reachable

ENGINE_S = frozenset(("customer", "intent", "open_question", "frustration"))
"""What the engine notes by itself; procedures and rules may read it."""

Remark = tuple[int, str, str]
"""Line, message, hint."""


def check_steps(
    procedures: Mapping[str, Procedure],
    sources: Mapping[str, str],
    contracts: Mapping[str, ToolContract],
    articles: Sequence[Article],
    report: Report,
) -> None:
    """Errors: an article that is not there; a `let` under a name that means something else."""
    known = {article.id for article in articles}
    for procedure in procedures.values():
        variables = {spec.name for spec in procedure.variables}
        for step in own_steps(procedure):
            message, hint = "", ""
            if step.kind == "read" and step.name.split("#")[0] not in known:
                message, hint = f"reads {step.name!r}, no article", nearest(step.name, known)
            elif step.kind == "let":
                message = _taken(step.variable, variables, contracts)
                hint = "give it a name of its own"
            if message:
                report.error(sources[procedure.id], message, step.line, hint)


def _taken(name: str, variables: Iterable[str], contracts: Mapping[str, ToolContract]) -> str:
    if name in contracts:
        return f"let {name}: that is a tool's name"
    if name in ENGINE_S or name in (APPROVAL, "wants_person"):
        return f"let {name}: that name is the engine's own"
    return f"let {name}: that is a variable which is asked for" if name in variables else ""


def never_reached(procedure: Procedure) -> Iterator[Remark]:
    """The first of its own steps in each stretch that no way leads to."""
    reached = reachable(procedure, 0, approved=True)
    before = True
    for index, step in enumerate(procedure.steps):
        here = index in reached
        if not here and before and not step.of and step.kind != "jump":
            yield step.line, f"never reached: `{step.source}`", "all ways end before it"
        # An `otherwise:` is no place to go to; it is reached when its branch is.
        before = here or step.kind == "jump"


def misfits(procedure: Procedure) -> Iterator[Remark]:
    """Comparisons of a variable with what it can't be: another choice, a text for a number."""
    specs = {spec.name: spec for spec in procedure.variables}
    for step in own_steps(procedure):
        if step.kind not in ("when", "let"):
            continue
        for path, values in _compared(parse(step.condition)):
            spec = specs.get(path)
            for value in values if spec else ():
                if spec and (wrong := _wrong(spec, value)):
                    known = spec.choices if spec.type == "choice" else ()
                    hint = nearest(value, known) if isinstance(value, str) and known else ""
                    yield step.line, wrong, hint


def circles(procedures: Mapping[str, Procedure]) -> Iterator[tuple[str, Step, str]]:
    """(procedure, step, circle) of each `switch` from which switches lead back to it."""
    leads = {
        name: {step.name: step for step in procedure.steps if step.kind == "switch"}
        for name, procedure in procedures.items()
    }
    for name in sorted(leads):
        for target, step in leads[name].items():
            way = _way(target, name, leads, (name,))
            # Each circle once, told of where its first name switches.
            if way and name == min(way):
                yield name, step, " → ".join((*way, name))


def _way(
    at: str, goal: str, leads: Mapping[str, Mapping[str, Step]], trail: tuple[str, ...]
) -> tuple[str, ...]:
    if at == goal:
        return trail
    if at in trail:
        return ()
    ways = (_way(one, goal, leads, (*trail, at)) for one in sorted(leads.get(at, {})))
    return next((way for way in ways if way), ())


def _compared(node: Node) -> Iterator[tuple[str, list[JSON]]]:
    """(path, values) of each comparison of a path with values that are written out."""
    if isinstance(node, Compare):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, Path) and isinstance(other, Literal):
                value = other.value
                yield one.path, value if isinstance(value, list) else [value]
    for part in parts_of(node):
        yield from _compared(part)


def _wrong(spec: VariableSpec, value: JSON) -> str:
    """Why a variable can never have this value, "" where it can."""
    if value is None:
        return ""
    match spec.type:
        case "choice":
            good = value in spec.choices
            wanted = "a choice"
        case "number":
            good = number_of(value) is not None
            wanted = "a number"
        case "yes_no":
            good = isinstance(value, bool)
            wanted = "yes or no: write true or false"
        case "row" | "text" | "email" | "date":
            good = isinstance(value, str)
            wanted = "a text: write it in quotes"
    return "" if good else f"{spec.name} is never {value!r}; it is {wanted}"
