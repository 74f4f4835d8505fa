"""commands.md"""

from collections.abc import Iterator
from typing import Any

import typer.main

from sandbox.cli.main import app
from sandbox.cli.pages import PAGES, Page
from tests.docs.reference.markdown import table

HEAD = """
# Commands

`sandbox` (also installed as `hopscope`). Every command explains itself with `--help`. Errors are
one line on standard error; `--debug` shows their traceback. Completion for your shell:
`sandbox --install-completion`.
"""


def text() -> str:
    root: Any = typer.main.get_command(app)
    parts = [HEAD, _section("", root)]
    parts += [_section(path, command) for path, command in _commands(root)]
    return "\n".join(parts)


def _commands(group: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name in group.list_commands(None):
        command = group.commands[name]
        yield f"{path}{name}", command
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path}{name} ")


def _section(path: str, command: Any) -> str:
    page = PAGES[path]
    first = (command.help or "").split("\n\n")[0]
    parts = [f"## sandbox {path}".rstrip(), " ".join(first.split()), _joined(page.teaches)]
    parts.append(_parameters(command))
    parts.append(_examples(page))
    parts.append(f"Exit code: {page.exits}")
    if page.files:
        parts.append(f"Files: {_joined(page.files)}")
    return "\n\n".join(part for part in parts if part) + "\n"


def _parameters(command: Any) -> str:
    rows = [
        (_spelt(p), p.help or "")
        for p in command.params
        if not getattr(p, "hidden", False) and not p.name.endswith("_completion")
    ]
    return table(("argument or option", "what"), rows) if rows else ""


def _spelt(param: Any) -> str:
    """`--model MODEL`, `-m, --message TEXT`, `SESSION`; flags without a value."""
    if param.param_type_name == "argument":
        return f"`{param.metavar or param.name.upper()}`"
    names = ", ".join((*param.opts, *param.secondary_opts))
    value = "" if param.is_flag else f" {param.metavar or param.name.upper()}"
    return f"`{names}{value}`"


def _examples(page: Page) -> str:
    lines = [f"{line}\n    # {says}" for line, says in page.examples]
    return "```sh\n" + "\n".join(lines) + "\n```"


def _joined(text: str) -> str:
    return " ".join(text.splitlines())
