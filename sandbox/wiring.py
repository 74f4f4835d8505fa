"""The only file that knows which adapter fills which port. Heavy modules are imported in here,

inside functions, after the first frame of the screen.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.adapters.announce import AnnouncedModel
from sandbox.adapters.ask import AskScreen
from sandbox.adapters.clocks import MonotonicStopwatch, RealSleep, SteppingClock, SystemWall
from sandbox.adapters.dice import SeededDice
from sandbox.domain.faults import SandboxError
from sandbox.domain.turn import Principal
from sandbox.hub.agent import Agent
from sandbox.hub.arming import arm_event
from sandbox.hub.folder import SessionFolder, find_session
from sandbox.hub.live import LiveSession
from sandbox.hub.parts import Parts
from sandbox.log.event import SessionStarted
from sandbox.log.reader import read_log
from sandbox.pack.pack import Pack
from sandbox.ports import Ask, Decide, Model, Ports, Search
from sandbox.settings import Settings, environment, home_folder

if TYPE_CHECKING:
    from sandbox.log.recording import Recording
    from sandbox.models.choices import Choice
    from sandbox.replay.replayer import StrictReplay
    from sandbox.replay.sweep import Sweep
    from sandbox.world.database import WorldDatabase


@dataclass(frozen=True)
class Start:
    """How a session begins; empty fields mean the setting's or the pack's default."""

    model: str = ""
    customer: str | None = None
    seed: int | None = None
    faults: tuple[str, ...] = ()


def load(settings: Settings, name: str = "") -> Pack:
    """The pack by name or path. Raises `SandboxError` naming file and line."""
    from sandbox.pack.load import load_pack

    return load_pack(name or settings.pack, packs=settings.packs or None)


def search_of(pack: Pack) -> Search:
    """Knowledge search over the pack's articles."""
    from sandbox.knowledge.search import KnowledgeSearch

    return KnowledgeSearch(pack.articles)


def rules_of(pack: Pack) -> Decide:
    """The pack's policy as a function."""
    from sandbox.policy.rego import RegoPolicy

    return RegoPolicy.compile(pack.policy, pack.policy_data).decide


def models_of(settings: Settings, seed: int) -> Callable[[str], Model]:
    """A function from a model's name to the model. Raises `SandboxError` for unknown names."""
    made: dict[str, Model] = {}
    environ = environment()

    def get(name: str) -> Model:
        if name not in made:
            from sandbox.models.choices import model_for

            model = model_for(name, settings, environ, seed, MonotonicStopwatch())
            made[name] = AnnouncedModel(model)
        return made[name]

    return get


def model_choices(settings: Settings) -> "list[Choice]":
    """Models to choose from, the one set as default among them."""
    from sandbox.models.choices import choices

    return choices(SystemWall().utc()[:10], environment(), settings)


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
    models_of(settings, seed)(model)
    # Before anything is made: a misspelt one leaves no session behind.
    armed = [arm_event(fault, pack.contracts) for fault in start.faults]
    folder = SessionFolder((home or home_folder(settings)) / "sessions" / _new_id())
    folder.make()
    world = WorldDatabase.create(folder.world, pack)
    live = LiveSession(_parts(settings, pack, folder, world, seed, ask))
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
    return live


