"""A live session as the screen drives it."""

import asyncio
import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.adapters.ask import AskScreen
from sandbox.cli.branches import branches_of, find_branch
from sandbox.cli.pack_news import PackNews
from sandbox.cli.saving import own_copy, refuse_empty, save_session
from sandbox.cli.unused import close
from sandbox.log.event import Event
from sandbox.log.fold import Session
from sandbox.tui.driver import AskPerson, Branch, FaultTarget, ModelChoice

if TYPE_CHECKING:
    from sandbox.check.tried import Tried
    from sandbox.check.what_if import WhatIf
    from sandbox.cli.pack_news import PackNews
    from sandbox.compare.arms import OpenArm
    from sandbox.compare.plan import Plan
    from sandbox.domain.money import Cost
    from sandbox.domain.turn import Mark, SessionOutcome
    from sandbox.hub.breaks import Breaks
    from sandbox.hub.live import LiveSession
    from sandbox.hub.seat import Seat
    from sandbox.models.listing import Choice
    from sandbox.pack.pack import Pack
    from sandbox.replay.edited import EditedTurn
    from sandbox.settings import Settings
    from sandbox.tui.comparing.door import AskArm, Wanted
    from sandbox.tui.db.door import BackEnd
    from sandbox.tui.prompting.door import House
    from sandbox.tui.trying.door import News


