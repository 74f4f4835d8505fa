"""What is compared, and how each arm gets a session of its own."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.cli.compare_prompts import Prompts
from sandbox.compare.arm import Arm
from sandbox.compare.arms import OpenArm
from sandbox.compare.plan import Step
from sandbox.domain.faults import SandboxError
from sandbox.domain.text import RawText

if TYPE_CHECKING:
    from sandbox.cli.compare_fit import Fit
    from sandbox.hub.live import LiveSession
    from sandbox.log.event import Event
    from sandbox.log.recording import Recording
    from sandbox.ports import Ask
    from sandbox.privacy.mask import Mask
    from sandbox.settings import Settings


@dataclass(frozen=True)
class Wish:
    """Where the arms begin and what they hear. `turn`: before which turn of `source`, 0 for none.

    Without `source` the arms are new sessions.
    """

    source: str = ""
    turn: int = 0
    messages: Sequence[str] = ()
    script: str = ""
    pack: str = ""
    customer: str | None = None
    seed: int | None = None
    prompts: Prompts = field(default_factory=Prompts)


@dataclass(frozen=True)
class Source:
    """What the arms have in common: `about` in words, without any path."""

    about: str
    steps: Sequence[Step]
    open_arm: OpenArm


def read_source(text: str) -> tuple[str, int]:
    """`SESSION@TURN` as (session, turn), turn 0 where none is named. Raises `SandboxError`."""
    name, at, turn = text.rpartition("@")
    if not at or Path(text).exists():
        return text, 0
    if not turn.isdecimal() or not int(turn):
        raise SandboxError(
            f"{turn[:20]!r} is no number of a turn", "SESSION@2 is before turn 2", code=2
        )
    return name, int(turn)


def pack_of(source: str, settings: "Settings") -> str:
    """The pack that `source` ran on, "" where there is no source."""
    if not source:
        return ""
    from sandbox.cli.replayable import find

    return _pack_of(find([source], settings)[0].read())


AskOf = Callable[[Arm], "Ask"]
"""Who answers the confirms of an arm."""


def source_of(wish: Wish, settings: "Settings", ask: AskOf, fit: "Fit") -> Source:
    """Raises `SandboxError` (code 2) for what there is not, before anything is made."""
    if not wish.source:
        return _new(wish, settings, ask, fit)
    if wish.script or wish.seed is not None:
        other = "--script" if wish.script else "--seed"
        raise SandboxError(
            f"{other} goes with new sessions, and {wish.source[:40]} is there already",
            "leave one of both out",
            code=2,
        )
    from sandbox.cli.replayable import find

    found = find([wish.source], settings)
    if len(found) != 1:
        raise SandboxError(f"{wish.source[:40]} is a folder", "name one session in it", code=2)
    recording = found[0].read()
    if found[0].session:
        return _fork(wish, recording, settings, ask, fit)
    if wish.prompts.labels:
        hint = (
            "compare prompts on a script, on -m, or on a session: sandbox sessions import makes one"
        )
        raise SandboxError(f"{recording.name} is a recording, on its own prompt", hint, code=2)
    return _recorded(wish, recording, settings, ask, fit)


def _new(wish: Wish, settings: "Settings", ask: AskOf, fit: "Fit") -> Source:
    """Arms that are new sessions on the pack's seed."""
    from sandbox import wiring
    from sandbox.cli.compare_script import script_steps
    from sandbox.cli.speaker import check_speaker

    pack = wiring.load(settings, wish.pack)
    table = pack.tables[pack.customer_table]
    keys = [str(row[table.key]) for row in pack.rows[table.name]]
    check_speaker(wish.customer, keys, table.name)
    steps = script_steps(Path(wish.script), pack) if wish.script else []
    steps += [Step(RawText(text)) for text in wish.messages]
    if not steps:
        raise SandboxError(
            "there is nothing to compare on",
            'name a session, or give --script FILE or -m "…"',
            code=2,
        )
    seed = settings.seed if wish.seed is None else wish.seed
    packs = wish.prompts.packs(pack)

    async def open_arm(arm: Arm, run: int) -> "LiveSession":
        start = wiring.Start(arm.model, wish.customer, seed, pin=bool(arm.prompt))
        live = wiring.new_session(settings, packs[arm.prompt], start, ask=ask(arm))
        fit(live, arm, run)
        return live

    what = Path(wish.script).name if wish.script else _messages(len(steps))
    return Source(f"{what} on {pack.name}, seed {seed}", steps, open_arm)


