"""A parsed condition or expression, its value, the paths it reads. Evaluating never raises."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.procedures.arithmetic import Sign, apply, reckon
from sandbox.procedures.compare import Operator, compare, truth
from sandbox.procedures.paths import Facts, lookup


@dataclass(frozen=True)
class Literal:
    value: JSON


@dataclass(frozen=True)
class Path:
    path: str


@dataclass(frozen=True)
class Items:
    items: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    part: "Node"


@dataclass(frozen=True)
class Every:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Some:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class IsSet:
    part: "Node"


@dataclass(frozen=True)
class Compare:
    operator: Operator
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Sum:
    """Two values joined by `+ - * /`."""

    sign: Sign
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Use:
    """A function of the grammar, with its arguments."""

    function: str
    parts: tuple["Node", ...]


Node = Literal | Path | Items | Not | Every | Some | IsSet | Compare | Sum | Use


def evaluate(node: Node, facts: Facts) -> JSON:  # noqa: PLR0911 (one case a kind of node)
    """The value of `node`: JSON for values, a bool for everything else. A missing path is null."""
    match node:
        case Literal(value):
            return value
        case Path(path):
            return lookup(facts, path)
        case Items(items):
            return [evaluate(item, facts) for item in items]
        case Not(part):
            return not truth(evaluate(part, facts))
        case Every(parts):
            return all(truth(evaluate(part, facts)) for part in parts)
        case Some(parts):
            return any(truth(evaluate(part, facts)) for part in parts)
        case IsSet(part):
            return evaluate(part, facts) is not None
        case Compare(operator, left, right):
            return compare(operator, evaluate(left, facts), evaluate(right, facts))
        case Sum(sign, left, right):
            return reckon(sign, evaluate(left, facts), evaluate(right, facts))
        case Use(function, parts):
            return apply(function, [evaluate(part, facts) for part in parts])


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes right below `node`, from left to right."""
    match node:
        case Literal() | Path():
            return ()
        case Not(part) | IsSet(part):
            return (part,)
        case Compare(_, left, right) | Sum(_, left, right):
            return (left, right)
        case Items(parts) | Every(parts) | Some(parts) | Use(_, parts):
            return parts


def paths_of(node: Node) -> Iterator[str]:
    """Every path in `node`, from left to right."""
    if isinstance(node, Path):
        yield node.path
    for part in parts_of(node):
        yield from paths_of(part)
