"""`sandbox replay FILE --from-turn N --model M`: strict up to turn N, then live."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from sandbox.cli import coloured, diagnostics, output
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.cli.replayable import Found
    from sandbox.hub.live import LiveSession
    from sandbox.log.recording import Recording
    from sandbox.settings import Settings


@dataclass(frozen=True)
class Wish:
    """From which turn on, who answers, who approves, on which pack."""

    turn: int | None
    model: str
    approve: str
    pack: str
    as_json: bool


def from_turn_on(found: "Sequence[Found]", settings: "Settings", wish: Wish) -> None:
    """Prints the live turns as `sandbox run` does; exits 1 where the turns before differ."""
    if wish.turn is None or not wish.model:
        missing = "--model" if wish.turn else "--from-turn"
        raise SandboxError(f"{missing} is missing", "--from-turn 2 --model sandbox/sloppy", code=2)
    if len(found) != 1:
        raise SandboxError("--from-turn takes one recording", "name one file", code=2)
    recording = found[0].read()
    pack = _strict(recording, found[0], settings, wish)
    asyncio.run(_live(recording, settings, replace(wish, pack=pack), wish.turn))


def _strict(recording: "Recording", one: "Found", settings: "Settings", wish: Wish) -> str:
    """Holds the turns before against the code; returns where the pack for it lies."""
    from sandbox.replay.from_turn import split
    from sandbox.testing.replays import Replays

    replays, path = Replays(settings, wish.pack), None if one.session else one.path
    before, _ = split(recording.name, recording.log.events, wish.turn or 0)
    # What has to hold at the end is none of the beginning's business.
    head = recording.head.model_copy(update={"assertions": {}})
    start = replace(recording, head=head, log=replace(recording.log, events=before))
    report = replays.strict(start, path)
    if not report.identical:
        if wish.as_json:
            output.data(report.data())
        else:
            coloured.rows(report.rows())
        raise typer.Exit(diagnostics.FINDING)
    diagnostics.note("; ".join(line.strip() for line in report.lines()))
    return str(replays.pack_of(recording, path).root)


async def _live(recording: "Recording", settings: "Settings", wish: Wish, turn: int) -> None:
    from sandbox import wiring
    from sandbox.cli.approvals import approvals
    from sandbox.cli.human import Sitting

    sitting = Sitting("")
    sitting.check((wish.model, *settings.fallbacks))
    live = await wiring.go_on_from(
        settings, recording, turn, wish.model, pack=wish.pack, ask=approvals(wish.approve)
    )
    sitting.seat(live)
    try:
        await _turns(live, recording, wish, turn)
    finally:
        await live.close()


async def _turns(live: "LiveSession", recording: "Recording", wish: Wish, turn: int) -> None:
    """The recording's words from `turn` on, said live."""
    from sandbox.cli.show import turn_data, turn_lines
    from sandbox.replay.from_turn import go_on, split
    from sandbox.replay.person import fresh_mask
    from sandbox.replay.sweep_actors import words_by_turn

    events = recording.log.events
    tape = fresh_mask(live.pack, events).tape
    words = words_by_turn(events, tape)
    for event in split(recording.name, events, turn)[1]:
        if await go_on(live, event, words, tape) and not wish.as_json:
            output.lines(turn_lines(live.session.turns[-1], live.restore))
    if wish.as_json:
        turns = [turn_data(one) for one in live.session.turns[turn - 1 :]]
        data = {"session": live.name, "parent": recording.name, "forked_after": turn - 1}
        output.data({**data, "pack": live.pack.name, "turns": turns})
    else:
        diagnostics.note(f"session {live.name} · replay it with: sandbox replay {live.name}")
