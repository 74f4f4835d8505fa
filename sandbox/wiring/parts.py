"""Which adapter fills which port of a live session."""

from typing import TYPE_CHECKING

from sandbox.adapters.ask import AskScreen
from sandbox.adapters.clocks import MonotonicStopwatch, RealSleep, SteppingClock, SystemWall
from sandbox.adapters.dice import SeededDice
from sandbox.hub.agent import Agent
from sandbox.hub.folder import SessionFolder
from sandbox.hub.parts import Parts
from sandbox.hub.seat import Seat
from sandbox.pack.pack import Pack
from sandbox.ports import Ask, Model, Ports
from sandbox.settings import Settings
from sandbox.wiring.models import models_of
from sandbox.wiring.packs import load, opa_of, rules_of, search_of

if TYPE_CHECKING:
    from sandbox.world.database import WorldDatabase


def parts_of(
    settings: Settings,
    pack: Pack,
    folder: SessionFolder,
    world: "WorldDatabase",
    seed: int,
    ask: Ask | None,
) -> Parts:
    from sandbox.adapters.keys import new_key
    from sandbox.hops.router import warm_router
    from sandbox.hub.masking import mask_for, new_vault
    from sandbox.mcp.client import McpServers
    from sandbox.models.choices import budgeted, price_by
    from sandbox.models.faulty import FaultyModel
    from sandbox.models.human import TakenOver, Unless
    from sandbox.models.routed import RoutedModel
    from sandbox.pack.watch import PackWatch
    from sandbox.privacy.rules import rules_of as rules_of_privacy
    from sandbox.privacy.vault import Vault
    from sandbox.tools.faulty import FaultyToolbox
    from sandbox.tools.rehearse import rehearsal
    from sandbox.tools.toolbox import WorldToolbox
    from sandbox.wiring.ahead import SearchedToolbox
    from sandbox.world.digest import WorldDigest
    from sandbox.world.lock import locked

    agent = Agent(pack)
    warm_router(pack.intents, folder.path.parent.parent / "routing")
    clock = SteppingClock(pack.now, pack.step)
    vault = Vault.load(folder.vault) if folder.vault.exists() else new_vault(pack)
    if not vault.key and "hash" in rules_of_privacy(pack.privacy).values():
        vault.key = new_key()
    dice, sleep, seat = SeededDice(seed), RealSleep(), Seat(contracts=lambda: agent.pack.contracts)
    models = models_of(settings, seed, seat)

    def breakable(name: str) -> Model:
        # `sleep` by way of the ports, where a test may have put another.
        # A person's answer suffers armed faults like any other: a replay counts each one that hits.
        model = TakenOver(models(name), seat)
        limit = settings.first_token_seconds
        return FaultyModel(
            model, lambda: agent.session, dice, ports.sleep, limit, price=price_by(settings)
        )

    def model_for(name: str) -> Model:
        for one in (name, *settings.fallbacks):
            models(one)  # a misspelt one, or a missing key, is told now
        routed = RoutedModel(name, settings.fallbacks, breakable)
        # What a person answers costs nothing, so it is asked for when no money is left too.
        return Unless(lambda: seat.armed, routed, budgeted(routed, lambda: agent.session, settings))

    def speaks() -> str:
        return agent.session.principal.customer

    tools = WorldToolbox(world, pack.contracts, pack.functions, speaks, clock)
    tools.remote = McpServers()
    mask = mask_for(vault, pack)
    ports = Ports(
        model=models("sandbox/scripted"),
        toolbox=SearchedToolbox(FaultyToolbox(tools, lambda: locked(world)), mask),
        rows=world,
        search=search_of(pack),
        clock=clock,
        ask=ask or AskScreen(),
        sleep=sleep,
        wall=SystemWall(),
        dice=dice,
        decide=rules_of(pack),
        progress=_nobody,
        rehearse=rehearsal(world, tools, speaks, clock),
        remote=opa_of(pack),
    )
    return Parts(
        folder=folder,
        pack=pack,
        agent=agent,
        mask=mask,
        ports=ports,
        world=WorldDigest(),
        stopwatch=MonotonicStopwatch(),
        model_for=model_for,
        follow=PackWatch(pack, lambda root: load(settings, root)).latest,
        refit=_refit,
        seat=seat,
    )


def _refit(pack: Pack, ports: Ports) -> None:
    """Puts a changed pack behind the ports. Rules are tried in a child process first."""
    from sandbox.policy.trial import try_rules

    problem = try_rules(pack.policy, [], pack.policy_data)
    if problem is not None:
        raise problem
    toolbox = ports.toolbox.inner  # pyright: ignore
    ports.decide, ports.search = rules_of(pack), search_of(pack)
    ports.remote = opa_of(pack)
    toolbox.contracts, toolbox.functions = pack.contracts, pack.functions  # pyright: ignore


def _nobody(item: object) -> None:
    """Nobody listens to streamed text yet."""
