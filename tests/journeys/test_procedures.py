"""Every kind of step in whole turns: asked, approved, left, come back to, switched, killed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TypeVar

import pytest

from sandbox.domain.hop import (
    ExecuteOutput,
    PolicyOutput,
    PromptOutput,
    RepairOutput,
    RetrieveOutput,
)
from sandbox.domain.procedure import Move
from sandbox.domain.verdict import Approval
from sandbox.hub.live import LiveSession
from sandbox.ports import Model, ModelReply, ModelRequest, Question, TextDelta
from tests.journeys.workshop_talk import HOURS, WANT, Open, discounts, talk

Output = TypeVar("Output")


def outputs(live: LiveSession, kind: type[Output], turn: int = -1) -> list[Output]:
    hops = live.session.turns[turn].hops
    return [hop.output for hop in hops if isinstance(hop.output, kind)]


def moves(live: LiveSession, turn: int = -1) -> list[Move]:
    return [move for out in outputs(live, PromptOutput, turn) for move in out.moves]


async def test_every_kind_of_step_is_followed_to_its_end(workshop: Open):
    live = workshop()
    replies = await talk(live, WANT, "yes")
    assert replies == ["Was it late?", "I took 10.01 off the price of R-001."]
    assert discounts(live) == ["10.01"]
    told = {move.step: move.why for move in (*moves(live, 0), *moves(live, 1))}
    assert told["do find_repair"] == "the steps of find_repair come first"
    assert told["call get_repair(repair_id)"] == "its result is there"
    assert told["let off = round(labour * 0.1, 2)"] == 'off is "10.01"'
    assert told["when off > 5:"] == 'holds: off is "10.01"'
    assert told['approve "a discount of {off} on repair {repair_id}"'].startswith("approved by")


async def test_what_is_done_by_another_procedure_brings_its_guidance(workshop: Open):
    live = workshop()
    await talk(live, "discount please", "R-001")
    texts = [
        event.messages[0].text
        for turn in live.session.turns
        for hop in turn.hops
        for event in hop.events
        if event.kind == "model_requested"
    ]
    assert ["Never guess" in text for text in texts] == [False, True, False]
    assert all("Be brief." in text for text in texts)


async def test_what_let_works_out_is_a_source_and_needs_no_confirm(workshop: Open):
    live = workshop()
    await talk(live, WANT, "yes")
    decisions = [(out.tool, out.decision.rule) for out in outputs(live, PolicyOutput)]
    assert decisions == [("approve", "discount"), ("give_discount", "all")]


async def test_a_rejected_checkpoint_takes_its_otherwise_and_nothing_is_done(workshop: Open):
    live = workshop(approve=False)
    replies = await talk(live, WANT, "yes")
    assert replies[-1] == "My colleague did not agree to that."
    assert discounts(live) == []


async def test_the_tools_behind_a_checkpoint_are_not_offered_before_it(workshop: Open):
    live = workshop()
    await talk(live, WANT)
    assert "give_discount" not in outputs(live, PromptOutput)[-1].tools
    await talk(live, "yes")
    assert "give_discount" in outputs(live, PromptOutput)[0].tools


async def test_a_named_article_is_in_the_prompt_until_the_procedure_is_over(workshop: Open):
    live = workshop()
    await talk(live, WANT)
    found = [p for out in outputs(live, RetrieveOutput) for p in out.passages if p.used]
    assert ("terms", "named by the procedure") in [(p.id, p.why) for p in found]
    assert _system(live).count("A tenth of the labour") == 1
    assert "A tenth of the labour" in _system(live)
    await talk(live, "no")
    assert "A tenth of the labour" in _system(live)
    await talk(live, "hello there")
    assert "A tenth of the labour" not in _system(live)


async def test_a_switch_leaves_for_the_other_procedure_and_says_why(workshop: Open):
    live = workshop()
    await talk(live, "I want a discount on repair R-003")
    assert [(m.kind, m.procedure, m.why) for m in moves(live) if m.kind == "switched"] == [
        ("switched", "discount", 'holds: get_repair.state is "lost"')
    ]
    end = live.session.turns[-1].finished
    assert end is not None
    assert end.outcome == "handed_off"


async def test_the_customer_who_asks_something_else_is_brought_back(workshop: Open):
    live = workshop()
    replies = await talk(live, WANT, HOURS)
    assert replies[-1] == (
        "We are open from Monday to Friday, 9 to 18. Back to “A discount on a repair”: Was it late?"
    )
    waiting = outputs(live, PromptOutput)[-1].waiting
    assert waiting == ("discount at step 8: ask late",)
    await talk(live, "yes")
    assert [m.why for m in moves(live) if m.kind == "returned"] == ["hours has ended"]
    assert discounts(live) == ["10.01"]
    reads = [out for out in outputs(live, ExecuteOutput) if out.tool == "get_repair"]
    assert reads == [], "what it had found is still known"


async def test_the_customer_may_come_back_by_themselves(workshop: Open):
    hours = """
        ---
        id: hours
        title: Opening hours
        version: "1"
        intent: hours
        variables:
          day: {type: date, ask: Which day?}
        ---

        ```steps
        ask day
        say "Then we are open."
        ```
    """
    live = workshop(hours=hours)
    await talk(live, WANT, HOURS, "I want money off my repair, a discount please")
    assert [m.why for m in moves(live) if m.kind == "returned"] == ["the customer came back to it"]


OTHER = """
    ---
    id: hours
    title: Opening hours
    version: "1"
    intent: hours
    ---

    ```steps
    {steps}
    ```
