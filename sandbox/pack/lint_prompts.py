"""Prompt templates: their syntax, the names they print, and the lock."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sandbox.domain.turn import Principal
from sandbox.pack.digest import LOCK
from sandbox.pack.finding import Report, nearest
from sandbox.pack.lock import check_lock, line_of, read_lock
from sandbox.pack.pack import Pack, Template

if TYPE_CHECKING:
    import jinja2.nodes

NEEDED = "agent"
GIVEN: Final[dict[str, tuple[str, ...]]] = {
    "abilities": (),
    "guidance": (),
    "now": (),
    "pack": ("title", "greeting"),
    "passages": (),
    "principal": tuple(Principal.model_fields),
    "procedure": (),
    "state": (),
    "summary": (),
    "tools": (),
}
"""What a prompt may print, and the fields of what has any; a test holds it to the prompt hop."""


def look(pack: Pack, report: Report) -> None:
    """Reports that the system prompt is missing; warns of undeclared names and of the lock."""
    if NEEDED not in pack.templates:
        hint = f"write prompts/{NEEDED}.md.j2: it is the system prompt"
        report.error("prompts", f"there is no prompt {NEEDED!r}", 0, hint)
    for template in pack.templates.values():
        _look_at(template, pack, report)
    locked = read_lock(pack.files.get(LOCK), report)
    check_lock(pack.templates, locked, pack.files, report)


def _look_at(template: Template, pack: Pack, report: Report) -> None:
    # Imported late: only lint needs the syntax tree; a session compiles the template itself.
    import jinja2
    import jinja2.meta
    import jinja2.sandbox

    file = f"prompts/{template.id}.md.j2"
    try:
        tree = jinja2.sandbox.SandboxedEnvironment().parse(template.text)
        used = jinja2.meta.find_undeclared_variables(tree)
    except jinja2.TemplateSyntaxError:
        return  # the loader has said so
    declared, known = set(template.variables), set(GIVEN)
    head = line_of(pack.files.get(file, ""), "variables")
    for name in sorted((used | declared) - known):
        line = _line(tree, name, template) if name in used else head
        message = f"prints {name!r}" if name in used else f"lists the variable {name!r}"
        fails = "which no prompt is given, so every turn would fail"
        report.error(file, f"{message}, {fails}", line, nearest(name, known))
    for name in sorted((used & known) - declared):
        message = f"prints {name!r}, which its `variables:` do not list"
        report.warn(file, message, _line(tree, name, template))
    for name in sorted((declared & known) - used):
        report.warn(file, f"lists the variable {name!r} and never prints it", head)
    for name, field, line in _fields(tree, template):
        message = f"prints {name}.{field}, which there is not, so every turn would fail"
        report.error(file, message, line, nearest(field, GIVEN[name]))


def _line(tree: "jinja2.nodes.Template", name: str, template: Template) -> int:
    """The first line of the file on which the template names it."""
    from jinja2 import nodes

    lines = [node.lineno for node in tree.find_all(nodes.Name) if node.name == name]
    return min(lines, default=1) + template.first_line - 1


def _fields(tree: "jinja2.nodes.Template", template: Template) -> Iterator[tuple[str, str, int]]:
    """(name, field, line) of each field that is printed and that there is not."""
    from jinja2 import nodes

    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name):
            name, known = node.node.name, GIVEN.get(node.node.name)
            if known and node.attr not in known and node.node.ctx == "load":
                yield name, node.attr, node.lineno + template.first_line - 1
