"""`sandbox check`: one hop on its own, on the seed world, without a session or a model."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sandbox.cli import complete, diagnostics, options, output
from sandbox.cli.check_lines import call_lines, redact_lines
from sandbox.cli.speaker import check_speaker
from sandbox.cli.teach import TaughtGroup
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.check.call import CallChecker
    from sandbox.pack.pack import Pack

check = typer.Typer(cls=TaughtGroup, help="One hop on its own.", no_args_is_help=True)

Tool = Annotated[
    str,
    typer.Argument(
        metavar="[TOOL]",
        help="Tool that is called.",
        autocompletion=complete.tools,
        show_default=False,
    ),
]
Arguments = Annotated[
    str,
    typer.Argument(
        metavar="[JSON]", help="Arguments, as the model wrote them.", show_default=False
    ),
]
Text = Annotated[
    str, typer.Argument(metavar="[TEXT]", help="What the customer says.", show_default=False)
]
Lines = Annotated[
    Path | None,
    typer.Option(
        "--file", metavar="FILE", help="JSON Lines in, one JSON verdict a line out, in order."
    ),
]
Said = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="The customer's words, to trace ids and amounts to."),
]
Customer = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="CUSTOMER",
        help="Customer who speaks, or nobody; without it ownership is not checked.",
        autocompletion=complete.customers,
    ),
]
_FINDINGS = ("ask_model", "rejected", "deny", "escalate")


@check.command()
def call(
    tool: Tool = "",
    arguments: Arguments = "",
    file: Lines = None,
    pack: options.Pack = "",
    customer: Customer = None,
    said: Said = None,
    as_json: options.AsJson = False,
) -> None:
    """One call from parse to policy: what is wrong, what is mended, whether it may run."""
    checker = checker_of(pack, customer, said)

    def judge(given: dict[str, Any]) -> dict[str, JSON]:
        from sandbox.check.lines import BadLine, text_in

        if "arguments" not in given:
            raise BadLine('"arguments" is missing')
        verdict = checker.check(text_in(given, "tool"), given["arguments"])
        return verdict.model_dump(mode="json")

    given = {"tool": tool, "arguments": arguments or "{}"}
    judged(judge, given if tool else None, file, as_json, call_lines)


@check.command()
def redact(
    text: Text = "",
    file: Lines = None,
    pack: options.Pack = "",
    as_json: options.AsJson = False,
) -> None:
    """What of a message is personal, and the message without it."""
    from sandbox.check.lines import text_in
    from sandbox.check.redact import redacted

    loaded = load(pack)

    def judge(given: dict[str, Any]) -> dict[str, JSON]:
        return redacted(text_in(given, "text"), loaded)

    judged(judge, {"text": text} if text else None, file, as_json, redact_lines)


def judged(
    judge: Callable[[dict[str, Any]], dict[str, JSON]],
    given: dict[str, Any] | None,
    file: Path | None,
    as_json: bool,
    shown: Callable[[dict[str, Any]], list[str]],
    quiet: bool = False,
) -> None:
    """One verdict for `given`, or one a line of `file`; exit 1 when any is a finding.

    `quiet`: of a file only the lines that can't be judged.
    """
    from sandbox.check.lines import BadLine, read_lines, verdicts

    if (given is None) == (file is None):
        raise SandboxError("give either what is to be checked, or --file FILE", "", code=2)
    found = False
    if file is not None:
        for verdict in verdicts(read_lines(file), judge):
            if not quiet or "error" in verdict:
                output.data(verdict)
            found = found or _is_finding(verdict)
    elif given is not None:
        try:
            verdict = judge(given)
        except BadLine as error:
            raise SandboxError(str(error), code=2) from None
        if as_json:
            output.data(verdict)
        else:
            output.lines(shown(verdict))
        found = _is_finding(verdict)
    if found:
        raise typer.Exit(diagnostics.FINDING)


def _is_finding(verdict: dict[str, JSON]) -> bool:
    return "error" in verdict or verdict.get("verdict") in _FINDINGS


def load(pack: str) -> "Pack":
    from sandbox import wiring
    from sandbox.settings import load_settings

    return wiring.load(load_settings(), pack)


def checker_of(pack: str, customer: str | None, said: str | None) -> "CallChecker":
    from sandbox import wiring
    from sandbox.check.call import CallChecker

    loaded = load(pack)
    return CallChecker(loaded, wiring.rules_of(loaded), _customer(loaded, customer), said)


def _customer(pack: "Pack", customer: str | None) -> str | None:
    """The customer by key, "" for nobody. Raises `SandboxError` for one that is not in the seed."""
    if customer is None or customer == "nobody":
        return None if customer is None else ""
    table = pack.tables[pack.customer_table]
    check_speaker(customer, {str(row[table.key]) for row in pack.rows[table.name]}, table.name)
    return customer