"""


async def test_what_became_stale_is_not_come_back_to(workshop: Open):
    call = 'call give_discount(repair_id="R-001", amount="1.00", reason="loyal")'
    live = workshop(hours=OTHER.format(steps=f'{call}\n    say "We are open."'))
    replies = await talk(live, WANT, HOURS, "thank you")
    assert "Back to" not in replies[1]
    dropped = [(m.procedure, m.why) for m in moves(live) if m.kind == "dropped"]
    assert dropped == [("discount", "R-001 of repairs has changed")]
    assert live.parts.agent.shelf.waiting == []


async def test_what_waits_too_long_is_forgotten(workshop: Open):
    live = workshop(hours=OTHER.format(steps="\n    ".join(f'say "{n}"' for n in range(9))))
    replies = await talk(live, WANT, HOURS, *["and then?"] * 8, "thank you")
    assert not any("Back to" in reply for reply in replies)
    why = [m.why for m in moves(live) if m.kind == "dropped"]
    assert why == ["it has waited for more than 6 turns"]


async def test_nothing_is_come_back_to_once_a_person_has_taken_over(workshop: Open):
    live = workshop(hours=OTHER.format(steps='hand_off "they ask too much"'))
    replies = await talk(live, WANT, HOURS)
    assert "Back to" not in replies[-1]
    assert live.parts.agent.shelf.waiting == []


async def test_a_fixed_argument_stays_what_the_step_says(workshop: Open):
    """A model that calls with other values is mended, and the log says so."""
    live = workshop()
    scripted = live.parts.model_for("sandbox/scripted")
    live.parts = replace(live.parts, model_for=lambda name: Wilful(scripted))
    await talk(live, WANT, "yes")
    repairs = [out.steps for out in outputs(live, RepairOutput)]
    assert [(s.rule, s.pointer, s.before, s.after) for steps in repairs for s in steps] == [
        ("fixed-argument", "/amount", "99.00", "10.01"),
        ("fixed-argument", "/reason", "damaged", "late"),
    ]
    assert discounts(live) == ["10.01"]


class Wilful:
    """A model that gives what discount it likes."""

    def __init__(self, inner: Model) -> None:
        self._inner = inner

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        async for piece in self._inner.stream(request):
            if isinstance(piece, ModelReply) and piece.calls and piece.calls[0].tool == DISCOUNT:
                call = piece.calls[0].model_copy(update={"arguments": LIKES})
                yield piece.model_copy(update={"calls": (call,)})
            else:
                yield piece


DISCOUNT = "give_discount"
LIKES = '{"repair_id": "R-001", "amount": "99.00", "reason": "damaged"}'


def _system(live: LiveSession) -> str:
    hops = [hop for hop in live.session.turns[-1].hops if hop.name == "infer"]
    request = next(event for event in hops[-1].events if event.kind == "model_requested")
    return request.messages[0].text


class Edits:
    """A person who would rather have another amount, or goes on with what is shown."""

    def __init__(self, **wish: str) -> None:
        self.wish = wish
        self.told: list[str] = []

    async def confirm(self, question: Question) -> Approval:
        edited = {**question.arguments, **self.wish}
        self.told.append(question.check(edited))
        return Approval(action="edit", by="me", arguments=edited)


async def test_what_a_checkpoint_is_about_can_not_be_edited(workshop: Open):
    live, person = workshop(), Edits(off="99.00")
    live.parts.ports.ask = person
    replies = await talk(live, WANT, "yes")
    assert person.told != [""]
    assert replies[-1] == "My colleague did not agree to that."
    assert discounts(live) == []


class ForTheSession:
    """A person who approves once for all of a session."""

    asked = 0

    async def confirm(self, question: Question) -> Approval:
        self.asked += 1
        return Approval(action="approve", by="me", scope="session")


async def test_an_approval_for_the_session_is_not_asked_for_again(workshop: Open):
    live, person = workshop(), ForTheSession()
    live.parts.ports.ask = person
    await talk(live, WANT, "yes", "I want a discount on repair R-001", "yes")
    found = [out for turn in range(4) for out in outputs(live, PolicyOutput, turn)]
    assert person.asked == 1
    assert [out.approval.standing for out in found if out.approval] == ["", "2.5"]


STEP = 'approve "a discount of {off} on repair {repair_id}"'


def edit(live: LiveSession, old: str, new: str) -> None:
    page = live.pack.root / "procedures/discount.md"
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), encoding="utf-8")


async def test_an_approval_for_the_session_covers_no_other_step(workshop: Open):
    live, person = workshop(), ForTheSession()
    more = f'{STEP}\n  otherwise:\n    stop\n  approve "and really"'
    edit(live, STEP, more)
    live.parts.ports.ask = person
    await talk(live, WANT, "yes")
    assert person.asked == 2


async def test_an_approval_for_the_session_ends_with_an_edit_of_its_step(workshop: Open):
    live, person = workshop(), ForTheSession()
    live.parts.ports.ask = person
    await talk(live, WANT, "yes")
    edit(live, "a discount of {off}", "no less than {off}")
    await talk(live, "I want a discount on repair R-001", "yes")
    assert person.asked == 2


@pytest.mark.parametrize("told", [True, False])
async def test_an_edited_procedure_is_approved_anew_only_while_it_is_under_way(
    workshop: Open, told: bool
):
    live = workshop(approve=False)
    await talk(live, WANT, "yes" if told else HOURS)
    page = live.pack.root / "procedures/discount.md"
    page.write_text(page.read_text("utf-8").replace("Be brief.", "Be kind."), encoding="utf-8")
    await talk(live, "thank you" if told else "yes")
    asked = [out.tool for out in outputs(live, PolicyOutput) if out.checkpoint]
    assert asked == ([] if told else ["approve"])
