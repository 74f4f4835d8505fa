"""What the agent knows now: the folded session and the procedure under way."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.domain.base import JSON
from sandbox.domain.handoff import HandoffKind
from sandbox.domain.hop import (
    ContextOutput,
    ExecuteOutput,
    PolicyOutput,
    PromptOutput,
    RedactOutput,
    RespondOutput,
    RouteOutput,
    ValidateOutput,
)
from sandbox.domain.procedure import Procedure, VariableSpec
from sandbox.domain.tool import Ok
from sandbox.hops.claimed_facts import facts_of_call, moved
from sandbox.hops.context import WANTS_PERSON
from sandbox.hops.prompt import facts_of
from sandbox.hops.provenance import Known, plain
from sandbox.hops.respond import Done
from sandbox.hops.route import Standing
from sandbox.hub import telling
from sandbox.hub.fixing import given
from sandbox.hub.heard import strings_in
from sandbox.hub.moving import (
    begin,
    come_back,
    leave,
    person_answered,
    refused,
    restarted,
    settle,
)
from sandbox.hub.shelf import Shelf
from sandbox.hub.telling import Deed
from sandbox.log.event import (
    Event,
    HopFinished,
    HopStarted,
    PackChanged,
    PrincipalChanged,
    StepActed,
    ToolAttempted,
    ToolResponded,
    TurnFinished,
    WorldEdited,
)
from sandbox.log.fold import Session
from sandbox.pack.pack import Pack
from sandbox.procedures import engine

_SHOWN = ("answered", "asked", "handed_off")


@dataclass
class Agent:
    """A fold of the log beside `Session`: the same events give the same agent."""

    pack: Pack
    session: Session = field(default_factory=Session)
    run: engine.Run | None = None
    done: list[Done] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    known: Known = field(default_factory=Known)
    told_keys: set[str] = field(default_factory=set)
    """Idempotency keys whose success a shown reply of an earlier turn has told."""
    untold: dict[str, Deed] = field(default_factory=dict)
    """Successes by key that no shown reply has told yet, in the order in which they came."""
    waiting: str = ""
    """The procedure that starts once it is known who is speaking."""
    shelf: Shelf = field(default_factory=Shelf)
    """Procedures that the customer left for another wish."""
    answered: bool = False
    """True when the customer's last words gave the variable that the agent had asked for."""
    abstained: HandoffKind | None = None
    """Why the engine hands over, while it does; nothing that a log tells."""
    before_call: engine.Run | None = None  # where the procedure stood when it began

    @property
    def procedure(self) -> Procedure | None:
        """The procedure under way; None when there is none, or an edit took it away."""
        return self.pack.procedures.get(self.run.procedure) if self.run else None

    @property
    def asked(self) -> VariableSpec | None:
        """The variable that the active `ask` step waits for."""
        procedure = self.procedure
        if self.run is None or procedure is None:
            return None
        step = engine.active(self.run, procedure)
        if step is None or step.kind != "ask":
            return None
        return next((spec for spec in procedure.variables if spec.name == step.variable), None)

    @property
    def running(self) -> str:
        """Id of the unfinished procedure, "" if none."""
        if self.run is None or self.procedure is None or engine.finished(self.run, self.procedure):
            return ""
        return self.run.procedure

    @property
    def reading(self) -> tuple[str, ...]:
        """The articles that the unfinished procedure has named."""
        return self.run.reading if self.run is not None and self.running else ()

    @property
    def standing(self) -> Standing:
        """Where the conversation stands, for the route hop."""
        before = self._routed(-2)
        wish = self.session.variables.get(WANTS_PERSON)
        intent = self.session.variables.get("intent")
        return Standing(
            running=self.running,
            answers=self.answered,
            asked=before.asks if before else (),
            customer=self.session.principal.customer,
            waiting=self.waiting,
            intent=str(intent.value) if intent else "",
            denied=refused(self),
            person=bool(wish and wish.value is True and wish.turn == len(self.session.turns)),
        )

    @property
    def asks(self) -> tuple[str, ...]:
        """The intents to ask about in the running turn."""
        now = self._routed(-1)
        return now.asks if now and now.action == "ask" and not self.running else ()

    @property
    def offered(self) -> tuple[str, ...]:
        """The tools that the last prompt of this turn offered."""
        hops = self.session.turns[-1].hops if self.session.turns else []
        prompts = [one.output for one in hops if isinstance(one.output, PromptOutput)]
        return prompts[-1].tools if prompts else ()

    def _routed(self, turn: int) -> RouteOutput | None:
        """What the route hop of a turn said; -1 is the last turn."""
        hops = self.session.turns[turn].hops if len(self.session.turns) >= -turn else []
        outputs = (hop.output for hop in hops)
        return next((one for one in outputs if isinstance(one, RouteOutput)), None)

    def feed(self, event: Event) -> None:  # noqa: PLR0912 (one case a kind of event)
        """Takes one more event."""
        before, spoke = self.session.files, self.session.principal.customer
        self.session.feed(event)
        match event:
            case HopFinished(output=RouteOutput(action="start", procedure=name) as routed):
                self.waiting = routed.then
                leave(self, name)
                begin(self, name, routed.reason)
            case PrincipalChanged(principal=principal):
                self._speaks(principal.customer, spoke)
            case HopFinished(output=ContextOutput(changed=changed)):
                self.answered = self.asked is not None and self.asked.name in changed
                settle(self)
            case HopFinished(output=RouteOutput(action=action)):
                if action in ("none", "ask") and self.running:
                    self.run = None  # what was refused is not tried again unasked
                settle(self)
            case HopFinished(output=PromptOutput()):
                if self.run is not None:
                    self.run = self.run.model_copy(update={"moves": ()})
            case HopFinished(output=PolicyOutput() as asked) if asked.checkpoint:
                person_answered(self, asked)
            case HopFinished(output=RedactOutput(text=text)):
                self.known.said.append(text)
            case HopFinished(output=ValidateOutput(problems=()) as judged):
                self.known.called(judged.tool, judged.arguments, judged.sources)
            case HopFinished(output=ExecuteOutput() as output) if isinstance(output.outcome, Ok):
                self._remember(output, self._where(event))
            case HopStarted(name="execute"):
                self.before_call = self.run
            case StepActed(what="result"):
                self._told_instead(event)
            case WorldEdited(changes=changes):
                self.shelf.changed(changes)
            case ToolResponded(outcome=Ok(result=result)):
                self.shelf.changed(event.changes)
                if not event.source:
                    # A stand-in is no result: an earlier one is known, a general one is nobody's.
                    self._learn(event, result, event.tool)
                self._returned(event.tool, result)
            case TurnFinished():
                self._turn_ended(event)
            case PackChanged(files=files):
                self._pack_changed(before, files)
            case _:
                pass

    def fixed(self, mask: Callable[[JSON], JSON]) -> dict[str, str]:
        """What the running procedure itself gives, masked, to the line where each stands."""
        run, procedure = self.run, self.procedure
        if run is None or procedure is None:
            return {}
        return {
            plain(mask(value)): f"{step.of or procedure.id}, line {step.line}"
            for step, value in given(run, procedure)
        }

    def done_in(self, turn: int) -> list[Done]:
        """Writes that succeeded in turn number `turn`."""
        return [item for item in self.done if item.where.startswith(f"{turn}.")]

    def _where(self, event: Event) -> str:
        """The hop of an event; of a call that a person ran again, the one it was made in."""
        return self.session.back.rerun or f"{event.turn}.{event.hop}"

    def _told_instead(self, event: StepActed) -> None:
        """A person put another result in the place of what the call under way brought."""
        hop, self.run = self.session.hop(self._where(event)), self.before_call
        tool = hop.subject.rpartition(".")[2] if hop else ""
        self._learn(event, event.after, tool)
        self._returned(tool, event.after)

    def _learn(self, event: Event, result: JSON, tool: str) -> None:
        self.known.returned(f"{self._where(event)} {tool}", result, tool)
        self.seen.update(strings_in(result))

    def _returned(self, tool: str, result: JSON) -> None:
        if self.run is not None:
            self.run = engine.tool_returned(self.run, tool, result)
            settle(self)

    def _remember(self, output: ExecuteOutput, where: str) -> None:
        contract = self.pack.contracts.get(output.tool)
        key, back = output.key, self.session.back
        if contract is None or not contract.writes or key in self.untold or key in self.told_keys:
            return
        customer = self.session.principal.customer
        done = Done(output.tool, where, self._facts(output, where), key, customer)
        self.done.append(done)
        made = back.effects.heard.get(key, ())
        self.untold[key] = Deed(done, made, customer, news=bool(back.rerun))

    def _facts(self, output: ExecuteOutput, where: str) -> frozenset[str]:
        """The amounts and ids of a write: what it was called with, said, and changed."""
        hop = self.session.hop(where)
        attempts = [one for one in hop.events if isinstance(one, ToolAttempted)] if hop else []
        if not attempts or not isinstance(output.outcome, Ok):
            return frozenset()
        changes = [moved(one) for one in hop.changes] if hop else []
        return facts_of_call(attempts[-1].arguments, output.outcome.result, changes)

    def is_past(self, key: str) -> bool:
        """Whether a call under this key would be another effect: it was told, or is another's."""
        return key in self.told_keys or self.session.back.is_of_another(key)

    def concerns(self, deed: Deed) -> bool:
        """Whether it was done for whoever speaks now."""
        return deed.customer in ("", self.session.principal.customer)

    def tells(self, deed: Deed, text: str) -> bool:
        """Whether a reply that is shown now tells the customer of it."""
        facts = facts_of(self.session)
        return telling.claimed(deed, text, self.pack.contracts) or telling.said(
            deed, text, self.run, self.procedure, facts
        )

    def _tell(self, outcome: str) -> None:
        """Moves the keys whose success the reply of the turn that ends has told."""
        hops = self.session.turns[-1].hops if self.untold and self.session.turns else []
        reply = hops[-1].output if hops else None
        if not isinstance(reply, RespondOutput) or reply.verdict == "static":
            return
        for key, deed in list(self.untold.items()):
            over = telling.handed_over(deed, outcome)
            if self.concerns(deed) and (over or self.tells(deed, reply.text)):
                del self.untold[key]
                self.told_keys.add(key)

    def _turn_ended(self, event: TurnFinished) -> None:
        if event.outcome in _SHOWN:
            self._tell(event.outcome)
        procedure = self.procedure
        if self.run is not None and procedure is not None:
            if event.outcome in _SHOWN:
                self.run = engine.turn_ended(self.run, procedure)
            settle(self)
            if event.outcome in _SHOWN:
                come_back(self, event)

    def _pack_changed(self, before: dict[str, str], files: dict[str, str]) -> None:
        """An edited procedure is walked again from its top, with what was found and said so far."""
        names = {name for name in {*before, *files} if name.startswith("procedures/")}
        if self.run is not None and any(before.get(name) != files.get(name) for name in names):
            restarted(self)

    def _speaks(self, customer: str, before: str) -> None:
        """Somebody speaks from now on; a procedure that waited to know who can begin."""
        if before and before != customer:
            # What another customer said, or was told, is no source of this one's calls.
            self.known = Known(said=[""] * len(self.known.said))
        if customer and self.waiting:
            name, self.waiting = self.waiting, ""
            begin(self, name, "it is known now who speaks")
