"""`sandbox stats`: how sessions and recordings went, in figures."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import typer

from sandbox.cli import complete, diagnostics, options, output
from sandbox.domain.faults import SandboxError


def stats(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SESSION|FILE|DIR]...",
            help="Sessions, recordings, folders of them; else every session.",
            autocompletion=complete.replayable,
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        Literal["model", "intent", "tool", "hop", "procedure"],
        typer.Option(
            "--by",
            help="One row each.",
            autocompletion=complete.words("model", "intent", "tool", "hop", "procedure"),
        ),
    ] = "hop",
    since: Annotated[
        str,
        typer.Option(metavar="DATE", help="Turns of this date (UTC) or later, or of 7d, 24h ago."),
    ] = "",
    pack: Annotated[
        str,
        typer.Option(metavar="PACK", help="Only of this pack.", autocompletion=complete.packs),
    ] = "",
    define: Annotated[
        str,
        typer.Option(metavar="FIGURE", help="What a figure means, or `all`; reads no session."),
    ] = "",
    as_json: options.AsJson = False,
) -> None:
    """Outcomes, times, failures, repairs, denials, handoffs and cost of many sessions."""
    if define:
        from sandbox.cli import stats_define

        stats_define.define(define, as_json)
        return
    from sandbox.cli.chosen import chosen
    from sandbox.cli.stats_lines import group_lines, head_lines
    from sandbox.export.stats import stats_of, turn_times

    begun = _since(since)
    index = chosen(names or [])
    try:
        if pack:
            _check_pack(pack, {row["pack"] for row in index.select("SELECT pack FROM sessions")})
        found = stats_of(index, begun, pack)
        times = turn_times(index, begun, pack)
    finally:
        index.close()
    if as_json:
        output.data(found.model_dump(mode="json"))
    else:
        output.lines(head_lines(found, times))
        output.lines(group_lines(found, by) if found.sessions else ())
    for words in _left_out(found):
        diagnostics.note(words)


def _check_pack(name: str, told_of: set[str]) -> None:
    """Raises `SandboxError` (code 2) for a pack that is neither on disk nor in any session."""
    from sandbox.pack.find import available_packs
    from sandbox.pack.finding import nearest
    from sandbox.settings import load_settings

    known = told_of | set(available_packs(load_settings().packs or None))
    if name not in known:
        raise SandboxError(f"there is no pack {name[:60]}", nearest(name, known - {""}), code=2)


def _since(text: str) -> str:
    """A date as the logs write it, ISO 8601 in UTC; "" for none."""
    if not text:
        return ""
    from sandbox.adapters.clocks import SystemWall

    units = {"d": "days", "h": "hours"}
    if text[:-1].isdecimal() and text[-1] in units:
        ago = timedelta(**{units[text[-1]]: int(text[:-1])})
        return _iso(datetime.fromisoformat(SystemWall().utc()) - ago)
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise SandboxError(
            f"{text[:40]} is no date", "like 2026-11-20, 2026-11-20T09:00, 7d or 24h", code=2
        ) from None
    return _iso(when if when.tzinfo else when.replace(tzinfo=UTC))


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _left_out(found: Any) -> list[str]:
    words: list[str] = []
    if found.torn:
        names = _few(found.torn)
        words.append(f"counted up to a torn last line: {names}")
    if found.unreadable:
        problems = [f"{name} ({problem})" for name, problem in found.unreadable.items()]
        words.append(f"left out, can't be read: {_few(problems)}")
    return words


def _few(names: Any) -> str:
    shown = ", ".join(list(names)[:3])
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")
