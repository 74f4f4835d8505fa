"""YAML with line numbers, read as YAML 1.2 people expect it.

`no`, `on` and `12:30` stay text, a date stays text; a key given twice is a mistake.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from sandbox.pack.finding import Report

# With libyaml, ten times as fast; PyYAML built without it has only the slow one.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path = tuple[str | int, ...]
_MOST_NODES: Final = 200_000


class _Loader(_SafeLoader):
    """The safe loader with the core schema of YAML 1.2 for plain scalars."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _shape, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"~|null", "~n"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)(?:[eE][-+]?[0-9]+)?", "-+0123456789"),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_shape})$"), [*_first]
    )
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])


@dataclass(frozen=True)
class Located:
    """A YAML document: its data, and the line of each key and item."""

    file: str
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, *path: str | int) -> int:
        """The line of `path`, or of the nearest part of it that the file has; 0 if none."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 0


def read_yaml(file: str, text: str, report: Report, first_line: int = 1) -> Located | None:
    """The document in `text`, None when it can't be read; mistakes go to `report`.

    `first_line` is the line of `file` on which `text` starts.
    """
    offset = first_line - 1
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Path, int] = {}
        if node is not None:
            _walk(node, (), lines, file, report, offset)
        data = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 + offset if mark else 0
        report.unread(file, f"not YAML: {error.problem}", line, _hint(text, mark))
        return None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        report.unread(file, f"not YAML: {str(error).splitlines()[0]}", first_line)
        return None
    finally:
        loader.dispose()
    return Located(file, data, lines)


def read_mapping(file: str, text: str, report: Report, first_line: int = 1) -> Located | None:
    """A document that has to be a mapping of names to values."""
    located = read_yaml(file, text, report, first_line)
    if located is None:
        return None
    if not isinstance(located.data, dict) or not all(isinstance(key, str) for key in located.data):
        report.unread(file, "has to be `key: value` lines at its top", located.line() or first_line)
        return None
    return located


def check_aliases(node: yaml.Node) -> None:
    """Refuses a document whose aliases stand for far more than is written. Raises `ValueError`.

    What is written out may be as large as it is: only what the aliases add is counted.
    """
    sizes: dict[int, int] = {}
    if _size(node, sizes) - len(sizes) > _MOST_NODES:
        raise ValueError("too large: its aliases stand for over 200,000 keys and items")


def _size(node: yaml.Node, sizes: dict[int, int]) -> int:
    """Nodes in a node, those of an alias as often as it stands there; `sizes` by the node's id."""
    if id(node) not in sizes:
        sizes[id(node)] = 1  # of one within itself, which is refused when it is read
        parts: list[yaml.Node] = []
        if isinstance(node, yaml.MappingNode):
            parts = [one for pair in node.value for one in pair]
        elif isinstance(node, yaml.SequenceNode):
            parts = node.value
        sizes[id(node)] += sum(_size(one, sizes) for one in parts)
    return sizes[id(node)]


def _walk(
    node: yaml.Node, path: Path, lines: dict[Path, int], file: str, report: Report, offset: int
) -> None:
    """Notes lines and refuses a key given twice."""
    if len(lines) > _MOST_NODES:
        raise ValueError("too large: over 200,000 keys and items")
    lines.setdefault(path, node.start_mark.line + 1 + offset)
    if isinstance(node, yaml.MappingNode):
        seen: set[object] = set()
        for key, value in node.value:
            name = getattr(key, "value", None)
            line = key.start_mark.line + 1 + offset
            if not isinstance(name, str):
                raise ValueError(f"a key that is no text on line {line}")
            if name in seen:
                report.error(file, f"the key {name!r} is given twice", line, "keep one of them")
            seen.add(name)
            lines[(*path, name)] = line
            _walk(value, (*path, name), lines, file, report, offset)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*path, index), lines, file, report, offset)


def _hint(text: str, mark: Any) -> str:
    line = text.splitlines()[mark.line] if mark and mark.line < len(text.splitlines()) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with spaces, not tabs"
    if line.count(": ") > 1 or line.rstrip().endswith(":"):
        return "put quotes around a text that holds a colon"
    return "check the indent, quotes and brackets on this line and the one above"
