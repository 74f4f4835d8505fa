"""`sandbox`: puts the commands together. Heavy modules are imported inside the commands."""

import errno
import sys
from dataclasses import replace
from typing import Annotated

import typer

from sandbox.cli import diagnostics, options, output, plain_options
from sandbox.cli.bench import bench
from sandbox.cli.chat import Start, chat, open_chat
from sandbox.cli.check import check
from sandbox.cli.check_leaks import leaks
from sandbox.cli.check_policy import policy
from sandbox.cli.check_prompt import prompt
from sandbox.cli.check_retrieve import retrieve
from sandbox.cli.check_route import route
from sandbox.cli.check_try import attempt
from sandbox.cli.compare import compare
from sandbox.cli.db import db
from sandbox.cli.doctor import doctor
from sandbox.cli.import_group import imports
from sandbox.cli.keys import keys
from sandbox.cli.lint import lint
from sandbox.cli.lists import tools
from sandbox.cli.mcp import mcp
from sandbox.cli.models import models
from sandbox.cli.new import new
from sandbox.cli.packs_map import packs
from sandbox.cli.prompts import prompts
from sandbox.cli.replay import replay
from sandbox.cli.run import run
from sandbox.cli.serve import serve
from sandbox.cli.sessions import sessions
from sandbox.cli.stats import stats
from sandbox.cli.teach import ReaderGone, TaughtGroup
from sandbox.domain.faults import SandboxError

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

app = typer.Typer(
    name="sandbox",
    cls=TaughtGroup,
    help="Build, break, replay and compare customer-support agents, hop by hop.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(chat)
app.command()(serve)
app.command()(run)
app.command()(replay)
app.command()(compare)
check.command()(leaks)
check.command()(policy)
check.command()(prompt)
check.command()(route)
check.command()(retrieve)
check.command("try")(attempt)
app.add_typer(check, name="check")
app.command()(new)
app.command()(lint)
app.command()(tools)
app.add_typer(models, name="models")
app.add_typer(packs, name="packs")
app.add_typer(prompts, name="prompts")
app.add_typer(sessions, name="sessions")
app.command()(stats)
app.command()(db)
app.command()(keys)
app.command()(doctor)
app.command()(bench)
app.add_typer(imports, name="import")
app.add_typer(mcp, name="mcp")


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of errors.")] = False,
    log: Annotated[
        str, typer.Option("--log", metavar="FILE", help="Append our log records to FILE, masked.")
    ] = "",
    pack: options.Pack = "",
    model: options.Model = "",
    customer: options.Customer = None,
    resume: options.Resume = "",
    seed: options.Seed = None,
    fault: options.Faults = None,
    budget: options.Budget = "",
    turn_budget: options.TurnBudget = "",
    pin: options.Pin = None,
    plain: plain_options.Plain = False,
    quiet: plain_options.Quiet = False,
    verbose: plain_options.Verbose = False,
) -> None:
    """Build, break, replay and compare customer-support agents, hop by hop."""
    begin = Start(pack, model, customer, resume, seed, tuple(fault or ()), budget, turn_budget, pin)
    begin = replace(begin, plain=plain, quiet=quiet, verbose=verbose)
    if debug:
        diagnostics.show_everything()
    if log:
        diagnostics.log_to(log)
    if version:
        import platform

        from sandbox.log.envelope import FORMAT
        from sandbox.replay.causes import code_version

        output.line(
            f"hopscope {code_version()} (log format {FORMAT}, Python {platform.python_version()})"
        )
        raise typer.Exit
    command = context.invoked_subcommand
    if command is None:
        open_chat(begin)
    elif begin != Start():
        raise SandboxError(
            "the options of the chat come after the command",
            f"sandbox {command} --help shows which of them it takes",
            code=2,
        )


def _told(error: Exception) -> str:
    """The words of a wrong use, without the usage block."""
    words = getattr(error, "format_message", None)
    return (words() if words else str(error)).replace("Value error, ", "")


def _see(error: Exception) -> str:
    """The command whose help says how it is used."""
    path = str(getattr(getattr(error, "ctx", None), "command_path", ""))
    return " ".join(("see sandbox", *path.split(" ")[1:], "--help"))


def main() -> None:
    """Entry point: errors are one line with a hint, and the exit code says what kind it was."""
    output.never_fail_to_print()
    words = sys.argv[1:]
    debug = "--debug" in words
    if debug:  # it may stand anywhere, since people add it at the end of what went wrong
        words = ["--debug", *(word for word in words if word != "--debug")]
    try:
        # Outside its standalone mode typer returns the code of an `Exit`.
        code = app(words, standalone_mode=False)
        sys.stdout.flush()  # what can't be written is told now, not while Python ends
    except SandboxError as error:
        if debug:
            raise
        diagnostics.report(error)
        sys.exit(error.code)
    except typer.Abort:
        sys.exit(130)
    except (BrokenPipeError, ReaderGone):
        diagnostics.silence_broken_pipe()
    except typer.TyperException as error:
        if _told(error):  # else it has printed the help
            diagnostics.report(SandboxError(_told(error), _see(error)))
        sys.exit(diagnostics.WRONG_USE)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            diagnostics.unforeseen(error, debug)
        diagnostics.no_room(error)
    except Exception as error:
        diagnostics.unforeseen(error, debug)
    else:
        if isinstance(code, int) and code:
            sys.exit(code)