async def open_session(
    settings: Settings,
    name: str,
    *,
    ask: Ask | None = None,
    home: Path | None = None,
    pack: Pack | None = None,
) -> LiveSession:
    """An earlier session, taken up where it ended; a turn that a crash cut is finished first.

    `pack`: its pack, if somebody has loaded it already.
    """
    from sandbox.replay.resume import resume
    from sandbox.world.database import WorldDatabase

    folder = find_session(home or home_folder(settings), name)
    log = read_log(folder.log)
    started = next((e for e in log.events if isinstance(e, SessionStarted)), None)
    if started is None:
        raise SandboxError(f"session {folder.id} has no beginning", "its log is damaged")
    pack = pack or load(settings, started.pack)
    world = WorldDatabase.open(folder.world, pack)
    live = LiveSession(_parts(settings, pack, folder, world, started.seed, ask))
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
) -> LiveSession:
    """A new session that is `name` as it was when its turn number `turn` began, or is now."""
    import shutil

    from sandbox.hub.fork import fork_session as fork

    root = home or home_folder(settings)
    source = find_session(root, name)
    pack = pack or load(settings, _pack_of(source))
    target = SessionFolder(source.path.with_name(_new_id()))
    fork(source, turn, target, pack)
    try:
        return await open_session(settings, target.id, ask=ask, home=root, pack=pack)
    except BaseException:
        # A log that is damaged is only found out now.
        shutil.rmtree(target.path, ignore_errors=True)
        raise


def _pack_of(folder: SessionFolder) -> str:
    started = next((e for e in read_log(folder.log).events if isinstance(e, SessionStarted)), None)
    if started is None:
        raise SandboxError(f"session {folder.id} has no beginning", "its log is damaged")
    return started.pack


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


def _parts(
    settings: Settings,
    pack: Pack,
    folder: SessionFolder,
    world: "WorldDatabase",
    seed: int,
    ask: Ask | None,
) -> Parts:
    from sandbox.hub.masking import mask_for, new_vault
    from sandbox.models.faulty import FaultyModel
    from sandbox.pack.watch import PackWatch
    from sandbox.privacy.vault import Vault
    from sandbox.tools.faulty import FaultyToolbox
    from sandbox.tools.toolbox import WorldToolbox
    from sandbox.world.digest import WorldDigest
    from sandbox.world.lock import locked

    agent = Agent(pack)
    clock = SteppingClock(pack.now, pack.step)
    vault = Vault.load(folder.vault) if folder.vault.exists() else new_vault(pack)
    dice, sleep, models = SeededDice(seed), RealSleep(), models_of(settings, seed)

    def model_for(name: str) -> Model:
        # `sleep` by way of the ports, where a test may have put another.
        return FaultyModel(
            models(name), lambda: agent.session, dice, ports.sleep, settings.first_token_seconds
        )

    ports = Ports(
        model=models("sandbox/scripted"),
        toolbox=FaultyToolbox(
            WorldToolbox(
                world,
                pack.contracts,
                pack.functions,
                lambda: agent.session.principal.customer,
                clock,
            ),
            lambda: locked(world),
        ),
        rows=world,
        search=search_of(pack),
        clock=clock,
        ask=ask or AskScreen(),
        sleep=sleep,
        wall=SystemWall(),
        dice=dice,
        decide=rules_of(pack),
        progress=_nobody,
    )
    return Parts(
        folder=folder,
        pack=pack,
        agent=agent,
        mask=mask_for(vault, pack),
        ports=ports,
        world=WorldDigest(),
        stopwatch=MonotonicStopwatch(),
        model_for=model_for,
        follow=PackWatch(pack).latest,
        refit=_refit,
    )


def _refit(pack: Pack, ports: Ports) -> None:
    """Puts a changed pack behind the ports. Rules are tried in a child process first."""
    from sandbox.policy.trial import try_rules

    problem = try_rules(pack.policy, [], pack.policy_data)
    if problem is not None:
        raise problem
    toolbox = ports.toolbox.inner  # pyright: ignore
    ports.decide, ports.search = rules_of(pack), search_of(pack)
    toolbox.contracts, toolbox.functions = pack.contracts, pack.functions  # pyright: ignore


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


def _new_id() -> str:
    # The date first, so that folders sort by age; six letters, so that two never meet.
    day = SystemWall().utc().replace(":", "").replace("-", "")[:13].replace("T", "-")
    return f"{day}-{secrets.token_hex(3)}"


def _code() -> str:
    from sandbox.replay.causes import code_version

    return code_version()


def _nobody(item: object) -> None:
    """Nobody listens to streamed text yet."""
