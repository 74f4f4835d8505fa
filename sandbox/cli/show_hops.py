"""Hops of a session as the screen's trace and inspector show them: `sandbox sessions show`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.cli import output
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.log.fold import Session
    from sandbox.tui.feed.view import Row


@dataclass(frozen=True)
class Shown:
    """A session or a recording that was read."""

    name: str
    session: "Session"


def read(name: str) -> Shown:
    """A recording by its file, else a session by its id. Raises `SandboxError`."""
    from sandbox.hub.folder import find_session
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log
    from sandbox.log.recording import read_recording
    from sandbox.settings import home_folder, load_settings

    path = Path(name)
    if path.suffix == ".jsonl" and path.is_file():
        found = read_recording(path)
        return Shown(found.name, fold(found.log.events))
    folder = find_session(home_folder(load_settings()), name)
    return Shown(folder.id, fold(read_log(folder.log).events))


def show_hop(shown: Shown, key: str, as_json: bool) -> None:
    """One hop (`3.6`) or turn (`3`), tab by tab. Raises `SandboxError` for one there is not."""
    from sandbox.tui.feed.inspect.hop import inspect, raw
    from sandbox.tui.feed.inspect.text import inspection_text
    from sandbox.tui.feed.suspects.find import Suspicions

    suspicions = Suspicions(shown.session)
    found = inspect(shown.session, f"turn:{key}" if key.isdecimal() else key, suspicions)
    if found is None:
        turns = len(shown.session.turns)
        hint = f"sandbox sessions show {shown.name} --trace '' lists them; {turns} turns"
        raise SandboxError(f"{shown.name} has no hop {key[:40]!r}", hint, code=2)
    hop = shown.session.hop(key)
    if not as_json:
        output.lines(inspection_text(found))
    elif hop is None:
        from sandbox.cli.show import turn_data

        output.data(turn_data(shown.session.turns[int(key) - 1]))
    else:
        told: list[JSON] = [_suspect(one) for one in suspicions.all() if one.hop == key]
        output.data({**raw(hop), "suspicions": told})


def show_trace(shown: Shown, text: str, as_json: bool) -> None:
    """The hops that match a filter of the trace ("" for all). Raises `SandboxError` (code 2)."""
    from sandbox.tui.feed.filter import FilterError, parse_filter
    from sandbox.tui.feed.trace import Trace

    trace = Trace(shown.session)
    try:
        wanted = parse_filter(text) or parse_filter("turn:1..")
        trace.set_filter(wanted)
    except FilterError as error:
        where = f"--trace: {error}, at character {error.at + 1}"
        raise SandboxError(where, "docs/inspecting.md has the whole language", code=2) from None
    rows = [row for row in trace.rows if row.kind in ("hop", "wait")]
    if as_json:
        output.data([_row(row) for row in rows])
    else:
        output.lines(_lines(trace.rows))
        output.line(f"{trace.shown} of {trace.total} hops")


def show_trouble(shown: Shown, as_json: bool) -> None:
    """What is suspicious, in the order of the hops."""
    from sandbox.tui.feed.suspects.find import Suspicions

    suspicions = Suspicions(shown.session)
    if as_json:
        output.data([_suspect(one) for one in suspicions.all()])
        return
    found = suspicions.worth()
    output.lines(f"{one.hop:<6} {_name(shown.session, one.hop)}  {one.words}" for one in found)
    if not found:
        output.line("Nothing is suspicious in this session.")


def _name(session: "Session", hop: str) -> str:
    found = session.hop(hop)
    return f"{found.name} {found.subject}".strip() if found else ""


def _suspect(one: object) -> dict[str, JSON]:
    return {name: getattr(one, name) for name in ("hop", "kind", "words", "tab")}


def _row(row: "Row") -> dict[str, JSON]:
    return {
        "hop": row.hops[0] if row.kind == "wait" else row.key,
        "kind": row.kind,
        "turn": row.turn,
        "name": row.name,
        "subject": row.subject,
        "note": row.note,
        "mark": row.mark,
        "marked": row.marked,
        "slow": row.slow,
        "spent_ns": row.spent,
    }


def _lines(rows: "list[Row]") -> Iterator[str]:
    from sandbox.tui.feed.format import duration
    from sandbox.tui.feed.safe import one_line

    for row in rows:
        if row.kind == "turn":
            yield f"turn {row.turn}  {one_line(row.subject, 80)}  {row.note}"
        elif row.kind in ("hop", "wait"):
            words = one_line(f"{row.subject}  {row.note}", 200)
            what = f"{row.number:<6} {row.mark or ' '} {row.name:<9} {duration(row.spent):>8}"
            yield f"  {what}  {words}"
