"""`sandbox db … --write`, snapshot and restore: rows that a person changes between turns."""

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import typer

from sandbox.cli import diagnostics, output
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.export.call_lines import change_lines

if TYPE_CHECKING:
    from sandbox.domain.tool import RowChange
    from sandbox.hub.folder import SessionFolder
    from sandbox.hub.live import LiveSession

_MOST_SHOWN = 20
"""Lines of row changes shown before the question; the rest is counted."""


def write(
    folder: "SessionFolder", sql: str, *, yes: bool, dry: bool, raw: bool, as_json: bool
) -> None:
    """One INSERT, UPDATE or DELETE: shown, asked, and done as an event of the log."""
    from sandbox.hub.world_edit import preview

    _on(folder, lambda live: _change(live, preview(live, sql), "", yes, dry, raw, as_json))


def restore(
    folder: "SessionFolder", name: str, *, yes: bool, dry: bool, raw: bool, as_json: bool
) -> None:
    """The rows of a snapshot again, as one edit by hand."""
    from sandbox.hub.world_edit import preview_restore

    _on(
        folder,
        lambda live: _change(live, preview_restore(live, name), name, yes, dry, raw, as_json),
    )


def snapshot(folder: "SessionFolder", name: str, as_json: bool) -> None:
    """A copy of the world as it is, by name."""
    from sandbox.hub.world_edit import take_snapshot

    def take(live: "LiveSession") -> None:
        taken = take_snapshot(live, name)
        if as_json:
            output.data({"session": folder.id, "snapshot": _told(taken)})
        else:
            output.line(f"snapshot {name}: the rows as they are after {_turns(taken.after)}")

    _on(folder, take)


def snapshots(folder: "SessionFolder", as_json: bool) -> None:
    """Those that there are."""
    from sandbox.world.snapshots import snapshots_in

    found = snapshots_in(folder.snapshots)
    if as_json:
        output.data([_told(one) for one in found])
    elif not found:
        output.line(f"no snapshots: sandbox db {folder.id} snapshot NAME takes one")
    else:
        rows = [[one.name, str(one.after), one.at] for one in found]
        output.table(rows, ("snapshot", "turns", "world time"))


def _told(one: Any) -> JSON:
    return {"name": one.name, "after": one.after, "at": one.at}


def _turns(number: int) -> str:
    return output.counted(number, "turn")


def _on(folder: "SessionFolder", do: "Callable[[LiveSession], None]") -> None:
    import asyncio

    from sandbox import wiring
    from sandbox.settings import load_settings

    async def run() -> None:
        home = folder.path.parent.parent
        live = await wiring.open_session(load_settings(), folder.id, home=home)
        try:
            do(live)
        finally:
            await live.close()

    asyncio.run(run())


def _change(
    live: "LiveSession",
    changes: "tuple[RowChange, ...]",
    restored: str,
    yes: bool,
    dry: bool,
    raw: bool,
    as_json: bool,
) -> None:
    from sandbox.hub.world_edit import edit_world

    shown = changes if raw else _masked(live, changes)
    if changes and not dry:
        if not yes:
            _ask(shown, restored)
        edit_world(live, changes, restored)
    if as_json:
        told: list[JSON] = [one.model_dump(mode="json") for one in shown]
        done = bool(changes) and not dry
        output.data({"session": live.name, "restored": restored, "done": done, "changes": told})
        return
    output.lines(_lines(shown))
    if not changes:
        output.line("no row would be changed")
    elif dry:
        output.line(f"{output.counted(len(changes), 'row')} would be changed; nothing is done")
    else:
        output.line(f"{output.counted(len(changes), 'row')} changed, as an event of the session")


def _masked(live: "LiveSession", changes: "tuple[RowChange, ...]") -> "tuple[RowChange, ...]":
    from sandbox.hub.looking import Cover, as_logged, looking_mask

    mask = looking_mask(live.parts.mask.vault, live.pack, changes)
    shown = as_logged(mask, live.session.placeholders)
    return Cover(live.pack.tables, shown).changes(changes)


def _ask(shown: "Iterable[RowChange]", restored: str) -> None:
    """Goes on only after a yes. Raises `SandboxError` where nobody can be asked."""
    if not sys.stdin.isatty():
        raise SandboxError("nobody is there to be asked", "say --yes, or --dry-run first", code=2)
    changes = list(shown)
    lines = list(_lines(changes))
    for line in lines[:_MOST_SHOWN]:
        diagnostics.note(line)
    if lines[_MOST_SHOWN:]:
        diagnostics.note(f"… {output.counted(len(lines) - _MOST_SHOWN, 'more line')}")
    what = f"Restore {restored}: change" if restored else "Change"
    typer.confirm(f"{what} {output.counted(len(changes), 'row')}?", abort=True, err=True)


def _lines(changes: "Iterable[RowChange]") -> Iterable[str]:
    return (line for change in changes for line in change_lines(change))