class ScreenDriver:
    """Implements `sandbox.tui.driver.Driver` on a `LiveSession`."""

    def __init__(
        self,
        session: "LiveSession",
        settings: "Settings",
        person: AskScreen,
        edited: "EditedTurn | None" = None,
    ) -> None:
        self._live = session
        self._settings = settings
        self._person = person
        self._edited = edited
        self._news = PackNews(session.pack.root, self.pack_now, session.session.files)

    @property
    def live(self) -> bool:
        """True: a recording that is only viewed has a driver of its own."""
        return True

    @property
    def name(self) -> str:
        return self._live.name

    @property
    def session(self) -> Session:
        return self._live.session

    @property
    def pack_title(self) -> str:
        return self._live.pack.title

    @property
    def greeting(self) -> str:
        return self._live.pack.greeting

    @property
    def seed(self) -> int:
        return self.session.started.seed if self.session.started else 0

    @property
    def budget(self) -> "Cost | None":
        from sandbox.domain.money import Cost
        from sandbox.settings import dollars_to_nano

        nano = dollars_to_nano(self._settings.budget)
        return None if nano is None else Cost(nano=nano, known="computed")

    @property
    def ask(self) -> AskPerson | None:
        return self._person.screen

    @ask.setter
    def ask(self, screen: AskPerson | None) -> None:
        self._person.screen = screen

    @property
    def seat(self) -> "Seat":
        return self._live.parts.seat

    @property
    def breaks(self) -> "Breaks":
        """See `sandbox.tui.stepping.door.Steppable`."""
        return self._live.parts.breaks

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        return self._live.subscribe(listener)

    def on_progress(self, listener: Callable[[int, str], None]) -> Callable[[], None]:
        return self._live.on_progress(listener)

    async def send(self, text: str) -> None:
        edited, self._edited = self._edited, None
        with edited.installed(self._live) if edited else nullcontext():
            await self._live.send(text)

    def cancel(self) -> None:
        self._live.cancel()

    def restore(self, value: Any) -> Any:
        return self._live.restore(value)

    def masked(self, texts: list[str]) -> list[str]:
        from sandbox.cli.masked import masked

        return masked(texts, self._live)

    def models(self) -> list[ModelChoice]:
        from sandbox import wiring

        return [
            ModelChoice(c.name, c.provider, c.key, c.window, c.price, c.note)
            for c in wiring.model_choices(self._settings)
        ]

    def model_list(self, asking: bool) -> "list[Choice]":
        """See `sandbox.tui.models.door.ModelSource`."""
        from sandbox.cli.lists import model_list

        return model_list(self._settings, asking)

    def switch_model(self, name: str) -> None:
        self._live.switch_model(name)

    def mark(self, turn: int, mark: "Mark | None", note: str) -> None:
        self._live.mark(turn, mark, note)

    def judge(self, outcome: "SessionOutcome", why: str) -> None:
        self._live.judge(outcome, why)

    def arm(self, fault: str) -> str:
        return self._live.arm(fault)

    def fault_targets(self) -> list[FaultTarget]:
        from sandbox.cli.fault_targets import targets_of

        return targets_of(self._live.pack.contracts)

    def check_fault(self, fault: str) -> str:
        from sandbox.hub.arming import arm_event

        return arm_event(fault, self._live.pack.contracts).spec

    def disarm(self, which: str) -> list[str]:
        return self._live.disarm(which)

    def withdraw_approvals(self) -> None:
        from sandbox.log.standing import withdrawal

        self._live.note(withdrawal(self.session))

    async def rerun(self, hop: str) -> tuple[str, bool]:
        from sandbox.export.call_lines import outcome_line
        from sandbox.hub.rerun import rerun

        found = await rerun(self._live, hop)
        return f"{hop} {found.tool}: {outcome_line(found)}", found.outcome.status == "ok"

    async def fork(
        self, turn: int | None, model: str = "", result: tuple[str, str] | None = None
    ) -> "ScreenDriver":
        from sandbox import wiring
        from sandbox.cli.results import read_result
        from sandbox.replay.edited import edited_turn

        live, person, edited = self._live, AskScreen(), None
        if result is not None:
            hop, text = result
            mask, contracts = live.parts.mask, live.pack.contracts
            edited = edited_turn(live.session, hop, read_result(text), contracts, mask)
        if model:
            # Before anything is copied: a misspelt one leaves nothing behind.
            live.parts.model_for(model)
        copy = await wiring.fork_session(
            self._settings, live.name, turn, ask=person, home=self._home
        )
        if model:
            copy.switch_model(model)
        return ScreenDriver(copy, self._settings, person, edited)

    def comparison(self, wanted: "Wanted", ask: "AskArm") -> "tuple[Plan, OpenArm]":
        """See `sandbox.tui.comparing.door.Comparable`, as `arm_session`."""
        from sandbox.cli.compare_screen import comparison

        at_home = self._settings.model_copy(update={"home": str(self._home)})
        return comparison(self._live, wanted, ask, at_home)

    def what_if(self) -> "WhatIf":
        """See `sandbox.tui.flipping.Rejudging`."""
        from sandbox.cli.flips import what_if

        return what_if(self._live, self.pack_now())

    def tried(self, text: str) -> "Tried":
        """See `sandbox.tui.trying.door.Tryable`, as `pack_now`."""
        from sandbox.cli.trying import try_next

        return asyncio.run(try_next(self._settings, self._live.folder, self.pack_now(), text))

    @property
    def house(self) -> "House":
        """See `sandbox.tui.prompting.door.Housed`, as `begin` and `switch_principal`."""
        from sandbox.tui.prompting.door import House

        return House(self._live.folder.path, self._live.folder.world, self._live.pack)

    async def begin(self, customer: str | None, model: str, seed: int | None) -> "ScreenDriver":
        from sandbox import wiring

        now, person = self.session, AskScreen()
        if customer is None and now.started is not None:
            customer = now.started.principal.customer or "nobody"
        start = wiring.Start(model or now.model, customer, self.seed if seed is None else seed)
        live = wiring.new_session(
            self._settings, self.pack_now(), start, ask=person, home=self._home
        )
        return ScreenDriver(live, self._settings, person)

    def switch_principal(self, customer: str) -> None:
        self._live.switch_principal(customer)

    def back_end(self) -> "BackEnd":
        """See `sandbox.tui.db.door.HasBackEnd`."""
        from sandbox.cli.db_door import LiveBackEnd

        return LiveBackEnd(self._live)

    def pack_now(self) -> "Pack":
        from sandbox.cli.trying import pack_now

        return pack_now(self._settings, self._live)

    def pack_news(self) -> "News | None":
        """See `sandbox.tui.trying.door.Watchable`."""
        return self._news.look()

    def arm_session(self, name: str) -> Session:
        from sandbox.cli.compare_screen import arm_session

        return arm_session(self._home, name)

    async def branches(self) -> list[Branch]:
        return await asyncio.to_thread(branches_of, self._home, self.name)

    async def branch(self, name: str) -> "ScreenDriver":
        from sandbox import wiring

        found, person = find_branch(await self.branches(), name), AskScreen()
        copy = await wiring.open_session(self._settings, found, ask=person, home=self._home)
        return ScreenDriver(copy, self._settings, person)

    @property
    def _home(self) -> Path:
        """Where this session lies, and so its branches."""
        return self._live.folder.path.parent.parent

    def save(self, title: str) -> str:
        # A title is words; a path in it must lead nowhere.
        refuse_empty(self._live.session)
        name = re.sub(r"[^\w.-]+", "-", title).strip("-.") or self._live.name
        pack, said = own_copy(self._live.pack.root)
        there = "give another title; `sandbox sessions save` with --force replaces it"
        path, _ = save_session(self._live.folder, pack / "recordings" / name, title, only_own=there)
        return "; ".join((path.as_posix(), *said))

    def unsent(self) -> str:
        return self._live.unsent()

    async def close(self) -> None:
        await close(self._live)
