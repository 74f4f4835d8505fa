"""`sandbox check policy`: what the rules say of one call, and what changed rules would have."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sandbox.cli import check as checks
from sandbox.cli import complete, diagnostics, options, output
from sandbox.cli.check_lines import policy_lines
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.check.what_if import Collected
    from sandbox.cli.replayable import Found
    from sandbox.pack.pack import Pack
    from sandbox.settings import Settings


def policy(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOOL [JSON]]",
            help="Tool and arguments; with --what-if sessions, recordings or folders of them.",
            autocompletion=complete.tools,
            show_default=False,
        ),
    ] = None,
    file: checks.Lines = None,
    what_if: Annotated[
        Path | None,
        typer.Option(
            "--what-if",
            metavar="FILE|FOLDER",
            help="Changed .rego, data.yaml or folder of rules, to judge what was recorded again.",
        ),
    ] = None,
    tests: Annotated[
        bool, typer.Option("--tests", help="Run the tests beside the rules, policy/tests/*.yaml.")
    ] = False,
    pack: options.Pack = "",
    customer: checks.Customer = None,
    as_json: options.AsJson = False,
) -> None:
    """What the rules say about one call whose arguments are in order."""
    given = words or []
    if tests or what_if is not None:
        mode = "--tests" if tests else "--what-if"
        others = {"--file": file, "--as": customer, "--what-if": what_if if tests else None}
        other = next((name for name, value in others.items() if value is not None), None)
        if other or (tests and given):
            raise SandboxError(
                f"{mode} and {other or given[0][:60]} don't go together",
                "each test says who speaks" if tests else "who spoke then stands in the log",
                code=2,
            )
    if tests:
        _tests(pack, as_json)
        return
    if what_if is not None:
        _what_if(what_if, given, pack, as_json)
        return
    if len(given) > 2:
        raise SandboxError(
            f"one call at a time: {given[2][:60]} is left over", "put the JSON in quotes", code=2
        )
    tool, arguments = [*given, "", ""][:2]
    _one_call(tool, arguments, file, pack, customer, as_json)


def _one_call(
    tool: str, arguments: str, file: Path | None, pack: str, customer: str | None, as_json: bool
) -> None:
    checker = checks.checker_of(pack, customer, None)

    def judge(given: dict[str, Any]) -> dict[str, JSON]:
        from sandbox.check.lines import BadLine, text_in

        try:
            decision = checker.decide(text_in(given, "tool"), _object(given.get("arguments")))
        except KeyError:
            raise BadLine(f"there is no tool {given['tool']}") from None
        unchecked: list[JSON] = [w for w in checker.unchecked(given["tool"]) if w == "ownership"]
        return {**decision.model_dump(mode="json"), "unchecked": unchecked}

    given = {"tool": tool, "arguments": arguments or "{}"}
    checks.judged(judge, given if tool else None, file, as_json, policy_lines)


def _object(value: Any) -> dict[str, JSON]:
    from sandbox.check.lines import BadLine

    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise BadLine("the arguments are no JSON") from None
    if not isinstance(value, dict):
        raise BadLine("the arguments are no object")
    return value


def _tests(pack: str, as_json: bool) -> None:
    from sandbox import wiring
    from sandbox.check.policy_tests import run_tests
    from sandbox.cli.policy_test_lines import test_data, test_lines
    from sandbox.settings import load_settings

    loaded = wiring.load(load_settings(), pack)
    ran = run_tests(loaded)
    if as_json:
        output.data(test_data(ran))
    else:
        output.lines(test_lines(ran, loaded.root))
    if ran.failed or ran.findings:
        raise typer.Exit(diagnostics.FINDING)


def _what_if(path: Path, names: list[str], pack: str, as_json: bool) -> None:
    from sandbox import wiring
    from sandbox.check.changed_rules import changed_rules
    from sandbox.check.what_if import Collected
    from sandbox.cli.what_if_lines import what_if_lines
    from sandbox.settings import load_settings

    settings = load_settings()
    loaded = wiring.load(settings, pack)
    rules = changed_rules(loaded, path)
    collected = Collected(loaded)
    _collect(_logs(names, loaded, settings), collected, forgiving=not names)
    found = collected.judge(rules, wiring.rules_of(loaded))
    if as_json:
        output.data(found.model_dump(mode="json"))
    else:
        output.lines(what_if_lines(found))
    if found.flips:
        raise typer.Exit(diagnostics.FINDING)


def _logs(names: list[str], pack: "Pack", settings: "Settings") -> "list[Found]":
    """What is named; else the pack's recordings and every session under the state home."""
    from sandbox.cli.replayable import Found, find
    from sandbox.hub.folder import home_of_all, sessions_in
    from sandbox.log.recording import SUFFIX
    from sandbox.settings import home_folder

    if names:
        return find(names, settings)
    files = sorted((pack.root / "recordings").rglob(f"*{SUFFIX}"))
    recordings = [Found(file.name.removesuffix(SUFFIX), file) for file in files]
    folders = sessions_in(home_of_all(home_folder(settings)))
    return [*recordings, *(Found(one.id, one.log, session=True) for one in folders)]


def _collect(logs: "list[Found]", collected: "Collected", forgiving: bool) -> None:
    """Reads each log. `forgiving`: one that can't be read is told of, and the others go on."""
    from sandbox.check.what_if import Unjudged
    from sandbox.cli.progress import progress

    with progress("judged again") as far:
        for number, found in enumerate(logs, 1):
            try:
                collected.add(found.name, found.read().log.events)
            except SandboxError as error:
                if not forgiving:
                    raise
                collected.unjudged.append(Unjudged(session=found.name, why=str(error)))
            far(number, len(logs))
