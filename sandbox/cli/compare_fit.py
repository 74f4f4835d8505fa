"""Fits an arm's session for its run: budget, `sandbox/sloppy`'s mistakes, a person's replies."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sandbox.compare.arm import Arm
from sandbox.domain.faults import SandboxError
from sandbox.models.human import HUMAN

if TYPE_CHECKING:
    from sandbox.cli.human_file import Replies
    from sandbox.hub.live import LiveSession
    from sandbox.log.fold import Session
    from sandbox.ports import Model
    from sandbox.settings import Settings

_APART: Final = 1_000_003
"""Between the seeds of two request streams; a prime, so that streams of near seeds don't meet."""


class Fit:
    """Call it with each session that is opened, its arm and its run.

    The budget, in dollars, is each arm's for all its runs, without what a session had cost before
    it was forked. Real models vary by themselves from run to run; the world has the same seed in
    all of them.
    """

    def __init__(
        self,
        settings: "Settings",
        repeat: int,
        budget: str = "",
        replies: "Replies | None" = None,
    ) -> None:
        # An arm that another model helps out would be two models in one column.
        self.settings = settings.model_copy(update={"fallback": ""})
        self._repeat = repeat
        self._budget = budget
        self._replies = replies
        self._runs: dict[int, list[tuple[LiveSession, int]]] = {}

    def __call__(self, live: "LiveSession", arm: Arm, run: int) -> None:
        if self._replies is not None:
            from sandbox.cli.human_file import FilePerson

            live.parts.seat.person = FilePerson(self._replies, live.parts.seat.contracts).ask
        _vary(live, (arm.twin - 1) * self._repeat + run - 1, self.settings)
        if self._budget:
            self._runs.setdefault(arm.number, []).append((live, len(live.session.turns)))
            self._limit(live, arm)

    def _limit(self, live: "LiveSession", arm: Arm) -> None:
        from sandbox.models.choices import budgeted

        get = live.parts.model_for
        settings = self.settings.model_copy(update={"budget": self._budget, "turn_budget": ""})

        def own() -> "Session":
            """This arm's turns of all its runs, as if they were one session's."""
            runs = self._runs[arm.number]
            turns = [turn for one, before in runs for turn in one.session.turns[before:]]
            return replace(live.session, turns=turns)

        live.parts.model_for = lambda name: budgeted(get(name), own, settings)


def _vary(live: "LiveSession", stream: int, settings: "Settings") -> None:
    """Another stream of mistakes for `sandbox/sloppy`; the session's own is number 0."""
    from sandbox.adapters.announce import AnnouncedModel
    from sandbox.models.faulty import FaultyModel
    from sandbox.models.offline import offline_model
    from sandbox.models.sloppy import SLOPPY

    started, get = live.session.started, live.parts.model_for
    if not stream or started is None:
        return
    model = AnnouncedModel(offline_model(SLOPPY, started.seed + stream * _APART))
    ports = live.parts.ports

    def model_for(name: str) -> "Model":
        if name != SLOPPY:
            return get(name)
        wait = settings.first_token_seconds
        return FaultyModel(model, lambda: live.session, ports.dice, ports.sleep, wait)

    live.parts.model_for = model_for


def check_budget(text: str) -> None:
    """Raises `SandboxError` (code 2) for what is no amount of dollars."""
    from sandbox.settings import dollars_to_nano

    try:
        dollars_to_nano(text)
    except ValueError as error:
        raise SandboxError(f"--budget {text[:40]}: {error}", code=2) from None


def check_models(arms: "Sequence[Arm]", settings: "Settings", *, human: bool = False) -> None:
    """Raises `SandboxError` (code 2) for a name that nobody knows, with the nearest ones.

    And for a person, who can't type in several sessions at once; `human`: there are replies for
    them. A key that is missing is that arm's own trouble: the others run.
    """
    from sandbox import wiring

    get = wiring.models_of(settings, settings.seed)
    for arm in arms:
        if arm.model == HUMAN and not human:
            raise SandboxError(
                f"{HUMAN} can't be an arm: arms run at the same time, with nobody to type",
                "--human FILE gives replies for it, or compare others",
                code=2,
            )
        try:
            get(arm.model)
        except SandboxError as error:
            if error.code == 2:
                raise