def _fork(
    wish: Wish, recording: "Recording", settings: "Settings", ask: AskOf, fit: "Fit"
) -> Source:
    """Arms that are forks of a session of this machine."""
    from sandbox import wiring
    from sandbox.hub.folder import find_session
    from sandbox.hub.masking import mask_for, new_vault
    from sandbox.privacy.vault import Vault
    from sandbox.settings import home_folder

    name, events = recording.name, recording.log.events
    pack = wiring.load(settings, wish.pack or _pack_of(recording))
    stored = find_session(home_folder(settings), name).vault
    vault = Vault.load(stored) if stored.exists() else new_vault(pack)
    turn, steps, what = _steps(wish, name, events, mask_for(vault, pack))
    packs = wish.prompts.packs(pack)

    async def open_arm(arm: Arm, run: int) -> "LiveSession":
        onto = packs[arm.prompt] if arm.prompt else None
        live = await wiring.fork_session(settings, name, turn, ask=ask(arm), pack=pack, onto=onto)
        return _begun(live, arm, run, wish, fit)

    return Source(what, steps, open_arm)


def _recorded(
    wish: Wish, recording: "Recording", settings: "Settings", ask: AskOf, fit: "Fit"
) -> Source:
    """Arms that go on from a recording, which need not be of this machine."""
    from sandbox import wiring
    from sandbox.replay.from_turn import split
    from sandbox.replay.person import fresh_mask

    name, events = recording.name, recording.log.events
    named = wish.pack or _pack_of(recording)
    tape = fresh_mask(wiring.load(settings, named), events).tape
    turn, steps, what = _steps(wish, name, events, tape)
    if turn is None:
        raise SandboxError(
            f"{name} is a recording: name the turn that the messages take the place of",
            f"like: {name}@1",
            code=2,
        )
    split(name, events, turn)

    async def open_arm(arm: Arm, run: int) -> "LiveSession":
        live = await wiring.go_on_from(
            settings, recording, turn, arm.model, pack=named, ask=ask(arm)
        )
        return _begun(live, arm, run, wish, fit)

    return Source(what, steps, open_arm)


def _begun(live: "LiveSession", arm: Arm, run: int, wish: Wish, fit: "Fit") -> "LiveSession":
    """A copy with its model set and its customer; one that can't have them is not left behind."""
    try:
        live.switch_model(arm.model)
        if wish.customer is not None:
            live.switch_principal(wish.customer)
    except BaseException:
        shutil.rmtree(live.folder.path, ignore_errors=True)
        raise
    fit(live, arm, run)
    return live


def _steps(
    wish: Wish, name: str, events: "Sequence[Event]", tape: "Mask"
) -> tuple[int | None, list[Step], str]:
    """At which turn the arms begin (None: after the last), what they hear, and that in words."""
    from sandbox.replay.from_turn import split
    from sandbox.replay.sweep_actors import words_by_turn

    words = words_by_turn(events, tape)

    if wish.turn:
        split(name, events, wish.turn)
    if wish.messages:
        steps = [Step(RawText(text)) for text in wish.messages]
        at = f"before turn {wish.turn}" if wish.turn else "at its end"
        return wish.turn or None, steps, f"{_messages(len(steps))} to {name} {at}"
    if wish.turn:
        if wish.turn not in words:
            raise SandboxError(
                f"turn {wish.turn} of {name} was cut before its words were kept",
                "say them with -m",
                code=2,
            )
        return wish.turn, [Step(words[wish.turn])], f"turn {wish.turn} of {name}"
    return 1, _again(split(name, events, 1)[1], words, tape), f"all turns of {name}"


def _again(events: "Sequence[Event]", words: Mapping[int, RawText], tape: "Mask") -> list[Step]:
    """The customer's words, and what people did between the turns."""
    from sandbox.log.event import (
        ClockMoved,
        FaultArmed,
        FaultDisarmed,
        PrincipalChanged,
        TurnStarted,
        WorldEdited,
    )

    steps: list[Step] = []
    for event in events:
        match event:
            case TurnStarted() if event.turn in words:
                steps.append(Step(words[event.turn]))
            case PrincipalChanged() | FaultArmed() | FaultDisarmed() | ClockMoved() | WorldEdited():
                if not event.turn:
                    steps.append(Step(event=event, tape=tape))
            case _:
                pass
    return steps


def _pack_of(recording: "Recording") -> str:
    from sandbox.log.event import SessionStarted

    started = recording.log.events[0] if recording.log.events else None
    if not isinstance(started, SessionStarted):
        raise SandboxError(f"{recording.name} does not begin with the start of a session")
    return started.pack


def _messages(number: int) -> str:
    return f"{number} message{'' if number == 1 else 's'}"
