"""The code behind imported tools: a person's modules, and stubs for what they leave out."""

import keyword
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from sandbox.domain.faults import SandboxError
from sandbox.imports.sources import read_text
from sandbox.imports.specs import Spec
from sandbox.pack.finding import Report
from sandbox.pack.functions import read_functions

STUBS: Final = "tools/stubs.py"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
"""Python takes no NUL in its source, and nobody wants to read the others there."""
_HEAD: Final = '''"""Tools whose bodies are still to be written: each call of one fails and says so.

Write a body, and make `@stub` `@tool`. `get_record`, `get_records` and `put_record` of sandbox.api
read and write records as nested as they came; raise `ToolError` for what the tool refuses.
"""

from typing import Any

from sandbox.api import World, stub
'''


def body_files(paths: Iterable[Path]) -> dict[str, str]:
    """The modules as files of a pack. Raises `SandboxError` for a name that none reads."""
    files: dict[str, str] = {}
    for path in paths:
        name = f"tools/{path.name}"
        if path.suffix != ".py" or path.name.startswith(("test_", ".")) or name == STUBS:
            raise SandboxError(f"--bodies {path.name}: not a name for tools", "tools.py, say", 2)
        if name in files:
            raise SandboxError(f"--bodies {path.name} is given twice", "rename one of them", 2)
        files[name] = read_text(path)
    return files


def written_tools(pack: str, files: Mapping[str, str]) -> set[str]:
    """The tools that the modules hold. Raises `SandboxError` for one that can't be loaded."""
    report = Report()
    found = read_functions(pack, files, report)
    for finding in report.in_order():
        raise finding.as_error()
    return set(found)


def stubs_for(specs: Iterable[Spec]) -> str:
    """A module of stubs."""
    # A tool that is itself called `stub` comes last: below it, `@stub` would mean the tool.
    ordered = sorted(specs, key=lambda spec: spec.name == "stub")
    return "\n\n".join([_HEAD, *(f"{_stub(spec)}\n" for spec in ordered)])


def _stub(spec: Spec) -> str:
    said = (
        " ".join(_CONTROL.sub(" ", spec.description).split())
        .replace("\\", "\\\\")
        .replace('"""', "'''")
    )
    lines = [f"def {spec.name}(world: World{_parameters(spec)}) -> Any:", f'    """{said}"""']
    if said.endswith('"'):
        lines[1] = f'    """{said} """'
    return "\n".join(["@stub", *lines])


def _parameters(spec: Spec) -> str:
    properties = spec.parameters.get("properties") or {}
    required = spec.parameters.get("required") or ()
    names = sorted(properties, key=lambda name: name not in required)
    if not all(name.isidentifier() and not keyword.iskeyword(name) for name in names):
        return ", **arguments: Any"
    if "world" in names:
        return ", /, **arguments: Any"
    return "".join(f", {n}: Any" if n in required else f", {n}: Any = None" for n in names)
