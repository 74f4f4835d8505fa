"""Replays and sweeps of recordings."""

from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.domain.faults import SandboxError
from sandbox.log.event import SessionStarted
from sandbox.settings import Settings
from sandbox.wiring.packs import load, rules_of, search_of
from sandbox.wiring.sessions import Start, fork_session, new_session

if TYPE_CHECKING:
    from sandbox.log.recording import Recording
    from sandbox.replay.replayer import StrictReplay
    from sandbox.replay.sweep import Sweep


def sweep_of(settings: Settings, recording: "Recording", pack: str, home: Path) -> "Sweep":
    """A sweep of `recording` on its pack, or on `pack`; its sessions are kept under `home`."""
    from sandbox.replay.sweep import Sweep

    events = recording.log.events
    started = next((event for event in events if isinstance(event, SessionStarted)), None)
    if started is None:
        raise SandboxError(f"{recording.name} does not begin with the start of a session")
    loaded = load(settings, pack or started.pack)
    start = Start(
        model="sandbox/scripted",
        customer=started.principal.customer or "nobody",
        seed=started.seed,
    )
    return Sweep(
        events,
        loaded,
        lambda: new_session(settings, loaded, start, home=home),
        lambda name, turn: fork_session(settings, name, turn, home=home, pack=loaded),
    )


def strict_replay(settings: Settings, recording: "Recording", pack: str = "") -> "StrictReplay":
    """A replay of `recording` on its pack as it lies in the working tree, or on `pack`."""
    from sandbox.replay.replayer import StrictReplay

    events = recording.log.events
    started = next((event for event in events if isinstance(event, SessionStarted)), None)
    if started is None:
        raise SandboxError(f"{recording.name} does not begin with the start of a session")
    loaded = load(settings, pack or started.pack)
    return StrictReplay(recording.name, events, loaded, search_of(loaded), rules_of(loaded))
