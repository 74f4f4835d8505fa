"""What a message would lead to: route, passages, prompt and tools, as `try` shows them."""

from dataclasses import dataclass
from typing import TypeVar

from sandbox.domain.hop import PromptOutput, RedactOutput, RetrieveOutput, RouteOutput
from sandbox.domain.tool import ToolContract
from sandbox.log.fold import Hop, Session, Turn
from sandbox.pack.pack import Pack
from sandbox.pack.rules_about import Rule, rules_of
from sandbox.ports import ModelRequest

T = TypeVar("T")


@dataclass(frozen=True)
class Tried:
    """A turn that was played up to its first model call, in a session that is gone.

    `request`: what the model would get, None where the turn ends without one.
    """

    session: Session
    pack: Pack
    request: ModelRequest | None

    @property
    def turn(self) -> Turn:
        return self.session.turns[-1]

    @property
    def redact(self) -> RedactOutput | None:
        return self._first(RedactOutput)

    @property
    def route(self) -> RouteOutput | None:
        return self._first(RouteOutput)

    @property
    def retrieve(self) -> RetrieveOutput | None:
        return self._first(RetrieveOutput)

    @property
    def prompt(self) -> PromptOutput | None:
        return self._first(PromptOutput)

    @property
    def ended(self) -> str:
        """Why the turn needs no model, "" where it asks one."""
        if self.request is not None:
            return ""
        finished = self.turn.finished
        return (finished.why or finished.outcome) if finished else "it did not come to its end"

    def hop(self, name: str) -> Hop | None:
        """The first hop of this name that was finished."""
        return next((hop for hop in self.turn.hops if hop.name == name and hop.output), None)

    def tools(self) -> list[tuple[ToolContract, list[Rule]]]:
        """What may be called at this step, each with the rules that name it and not all tools."""
        allowed = self.prompt.tools if self.prompt else ()
        rules = [rule for rule in rules_of(self.pack) if not rule.general]
        return [
            (contract, [rule for rule in rules if rule.about(contract)])
            for name in allowed
            if (contract := self.pack.contracts.get(name)) is not None
        ]

    def _first(self, kind: type[T]) -> T | None:
        outputs = (hop.output for hop in self.turn.hops)
        return next((one for one in outputs if isinstance(one, kind)), None)
