"""The figures of `sandbox stats`, as data. What each one counts stands in docs/numbers.md."""

from typing import Literal

from pydantic import Field

from sandbox.domain.base import Frozen
from sandbox.domain.money import CostKnown, Used
from sandbox.export.spread import Spread

By = Literal["model", "intent", "tool", "hop", "procedure"]


class Money(Frozen):
    """Cost by how it is known; calls of unknown cost have no sum."""

    calls: int = 0
    nano: int | None = None


class Turns(Frozen):
    """Figures of some turns. `time` is without waiting for a person.

    Tokens are sums of what is known, None where that is nothing; of `tokens_untold` model calls
    nobody told any.
    """

    name: str = ""
    sessions: int = 0
    turns: int = 0
    outcomes: dict[str, int] = Field(default_factory=dict)
    degraded: int = 0
    time: Spread = Spread()
    model_calls: int = 0
    failed_attempts: int = 0
    tool_calls: int = 0
    failures: int = 0
    faults_injected: int = 0
    repairs: int = 0
    denials: int = 0
    handoffs: int = 0
    input_tokens: int | None = 0
    output_tokens: int | None = 0
    tokens_estimated: bool = False
    tokens_untold: int = 0
    first_token: Spread = Spread()
    cost: dict[CostKnown, Money] = Field(default_factory=dict)
    good: int = 0
    bad: int = 0

    @property
    def used(self) -> Used:
        """Its tokens, to be told in words."""
        return Used(
            input=self.input_tokens or 0,
            output=self.output_tokens or 0,
            estimated=self.tokens_estimated,
            untold=self.tokens_untold,
        )


class Hops(Frozen):
    """Figures of all hops of one name. `share` is of the time of all hops, 0..1."""

    name: str
    time: Spread
    share: float
    failures: int
    faults_injected: int


class Tools(Frozen):
    """Figures of the calls of one tool. `calls` ran or were skipped at the end of their checks."""

    name: str
    calls: int
    statuses: dict[str, int]
    from_ledger: int
    attempts: int
    confirms: int
    denials: int
    repairs: int
    not_mended: int
    faults_injected: int
    rows_changed: int
    time: Spread


class Procedures(Frozen):
    """Figures of the runs of one procedure; `started` is the sum of `outcomes`.

    `left`: how often a customer left it for another wish; `came_back`: how often it was gone on
    with. `turns` is the mean a run. `drop_off`: for runs that were abandoned, failed or switched
    away from, the step that was active, as written, and how many ended there.
    """

    name: str
    started: int
    outcomes: dict[str, int]
    left: int
    came_back: int
    turns: float
    drop_off: dict[str, int] = Field(default_factory=dict)


class Stats(Frozen):
    """All of it. `torn` and `unreadable` name logs; the latter count nowhere else."""

    sessions: int
    first: str
    last: str
    outcomes: dict[str, int]
    judged_by: dict[str, int]
    total: Turns
    hops: tuple[Hops, ...] = ()
    models: tuple[Turns, ...] = ()
    intents: tuple[Turns, ...] = ()
    tools: tuple[Tools, ...] = ()
    procedures: tuple[Procedures, ...] = ()
    torn: tuple[str, ...] = ()
    unreadable: dict[str, str] = Field(default_factory=dict)
