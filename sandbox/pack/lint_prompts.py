"""Prompt templates: their syntax, the names they print, and the lock."""

from sandbox.pack.digest import LOCK
from sandbox.pack.finding import Report
from sandbox.pack.lock import check_lock, read_lock
from sandbox.pack.pack import Pack, Template

NEEDED = "agent"


def look(pack: Pack, report: Report) -> None:
    """Reports that the system prompt is missing; warns of undeclared names and of the lock."""
    if NEEDED not in pack.templates:
        hint = f"write prompts/{NEEDED}.md.j2: it is the system prompt"
        report.error("prompts", f"there is no prompt {NEEDED!r}", 0, hint)
    for template in pack.templates.values():
        _look_at(template, report)
    check_lock(pack.templates, read_lock(pack.files.get(LOCK), report), report)


def _look_at(template: Template, report: Report) -> None:
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
    declared = set(template.variables)
    for name in sorted(used - declared):
        report.warn(file, f"prints {name!r}, which its `variables:` do not list", 1)
    for name in sorted(declared - used):
        report.warn(file, f"lists the variable {name!r} and never prints it", 1)
