"""`sandbox bench`: the program measured on this machine, and held against an earlier run."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sandbox.cli import diagnostics, output
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.bench.catalog import Entry
    from sandbox.bench.results import Results
    from sandbox.bench.run import Size

_PACK = "brightcart"
"""The measured turns are turns of this pack; a copy of somebody's own has other ones."""


def _names(incomplete: str) -> list[str]:
    from sandbox.bench.catalog import NAMES

    return [name for name in NAMES if name.startswith(incomplete)]


def bench(
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="NAME",
            help="Only this measurement; again for more.",
            autocompletion=_names,
        ),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer rounds: three minutes.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="More: 10,000 sessions at once, all sets.")
    ] = False,
    listed: Annotated[
        bool, typer.Option("--list", help="Show what can be measured; measure nothing.")
    ] = False,
    written: Annotated[
        str, typer.Option("--json", metavar="FILE", help="Write the figures there; - prints them.")
    ] = "",
    against: Annotated[
        str, typer.Option(metavar="FILE", help="Compare with an earlier --json, as ratios.")
    ] = "",
    earlier: Annotated[
        str, typer.Option("--from", metavar="FILE", help="Measure nothing: take these figures.")
    ] = "",
    markdown: Annotated[
        str, typer.Option(metavar="FILE", help="Put the table between this file's two marks.")
    ] = "",
    profiled: Annotated[
        str,
        typer.Option(
            "--profile", metavar="NAME", help="Where its time goes.", autocompletion=_names
        ),
    ] = "",
    frameworks: Annotated[
        str,
        typer.Option(
            metavar="PYTHON",
            envvar="SANDBOX_BENCH_FRAMEWORKS",
            help="A Python with other agent frameworks, to measure beside ours.",
        ),
    ] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 when a target is missed.")
    ] = False,
) -> None:
    """Measure the program on this machine: figure, target, what was found."""
    from sandbox.bench import results
    from sandbox.bench.catalog import chosen

    frameworks = str(Path(frameworks).absolute()) if frameworks else ""
    if quick and full:
        raise SandboxError("--quick and --full are two sizes", "leave one out", code=2)
    size: Size = "quick" if quick else "full" if full else "normal"
    entries = chosen([*(only or ()), profiled] if profiled else only or [])
    if listed:
        _list(entries, size, frameworks, written)
        return
    before = results.read(Path(against)) if against else None
    _can_write(written, markdown)
    if profiled:
        from sandbox.bench.profiling import profile

        output.text(profile(profiled, _pack(), size, frameworks))
        return
    if earlier:
        run, code = results.read(Path(earlier)), 0
        if run["format"] == 1:
            raise SandboxError(f"{earlier} is of an earlier bench", "run it again", code=2)
    else:
        found = _measured(entries, size, frameworks, quiet=written == "-")
        run, code = found.data(), _code(found, strict)
    _told(run, before, written, markdown)
    raise typer.Exit(code)


def _measured(entries: "list[Entry]", size: "Size", frameworks: str, quiet: bool) -> "Results":
    """Everything that could be measured until it was done, or until somebody pressed Ctrl+C."""
    import time

    from sandbox.bench.machine import describe
    from sandbox.bench.parent import measure_all
    from sandbox.bench.results import Results
    from sandbox.cli.bench_board import Board
    from sandbox.replay.causes import code_version

    found = Results(size, describe(), code_version(), time.strftime("%Y-%m-%d"))
    board = Board(quiet)
    board.starts(found)
    try:
        with _stopped_as_by_control_c():
            measure_all(entries, found, board, _pack(), frameworks)
    except KeyboardInterrupt:
        found.stopped = True
    finally:
        board.clear()
    board.sums_up(found)
    return found


@contextmanager
def _stopped_as_by_control_c() -> Iterator[None]:
    """`timeout`, `kill` and a closed terminal leave no measurement behind either."""
    import signal

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    known = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # What is ignored stays so: that is how nohup keeps a run alive.
    taken = [one for one in known if signal.getsignal(one) == signal.SIG_DFL]
    for one in taken:
        signal.signal(one, stop)
    try:
        yield
    finally:
        for one in taken:
            signal.signal(one, signal.SIG_DFL)


def _code(found: "Results", strict: bool) -> int:
    if found.stopped:
        return 130
    if found.broken:
        return diagnostics.COULD_NOT_RUN
    return diagnostics.FINDING if strict and found.missed() else 0


def _told(run: Any, before: Any, written: str, markdown: str) -> None:
    from sandbox.bench import against, table
    from sandbox.bench import markdown as page

    if written == "-":
        output.data(run)
    elif written:
        _write(written, json.dumps(run, indent=1, ensure_ascii=False) + "\n")
    if markdown:
        page.write(Path(markdown), run)
    if before is None:
        return
    show = diagnostics.note if written == "-" else output.line
    show("")
    for line in table.comparison(against.changes(before, run)):
        show(line)
    gone, new = against.only_one(before, run)
    if gone or new:
        show(f"not compared: {len(gone)} figures only of the earlier run, {len(new)} only of this")


def _can_write(*paths: str) -> None:
    """Raises `SandboxError` before anything is measured that could not be kept."""
    for path in paths:
        if path and path != "-" and not Path(path).absolute().parent.is_dir():
            raise SandboxError(
                f"can't write {Path(path).name}: its folder is not there", "make it first", code=2
            )


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, "utf-8")
    except OSError as error:
        output.text(text)  # minutes of work: better on the screen than nowhere
        raise SandboxError(
            f"can't write {Path(path).name}: {error.strerror}", "it is printed above"
        ) from None


def _pack() -> str:
    from sandbox.pack.find import shipped

    return str(shipped() / _PACK)


def _list(entries: "list[Entry]", size: "Size", frameworks: str, written: str) -> None:
    from sandbox.bench.needs import missing

    found = [(one, missing(one.needs, frameworks)) for one in entries]
    if written:
        data = [
            {"name": one.name, "title": one.title, "seconds": one.seconds(size), "missing": why}
            for one, why in found
        ]
        output.data(data) if written == "-" else _write(written, json.dumps(data, indent=1) + "\n")
        return
    rows = [
        (one.name, one.title, f"{one.seconds(size):,.0f} s", why and f"not here: {why}")
        for one, why in found
    ]
    output.table(rows, ("name", "measures", "about", ""))
    total = sum(one.seconds(size) for one, why in found if not why)
    output.line(f"{output.counted(len(found), 'measurement')}, about {total / 60:.0f} min in all")
