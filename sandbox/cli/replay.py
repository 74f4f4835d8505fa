"""`sandbox replay`: recordings and sessions, held against the code as it is now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.cli.complete import models, replayable, words
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.cli.replayable import Found
    from sandbox.log.recording import Recording
    from sandbox.replay.junit import Case
    from sandbox.settings import Settings


def replay(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|DIR|SESSION…",
            help="Recordings, folders of them, sessions (or last).",
            autocompletion=replayable,
        ),
    ],
    mode: Annotated[
        str,
        typer.Option(
            metavar="strict|drift|view",
            help="strict: run and compare; drift: tools for real; view: only show.",
            autocompletion=words("strict", "drift", "view"),
        ),
    ] = "strict",
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Fail every tool call in turn, in every way.")
    ] = False,
    from_turn: Annotated[
        int | None,
        typer.Option(
            "--from-turn", metavar="N", min=1, help="Strict up to turn N, then live with --model."
        ),
    ] = None,
    model: Annotated[
        str,
        typer.Option(
            "--model",
            metavar="MODEL",
            help="Model that answers from --from-turn on.",
            autocompletion=models,
        ),
    ] = "",
    approve: Annotated[
        str,
        typer.Option(
            metavar="none|all|FILE",
            help="Answer to confirms from --from-turn on.",
            autocompletion=words("none", "all"),
        ),
    ] = "none",
    junit: Annotated[
        str, typer.Option(metavar="FILE", help="Also write JUnit XML, a test case a recording.")
    ] = "",
    pinned: Annotated[
        bool,
        typer.Option("--pinned", help="Run on the versions of the pack that the sessions kept."),
    ] = False,
    screen: Annotated[
        bool, typer.Option("--screen", help="With --mode view: in the screen, to look around.")
    ] = False,
    pack: options.Pack = "",
    as_json: options.AsJson = False,
) -> None:
    """Replay recordings with no model and no network; exit 1 at a difference."""
    from sandbox.cli.replayable import find
    from sandbox.settings import load_settings

    if mode not in ("strict", "drift", "view"):
        raise SandboxError(f"there is no mode {mode}", "strict, drift or view", code=2)
    if junit and (sweep or mode == "view" or from_turn):
        raise SandboxError("--junit is for strict and drift", "leave it out here", code=2)
    if pinned and (sweep or from_turn or mode != "strict" or pack):
        raise SandboxError("--pinned goes with strict alone", "leave the other out", code=2)
    if screen and (mode != "view" or as_json or from_turn or sweep):
        raise SandboxError("--screen goes with --mode view alone", "leave the other out", code=2)
    settings = load_settings()
    found = find(files, settings)
    if screen:
        from sandbox.cli.view_screen import view_screen

        view_screen(found, settings)
    elif from_turn or model:
        from sandbox.cli.from_turn import Wish, from_turn_on

        if sweep or mode != "strict":
            raise SandboxError("--from-turn goes with strict alone", "leave the other out", code=2)
        from_turn_on(found, settings, Wish(from_turn, model, approve, pack, as_json))
    elif sweep:
        from sandbox.cli.sweep import sweep as swept

        if swept([one.read() for one in found], settings, pack, as_json):
            raise typer.Exit(diagnostics.FINDING)
    elif mode == "view":
        for one in found:
            _view(one.read(), as_json)
    else:
        _run(found, settings, Options(mode, pack, junit, as_json, pinned))


@dataclass(frozen=True)
class Options:
    """How recordings are run and told of."""

    mode: str
    pack: str
    junit: str
    as_json: bool
    pinned: bool = False


def _run(found: "Sequence[Found]", settings: "Settings", given: Options) -> None:
    """Replays all of them, whatever comes of one, and exits as the worst of them."""
    cases: list[Case] = []
    errors: list[SandboxError] = []
    for case, error in _cases(found, settings, given):
        cases.append(case)
        errors += [error] if error else []
        _show(case, given.as_json)
    if given.junit:
        _write(given, cases)
    if len(errors) == 1 == len(found):
        raise errors[0]
    for error in errors:
        diagnostics.report(error)
    if errors:
        raise typer.Exit(max(error.code for error in errors))
    if not all(case.report and case.report.passed for case in cases):
        raise typer.Exit(diagnostics.FINDING)


def _cases(
    found: "Sequence[Found]", settings: "Settings", given: Options
) -> "Iterator[tuple[Case, SandboxError | None]]":
    from sandbox.adapters.clocks import MonotonicStopwatch
    from sandbox.cli.progress import progress
    from sandbox.replay.junit import Case
    from sandbox.testing.replays import Replays

    replays, watch = Replays(settings, given.pack, pinned=given.pinned), MonotonicStopwatch()
    run = replays.drift if given.mode == "drift" else replays.strict
    with progress("recording") as shown:
        for done, one in enumerate(found):
            if len(found) > 1:
                shown(done, len(found))
            began, file = watch.ns(), "" if one.session else _shown(one.path)
            try:
                recording = one.read()
                report = run(recording, one.path if given.pinned or not one.session else None)
            except SandboxError as error:
                shown.clear()
                yield Case(one.name, file=file, error=str(error)), error
                continue
            seconds = (watch.ns() - began) / 1e9
            shown.clear()
            yield Case(one.name, recording.head.pack, file, report, seconds=seconds), None


def _shown(path: Path) -> str:
    """Relative to where we are, so that no report holds a path of a machine."""
    here = Path.cwd()
    whole = path.resolve()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else path.name


def _show(case: "Case", as_json: bool) -> None:
    from sandbox.cli import coloured

    if as_json:
        missing = {"recording": case.name, "error": case.error}
        output.data(case.report.data() if case.report else missing)
    elif case.report is not None:
        coloured.rows(case.report.rows())


def _write(given: Options, cases: "Sequence[Case]") -> None:
    from sandbox.replay.junit import junit

    path = Path(given.junit)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(junit(cases, given.mode), "utf-8")
    except OSError as error:
        raise SandboxError(
            f"can't write {path.name}: {error.strerror}", "name a file that you may write"
        ) from None


def _view(recording: "Recording", as_json: bool) -> None:
    from sandbox.cli.show import turn_data, turn_lines
    from sandbox.log.fold import fold
    from sandbox.replay.guard import guarded

    with guarded() as proof:
        turns = fold(recording.log.events).turns
        lines = [turn_data(turn) if as_json else [*turn_lines(turn, _as_it_is)] for turn in turns]
    for one in lines:
        output.data(one) if as_json else output.lines(one)
    if not as_json:
        output.line(f"  proof: {proof.line()}")


def _as_it_is(value: JSON) -> JSON:
    return value
