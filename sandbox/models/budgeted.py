"""A model that is not asked when the answer could cost more than is left."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, Literal

from sandbox.domain.faults import Fault
from sandbox.domain.money import FREE
from sandbox.log.fold import Session
from sandbox.models.estimate import expected
from sandbox.models.items import items_of
from sandbox.models.model_faults import ModelFault
from sandbox.models.price_book import PriceBook
from sandbox.models.spent import PastCall, cost_so_far, past_calls
from sandbox.models.tool_mode import Mode, mode_by, next_mode
from sandbox.ports import Model, ModelReply, ModelRequest, TextDelta

_RAISE: Final = {
    "turn": "raise --turn-budget, or choose a cheaper model",
    "session": "raise --budget, start a new session, or choose a cheaper model",
}


@dataclass(frozen=True)
class Limits:
    """Most that a turn and a session may cost, in nano-dollars; None is no limit."""

    turn: int | None = None
    session: int | None = None


class BudgetedModel:
    """Implements `ports.Model` in front of `inner`, with what the log says was spent.

    `book` is only asked for where there is a limit. `custom` tells of a model's name whether it
    is served at an endpoint of one's own. `tool_mode`: a mode for all models, or "auto".
    """

    def __init__(
        self,
        inner: Model,
        session: Callable[[], Session],
        limits: Limits,
        book: Callable[[], PriceBook],
        custom: Callable[[str], bool],
        tool_mode: Mode | Literal["auto"] = "auto",
    ) -> None:
        self.inner = inner
        self._session = session
        self._limits = limits
        self._book = book
        self._custom = custom
        self._tool_mode: Mode | Literal["auto"] = tool_mode

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """The inner model's items. Raises `ModelFault("budget")` before anything is sent."""
        if self._limits != Limits():
            self._check(request)
        async with aclosing(items_of(self.inner, request)) as items:
            async for item in items:
                yield item

    def _check(self, request: ModelRequest) -> None:
        book = self._book()
        name = request.model
        worst = expected(request, book, custom=self._custom(name), mode=self._mode(name, book))
        if worst.worst.nano == 0:
            return
        if worst.worst.nano is None:
            raise _refused(f"the budget can't be kept: {worst.why}", "or take the budget away")
        turns = self._session().turns
        spans = (
            ("turn", self._limits.turn, turns[-1:]),
            ("session", self._limits.session, turns),
        )
        for name, limit, over in spans:
            if limit is None:
                continue
            left = limit - self._spent(past_calls(over), book, name)
            if worst.worst.nano > left:
                message = (
                    f"the {name}'s budget of {_dollars(limit)} does not cover the next call: it "
                    f"can cost {_dollars(worst.worst.nano)}, and {_dollars(max(left, 0))} is left"
                )
                raise _refused(message, _RAISE[name])

    def _spent(self, calls: Iterable[PastCall], book: PriceBook, name: str) -> int:
        total = 0
        for call in _done(list(calls)):
            model = call.requested.model
            cost = cost_so_far(call, book, self._custom(model), self._mode(model, book))
            if cost.nano is None:
                raise _refused(
                    f"the {name}'s budget can't be kept: nobody knows what {model} has cost",
                    f'add "{model}" to [prices] in config.toml, or take the budget away',
                )
            total += cost.nano
        return total

    def _mode(self, model: str, book: PriceBook) -> Mode:
        """How `model` is told of tools: as set, as it was last, else as the price list says."""
        if self._tool_mode != "auto":
            return self._tool_mode
        mode = mode_by(book.entry(model), served=self._custom(model))
        for call in past_calls(self._session().turns):
            told = call.responded
            if call.requested.model != model or told is None:
                continue
            if told.fault and told.fault.fallback == model:
                mode = next_mode(mode)
            elif told.calls_by in ("schema", "prompt"):
                mode = told.calls_by
        return mode


def _done(calls: list[PastCall]) -> list[PastCall]:
    """All but the call that is about to be made, whose request is in the log already."""
    return calls[:-1] if calls and calls[-1].responded is None else calls


def _refused(message: str, hint: str) -> ModelFault:
    return ModelFault(Fault(kind="budget", message=message, hint=hint), cost=FREE)


def _dollars(nano: int) -> str:
    """Six digits behind the point, as far as they are needed."""
    text = f"{nano / 1e9:.6f}".rstrip("0")
    return f"${text}0" if text.endswith(".") or text[-2] == "." else f"${text}"
