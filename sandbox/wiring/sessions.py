"""A new session, an earlier one taken up again, and a fork."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from sandbox.adapters.clocks import SystemWall
from sandbox.domain.faults import SandboxError
from sandbox.domain.turn import Principal
from sandbox.hub.arming import arm_event
from sandbox.hub.folder import SessionFolder, find_session
from sandbox.hub.live import LiveSession
from sandbox.hub.pack_copies import keep_copy, pack_digest
from sandbox.hub.pin import pin, pinned_copy
from sandbox.log.event import SessionStarted, SettingChanged
from sandbox.log.narrate import narrator
from sandbox.log.pinned import PIN, pinned_in
from sandbox.log.reader import read_start
from sandbox.pack.pack import Pack
from sandbox.ports import Ask
from sandbox.settings import Settings, home_folder
from sandbox.wiring.models import models_of
from sandbox.wiring.packs import load
from sandbox.wiring.parts import parts_of


@dataclass(frozen=True)
class Start:
    """How a session begins; empty fields mean the setting's or the pack's default.

    `pin`: on a copy of the pack as it is now, whatever is edited later.
    """

    model: str = ""
    customer: str | None = None
    seed: int | None = None
    faults: tuple[str, ...] = ()
    pin: bool = False


def new_session(
    settings: Settings,
    pack: Pack,
    start: Start | None = None,
    *,
    ask: Ask | None = None,
    home: Path | None = None,
) -> LiveSession:
    """A new session on its own copy of the pack's world."""
    from sandbox.world.database import WorldDatabase

    start = start or Start()
    seed = settings.seed if start.seed is None else start.seed
    model = start.model or settings.model
    principal = _principal(pack, start.customer)
    models = models_of(settings, seed)
    for name in (model, *settings.fallbacks):
        models(name)
    # Before anything is made: a misspelt one leaves no session behind.
    armed = [arm_event(fault, pack.contracts) for fault in start.faults]
    folder = SessionFolder((home or home_folder(settings)) / "sessions" / new_id())
    folder.make()
    if start.pin:
        pack = load(settings, str(keep_copy(folder, pack)))
    world = WorldDatabase.create(folder.world, pack)
    live = LiveSession(parts_of(settings, pack, folder, world, seed, ask))
    live.subscribe(narrator(live.name))
    live.start(
        SessionStarted(
            code=_code(),
            pack=pack.name,
            pack_version=pack.version,
            files=dict(pack.digests),
            seed=seed,
            model=model,
            principal=principal,
            wall=SystemWall().utc(),
            repair=settings.repair,
        )
    )
    for event in armed:
        live.note(event)
    if start.pin:
        live.note(SettingChanged(name=PIN, value=pack_digest(pack)))
    return live


async def open_session(
    settings: Settings,
    name: str,
    *,
    ask: Ask | None = None,
    home: Path | None = None,
    pack: Pack | None = None,
    pinned: bool | None = None,
) -> LiveSession:
    """An earlier session, taken up where it ended; a turn that a crash cut is finished first.

    `pack`: its pack, if somebody has loaded it already. `pinned`: whether it is held to a version
    of its pack from here on, the one that it has now; None leaves that as it is.
    """
    from sandbox.replay.resume import resume
    from sandbox.world.database import WorldDatabase

    folder = find_session(home or home_folder(settings), name)
    started = _start_of(folder)
    if pinned is not None:
        _pin(settings, folder, started, pinned)
    pack = pack or _pack_of(settings, folder, started)
    world = WorldDatabase.open(folder.world, pack)
    live = LiveSession(parts_of(settings, pack, folder, world, started.seed, ask))
    live.subscribe(narrator(live.name))
    await resume(live)
    return live


async def fork_session(
    settings: Settings,
    name: str,
    turn: int | None = None,
    *,
    ask: Ask | None = None,
    home: Path | None = None,
    pack: Pack | None = None,
    onto: Pack | None = None,
) -> LiveSession:
    """A new session that is `name` as it was when its turn number `turn` began, or is now.

    `pack`: its pack, if somebody has loaded it already. `onto`: another version of that pack, which
    the fork is held to.
    """
    import shutil

    from sandbox.hub.fork import fork_session as fork

    root = home or home_folder(settings)
    source = find_session(root, name)
    pack = pack or _pack_of(settings, source, _start_of(source))
    target = SessionFolder(source.path.with_name(new_id()))
    fork(source, turn, target, pack, SystemWall().utc())
    try:
        if onto is not None:
            pin(target, onto)
            pack = None
        return await open_session(settings, target.id, ask=ask, home=root, pack=pack)
    except BaseException:
        # A log that is damaged is only found out now.
        shutil.rmtree(target.path, ignore_errors=True)
        raise


def _pack_of(settings: Settings, folder: SessionFolder, started: SessionStarted) -> Pack:
    """The version that the session is pinned to, else its pack as it is now."""
    copy = pinned_copy(folder)
    return load(settings, str(copy) if copy is not None else started.pack)


def _pin(settings: Settings, folder: SessionFolder, started: SessionStarted, pinned: bool) -> None:
    if pinned == bool(pinned_in(folder.log)):
        return
    pin(folder, load(settings, started.pack) if pinned else None)


def _start_of(folder: SessionFolder) -> SessionStarted:
    started = read_start(folder.log)
    if started is None:
        raise SandboxError(f"session {folder.id} has no beginning", "its log is damaged")
    return started


def _principal(pack: Pack, customer: str | None) -> Principal:
    if customer is None:
        return pack.principal
    key = "" if customer == "nobody" else customer
    table = pack.tables[pack.customer_table]
    known = {str(row[table.key]) for row in pack.rows.get(table.name, ())}
    if key and key not in known:
        raise SandboxError(
            f"there is no customer {customer} in {table.name}",
            f"`sandbox db` shows them; for example {min(known, default='none')}",
            code=2,
        )
    return pack.principal.model_copy(update={"customer": key})


def new_id() -> str:
    """The id of a session that begins now."""
    # The date first, so that folders sort by age; six letters, so that two never meet.
    day = SystemWall().utc().replace(":", "").replace("-", "")[:13].replace("T", "-")
    return f"{day}-{secrets.token_hex(3)}"


def _code() -> str:
    from sandbox.replay.causes import code_version

    return code_version()
