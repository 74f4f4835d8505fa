"""Replays and sweeps of recordings."""

from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.domain.faults import SandboxError
from sandbox.log.event import SessionStarted
from sandbox.ports import Ask
from sandbox.settings import Settings, home_folder
from sandbox.wiring.packs import load, rules_of, search_of
from sandbox.wiring.sessions import Start, fork_session, new_id, new_session, open_session

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession
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
    from sandbox.replay.expectations import expectations_of
    from sandbox.replay.replayer import StrictReplay
    from sandbox.routing.ready import look_in

    events = recording.log.events
    started = next((event for event in events if isinstance(event, SessionStarted)), None)
    if started is None:
        raise SandboxError(f"{recording.name} does not begin with the start of a session")
    loaded = load(settings, pack or started.pack)
    look_in(home_folder(settings) / "routing")
    expected = expectations_of(recording.head, loaded, recording.name)
    return StrictReplay(
        recording.name, events, loaded, search_of(loaded), rules_of(loaded), expected
    )


async def go_on_from(
    settings: Settings,
    recording: "Recording",
    turn: int,
    model: str,
    *,
    pack: str = "",
    ask: Ask | None = None,
    home: Path | None = None,
) -> "LiveSession":
    """A session that is `recording` as it was before `turn`, `model` answering from there on."""
    import shutil

    from sandbox.hub.folder import SessionFolder
    from sandbox.replay.from_turn import make_session
    from sandbox.wiring.models import models_of

    events = recording.log.events
    started = events[0]
    assert isinstance(started, SessionStarted)
    # Before anything is made: a misspelt one leaves no session behind.
    models_of(settings, started.seed)(model)
    loaded, root = load(settings, pack or started.pack), home or home_folder(settings)
    folder = SessionFolder(root / "sessions" / new_id())
    folder.make()
    try:
        make_session(recording.name, events, turn, folder, loaded)
        live = await open_session(settings, folder.id, ask=ask, home=root, pack=loaded)
        live.switch_model(model)
    except BaseException:
        shutil.rmtree(folder.path, ignore_errors=True)
        raise
    return live
