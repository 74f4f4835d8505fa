"""prompts/lock.toml: which text stands behind each version of a prompt.

A version that a session names must stay what it was, so a changed text needs a new version.
"""

import re
import tomllib
from collections.abc import Mapping

from sandbox.pack.digest import LOCK
from sandbox.pack.finding import Report
from sandbox.pack.pack import Template

_LINE = re.compile(r"line (\d+)")
_HEAD = (
    "# The digest of every version of every prompt. Written by `sandbox lint --lock`;\n"
    "# a prompt whose text changes needs a new version.\n"
)

Locked = dict[str, dict[str, str]]


def read_lock(text: str | None, report: Report) -> Locked:
    """Digest by template and version; empty when there is no lock or it can't be read."""
    if text is None:
        return {}
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        said = str(error).split(" (at ")[0]
        report.error(LOCK, f"not TOML: {said}", int(line[1]) if line else 0)
        return {}
    return {
        template: {str(version): str(digest) for version, digest in versions.items()}
        for template, versions in data.items()
        if isinstance(versions, dict)
    }


def check_lock(
    templates: Mapping[str, Template], locked: Locked, files: Mapping[str, str], report: Report
) -> None:
    """Warns of a version that is not locked; a text that left its version behind is an error.

    `files`: those of the pack, for the line of `version:`.
    """
    for name, template in templates.items():
        digest = locked.get(name, {}).get(template.version)
        file = f"prompts/{name}.md.j2"
        line = line_of(files.get(file, ""), "version")
        if digest is None:
            message = f"version {template.version!r} is not in lock.toml"
            report.warn(file, message, line, "run `sandbox prompts lock`")
        elif digest != template.digest:
            message = f"its text is not that of version {template.version!r} any more"
            report.error(file, message, line, "raise `version:`, then run `sandbox prompts lock`")
        elif template.newest:
            message = f"version {template.version!r} is behind {template.newest!r} of lock.toml"
            report.warn(
                file, message, line, f"go on with version {template.newest}, or a newer one"
            )


def with_newest(templates: Mapping[str, Template], locked: Locked) -> dict[str, Template]:
    """The templates, those that are behind what is locked told of it.

    Only versions that are whole numbers have an order.
    """
    return {name: _with_newest(one, locked.get(name, {})) for name, one in templates.items()}


def _with_newest(template: Template, versions: Mapping[str, str]) -> Template:
    newest = max((int(one) for one in versions if one.isdecimal()), default=0)
    if not template.version.isdecimal() or newest <= int(template.version):
        return template
    return template.model_copy(update={"newest": str(newest)})


def line_of(text: str, key: str) -> int:
    """The line of a key in the front matter of a page; 0 where there is none."""
    found = (n for n, line in enumerate(text.splitlines(), 1) if line.startswith(f"{key}:"))
    return next(found, 0)


def lock_text(templates: Mapping[str, Template], locked: Locked) -> str:
    """lock.toml with the present templates added; what is locked already is never changed."""
    merged: Locked = {name: dict(versions) for name, versions in locked.items()}
    for name, template in templates.items():
        merged.setdefault(name, {}).setdefault(template.version, template.digest)
    parts = [_HEAD]
    for name in sorted(merged):
        parts.append(f"\n[{_key(name)}]\n")
        parts += [f'{_key(v)} = "{digest}"\n' for v, digest in sorted(merged[name].items())]
    return "".join(parts)


def _key(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else f'"{escaped}"'
