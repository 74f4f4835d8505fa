"""What the agent knew after a turn, and where it stood: a reading of the folded log."""

from collections.abc import Iterator
from dataclasses import replace

from sandbox.check.agent_state import AgentState, Approved, Awaited
from sandbox.check.known import known_after, last_of, variables_after
from sandbox.check.settled import cost_of, may_be_dead, may_stand
from sandbox.domain.hop import ContextOutput, PromptOutput, RouteOutput
from sandbox.domain.money import total_cost
from sandbox.hops.window import summary_of
from sandbox.log.dead import dead_letters
from sandbox.log.event import HumanActed, HumanAsked, SettingChanged
from sandbox.log.fold import Session, Turn
from sandbox.log.standing import WITHDRAWN, standing_approvals


def state_after(session: Session, turn: int | None = None) -> AgentState:
    """The state after turn `turn`, from 1; None: as it is now. Values are masked.

    Before the first turn little is known. Raises `ValueError` for a turn that there is not.
    """
    last = len(session.turns)
    number = last if turn is None else turn
    if not 0 <= number <= last or (number == 0 and last):
        raise ValueError(f"there is no turn {number}: the session has {last}")
    view = session if number == last else _cut(session, number)
    variables, dropped = known_after(session, number)
    here = session.turns[number - 1] if number else None
    prompt_hop, prompt = last_of(session.turns[:number], PromptOutput)
    _, sized = last_of(session.turns[max(number - 1, 0) : number], ContextOutput)
    return AgentState(
        turn=number,
        turns=last,
        running=here is not None and here.finished is None,
        customer=view.principal.customer,
        variables=variables,
        dropped=dropped,
        procedure=prompt.procedure if prompt else "",
        step=prompt.step if prompt else "",
        procedure_hop=prompt_hop.id if prompt_hop else "",
        waiting=prompt.waiting if prompt else (),
        awaited=tuple(_awaited(view, here)),
        verbatim=sized.verbatim_turns if sized else 0,
        summary=_summary(session, number, sized),
        window_tokens=sized.window_tokens if sized else 0,
        history_tokens=sized.history_tokens if sized else 0,
        approvals=tuple(
            Approved(tool=one.tool, rule=one.rule, hop=one.hop, by=one.by)
            for one in (standing_approvals(view) if any(map(may_stand, view.turns)) else ())
        ),
        faults=tuple(one.text for one in session.back.armoury.faults) if view is session else (),
        spent=total_cost(map(cost_of, view.turns)),
    )


def _cut(session: Session, number: int) -> Session:
    """The session as it stood when turn `number` ended; its back-ends are those of the whole."""
    variables = variables_after(session, number)
    who = variables.get("customer")
    customer = str(who.value) if who and who.source == "principal" else ""
    return replace(
        session,
        turns=session.turns[:number],
        variables=variables,
        principal=session.principal.model_copy(update={"customer": customer}),
        outside=[event for event in session.outside if not _withdrawn_after(event, number)],
    )


def _withdrawn_after(event: object, number: int) -> bool:
    if not isinstance(event, SettingChanged) or event.name != WITHDRAWN:
        return False
    return isinstance(event.value, int) and event.value >= number


def _awaited(view: Session, turn: Turn | None) -> Iterator[Awaited]:
    if turn is None:
        return
    hop, prompt = last_of([turn], PromptOutput)
    if turn.finished is not None and hop is not None and prompt and prompt.step.startswith("ask "):
        name = prompt.step.split()[1]
        if name not in view.variables:
            yield Awaited(
                by="customer", what=f"{name} ({prompt.procedure}: {prompt.step})", hop=hop.id
            )
    hop, route = last_of([turn], RouteOutput)
    if hop is not None and route is not None and route.action == "ask":
        meant = " or ".join(route.asks) or "what is meant"
        yield Awaited(by="customer", what=f"which wish is meant: {meant}", hop=hop.id)
    for one in turn.hops:
        asked = [event for event in one.events if isinstance(event, HumanAsked)]
        acted = [event for event in one.events if isinstance(event, HumanActed)]
        if len(asked) > len(acted) and turn.finished is None:
            yield Awaited(by="person", what=f"a decision about {asked[-1].tool}", hop=one.id)
    for letter in dead_letters(view) if any(map(may_be_dead, view.turns)) else ():
        yield Awaited(
            by="person", what=f"{letter.subject} {letter.status}: {letter.why}", hop=letter.hop
        )


def _summary(session: Session, number: int, sized: ContextOutput | None) -> tuple[str, ...]:
    """Turns before this one that are told in short, in the words that the model gets."""
    older = sized.summarised_turns if sized else 0
    return tuple(summary_of(session.turns[: min(older, number)]).splitlines()) if older else ()
