"""Checks on the parsed rules that the engine leaves out, over its syntax tree as JSON.

The engine would answer with the machine's clock, follow `http.send`, and overflow its stack (which
ends the process) in a function that calls itself; OPA refuses the last at compile time, so do we.
"""

import json
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from sandbox.policy.errors import SHAPE, PolicyError

Node = Any
"""A part of the tree: an object, array or scalar of JSON."""

OUTSIDE = {
    "http.send": "reaches the network",
    "net.lookup_ip_addr": "reaches the network",
    "opa.runtime": "reads the machine",
    "rand.intn": "differs from run to run",
    "time.now_ns": "reads the machine's clock",
    "uuid.rfc4122": "differs from run to run",
}
"""Built-ins whose answer is not a function of the input, so that a replay would differ."""


def check(trees: str) -> bool:
    """True when a rule `decisions` exists. Raises `PolicyError` at the first forbidden thing.

    `trees` is what the engine gives for all files: JSON `[{"source": {"file"}, "ast": {…}}]`.
    """
    try:
        return _check(json.loads(trees))
    except RecursionError:
        raise PolicyError("", 0, "a rule is nested too deep", "name its inner parts") from None


def _check(trees: list[Node]) -> bool:
    speaks = False
    calls: dict[str, set[str]] = {}
    places: dict[str, tuple[str, int]] = {}
    for tree in trees:
        file, ast = tree["source"]["file"], tree["ast"]
        _check_package(file, ast)
        for kind, rule in (item for one in ast["rules"] for item in one.items()):
            name, line = _name(kind, rule), _line(rule)
            speaks = _is_decisions(file, kind, rule, name) or speaks
            places.setdefault(name, (file, line))
            calls.setdefault(name, set()).update(_calls(file, rule))
    _check_recursion(calls, places)
    return speaks


def _check_package(file: str, ast: Node) -> None:
    if _path(ast["package"]["refr"]) != ["policy"]:
        raise PolicyError(file, _line(ast["package"]), "another package than policy", SHAPE)
    for item in ast["imports"]:
        path = _path(item["refr"])
        # An alias for the package would hide a call from the check for recursion.
        if path == ["data"] or path[:2] == ["data", "policy"]:
            raise PolicyError(
                file, _line(item), f"import of {'.'.join(path)}", "its rules are in reach by name"
            )


def _is_decisions(file: str, kind: str, rule: Node, name: str) -> bool:
    if name != "decisions":
        return False
    if kind == "Spec" and list(rule["head"]) == ["Set"]:
        return True
    raise PolicyError(file, _line(rule), "`decisions` is not a partial set", SHAPE)


def _calls(file: str, rule: Node) -> Iterator[str]:
    """Names of the package's functions that a rule calls. Raises at a built-in from outside."""
    for call in _find("Call", rule):
        path = _path(call["fcn"])
        name = ".".join(path)
        if name in OUTSIDE:
            hint = "take the time from input.now" if "time" in name else "pass it in as data"
            raise PolicyError(file, _line(call), f"{name} {OUTSIDE[name]}", hint)
        yield path[2] if path[:2] == ["data", "policy"] and len(path) == 3 else name


def _check_recursion(calls: dict[str, set[str]], places: dict[str, tuple[str, int]]) -> None:
    graph = {name: sorted(called & calls.keys()) for name, called in sorted(calls.items())}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle = error.args[1]
        raise PolicyError(
            *places[min(cycle)],
            f"recursion: {' needs '.join(reversed(cycle))}",
            "a rule or function may not need itself",
        ) from None


def _name(kind: str, rule: Node) -> str:
    head = rule if kind == "Default" else next(iter(rule["head"].values()))
    return next(iter(_path(head["refr"])), "")


def _line(node: Node) -> int:
    return int(node["span"]["line"])


def _path(node: Node) -> list[str]:
    """`data.policy["f"]` as `["data", "policy", "f"]`; what is no constant ends as "?"."""
    ((kind, body),) = node.items()
    if kind == "Var":
        return [body["value"]]
    if kind == "RefDot":
        return [*_path(body["refr"]), body["field"][1]]
    if kind == "RefBrack":
        return [*_path(body["refr"]), body["index"].get("String", {}).get("value", "?")]
    return ["?"]


def _find(kind: str, node: Node) -> Iterator[Node]:
    """All nodes of one kind, in the order of the text; a loop, since trees may be deep."""
    stack = [node]
    while stack:
        top = stack.pop()
        if isinstance(top, dict):
            if kind in top:
                yield top[kind]
            stack.extend(reversed(top.values()))
        elif isinstance(top, list):
            stack.extend(reversed(top))
