"""`sandbox compare`: the same words to two to four models, side by side."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import complete, diagnostics, options, output
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.cli.compare_prompts import Prompts
    from sandbox.compare.arms import OpenArm
    from sandbox.compare.comparison import Comparison
    from sandbox.compare.plan import Plan
    from sandbox.settings import Settings

_STOPPED = 130
"""What shells expect of a command that Ctrl+C ended."""
_MOST_RUNS = 50
_LOOK = ("look at", "sessions show")
_HINTS = {
    "failed": "sandbox models shows whose key is found",
    "timed_out": "--timeout S gives them longer",
    "over_budget": "--budget USD gives them more",
}


def _several(incomplete: str) -> list[tuple[str, str]]:
    """Models after the last comma."""
    before, comma, last = incomplete.rpartition(",")
    return [(f"{before}{comma}{name}", says) for name, says in complete.models(last)]


def compare(
    session: Annotated[
        str,
        typer.Argument(
            metavar="[SESSION[@TURN]]",
            help="A session or recording: its turn, or all of them.",
            autocompletion=complete.replayable,
            show_default=False,
        ),
    ] = "",
    models: Annotated[
        str,
        typer.Option(
            metavar="A,B[,C[,D]]",
            help="Models, with commas between; the first is the base.",
            autocompletion=_several,
            show_default=False,
        ),
    ] = "",
    script: Annotated[
        str, typer.Option(metavar="FILE", help="YAML list of messages, with what is expected.")
    ] = "",
    prompts: Annotated[
        str,
        typer.Option(
            metavar="A,B",
            help="Prompts, by file or version: each model on each; --models then may be one.",
            show_default=False,
        ),
    ] = "",
    messages: Annotated[
        list[str] | None,
        typer.Option("-m", "--message", metavar="TEXT", help="A message; repeat for more turns."),
    ] = None,
    repeat: Annotated[
        int, typer.Option(metavar="N", min=1, max=_MOST_RUNS, help="Runs of each arm: pass^k.")
    ] = 1,
    pack: options.Pack = "",
    customer: options.Customer = None,
    seed: options.Seed = None,
    approve: Annotated[
        str,
        typer.Option(
            metavar="none|all|FILE",
            help="Answer to confirms; FILE is YAML, rule or tool: approve, reject or escalate.",
            autocompletion=complete.words("none", "all"),
        ),
    ] = "none",
    timeout: Annotated[
        float, typer.Option(metavar="S", min=0.001, help="Longest time of one turn, in seconds.")
    ] = 300.0,
    budget: Annotated[
        str, typer.Option(metavar="USD", help="Most that each arm may cost, e.g. 0.50.")
    ] = "",
    only_different: Annotated[
        bool, typer.Option("--only-different", help="Of the hops only those that differ.")
    ] = False,
    html: Annotated[
        str, typer.Option(metavar="FILE", help="Write a report as one HTML file.")
    ] = "",
    markdown: Annotated[str, typer.Option(metavar="FILE", help="Write a report in Markdown.")] = "",
    human: options.Human = "",
    save: Annotated[
        str, typer.Option(metavar="NAME", help="Write each arm as recording NAME-MODEL.")
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="With --save: replace recordings that are there.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Say the same to two to four models and lay what they do side by side."""
    from sandbox.cli.approvals import approvals
    from sandbox.cli.compare_arms import Wish, read_source
    from sandbox.cli.compare_files import Files
    from sandbox.cli.compare_plan import Limits, plan_of
    from sandbox.cli.human import replies_for
    from sandbox.compare.arm import arms_of
    from sandbox.settings import load_settings

    settings = load_settings()
    source, turn = read_source(session)
    versions = _prompts(prompts, pack, source, settings)
    if not models.strip() and not versions.labels:
        raise SandboxError("--models is missing", "like: --models A,B", code=2)
    arms = arms_of((models.strip() or settings.model).split(","), versions.labels)
    files = Files(html, markdown, save, force)
    files.check(arms)
    wish = Wish(source, turn, tuple(messages or ()), script, pack, customer, seed, versions)
    ask, limits = approvals(approve), Limits(repeat, timeout, budget)
    replies = replies_for(human, [arm.model for arm in arms])
    plan, open_arm = plan_of(arms, wish, limits, lambda arm: ask, settings, replies)
    found, stopped = _run(plan, open_arm)
    if as_json:
        output.data(found.data())
    else:
        _show(found, only_different)
    files.write(found)
    _leave(found, stopped)


def _prompts(text: str, pack: str, source: str, settings: "Settings") -> "Prompts":
    from sandbox.cli.compare_arms import pack_of
    from sandbox.cli.compare_prompts import Prompts, read_prompts

    if not text.strip():
        return Prompts()
    return read_prompts(text, pack or pack_of(source, settings), settings)


def _run(plan: "Plan", open_arm: "OpenArm") -> tuple["Comparison", bool]:
    """The comparison, and whether a person stopped it."""
    from sandbox.cli.compare_progress import arms_progress
    from sandbox.compare.arms import Comparing

    async def go() -> tuple["Comparison", bool]:
        with arms_progress(plan) as tell:
            comparing = Comparing(plan, open_arm, tell)
            try:
                return await comparing.run(), False
            except asyncio.CancelledError:
                # Ctrl+C: what is finished is kept and shown.
                return comparing.result(), True

    return asyncio.run(go())


def _show(found: "Comparison", only_different: bool) -> None:
    from sandbox.cli import coloured
    from sandbox.cli.compare_board import board_lines
    from sandbox.cli.compare_rows import hop_rows

    output.lines(board_lines(found))
    coloured.rows(hop_rows(found, only_different))
    for row in found.rows:
        if row.first.session:
            what, how = ("go on with", "--resume") if row.state == "done" else _LOOK
            diagnostics.note(f"{what} {row.label}: sandbox {how} {row.first.session}")


def _leave(found: "Comparison", stopped: bool) -> None:
    """Ends with the exit code that says how it went."""
    if stopped:
        diagnostics.note("stopped; what was finished is kept")
        raise typer.Exit(_STOPPED)
    if found.all_failed:
        first = found.rows[0]
        raise SandboxError(f"no arm came to its end: {first.why}", _HINTS.get(first.state, ""))
    if found.found:
        raise typer.Exit(diagnostics.FINDING)
