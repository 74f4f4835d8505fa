"""Renders a versioned template. Jinja in its sandbox, and a name that is missing is an error."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.pack.pack import Template

if TYPE_CHECKING:
    import jinja2


@lru_cache(maxsize=1)
def _environment() -> "jinja2.Environment":
    # Imported late: jinja2 is not needed for the first frame of the screen.
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        autoescape=False,
    )


@lru_cache(maxsize=64)
def _compiled(text: str) -> "jinja2.Template":
    return _environment().from_string(text)


def render(template: Template, values: Mapping[str, JSON]) -> str:
    """The text of `template` with `values`. Raises `SandboxError` naming the template."""
    import jinja2

    try:
        return _compiled(template.text).render(**values)
    except jinja2.TemplateError as error:
        at = getattr(error, "lineno", None)
        line = at + template.first_line - 1 if at else None
        where = f"prompts/{template.id}.md.j2" + (f", line {line}" if line else "")
        raise SandboxError(
            f"{where}: {error.message}", "mend the template, or undo the last edit"
        ) from None
