"""Puts the pages of `pages.py` into the help: a paragraph, examples, exit codes, files."""

from typing import Any, Final

from typer.core import TyperGroup

from sandbox.cli.pages import PAGES, Page


class ReaderGone(Exception):
    """Nobody reads our output any more; typer itself would make an error of that."""


class TaughtGroup(TyperGroup):
    """A group whose commands get the page of their name; they are listed in the pages' order."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ReaderGone from None

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        page = PAGES.get(f"{self._path()}{cmd_name}")
        if command is not None and page is not None and not command.epilog:
            _teach(command, page, ctx)
        return command

    def list_commands(self, ctx: Any) -> list[str]:
        order = list(PAGES)
        return sorted(self.commands, key=lambda name: _place(order, f"{self._path()}{name}"))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        page = PAGES.get(self._path().strip())
        if page is not None and not self.epilog:
            _teach(self, page, ctx)
        super().format_help(ctx, formatter)

    def _path(self) -> str:
        return "" if self.name == "sandbox" else f"{self.name} "


LIST: Final = "list"


class ListFirst(TaughtGroup):
    """A group that lists where no command is named: `sandbox models haiku` searches."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or args[0] not in (*self.commands, *ctx.help_option_names):
            args = [LIST, *args]
        return super().parse_args(ctx, args)


def _teach(command: Any, page: Page, ctx: Any) -> None:
    first = (command.help or "").split("\n\n")[0]
    command.help = f"{first}\n\n{_plain(_flowing(page.teaches))}"
    command.epilog = _epilog(page)
    command.rich_help_panel = page.group
    for param in command.get_params(ctx):
        # A flag takes no value; typer would print one.
        if getattr(param, "is_flag", False):
            param.metavar = ""


def _epilog(page: Page) -> str:
    examples = (
        f"  {_plain(line)}\n      [dim]{_plain(says)}[/dim]" for line, says in page.examples
    )
    parts = ["[bold]Examples[/bold]", *examples, "", f"[bold]Exit code:[/bold] {page.exits}"]
    if page.files:
        parts.append(f"[bold]Files:[/bold] {_plain(_flowing(page.files))}")
    return "\n".join(parts)


def _flowing(text: str) -> str:
    """Lines of the source joined, so that the terminal's width breaks them."""
    return " ".join(text.splitlines())


def _plain(text: str) -> str:
    """Square brackets as text, not as markup (rich's own function would load rich each time)."""
    return text.replace("[", r"\[")


def _place(order: list[str], path: str) -> tuple[int, str]:
    return (order.index(path) if path in order else len(order), path)
