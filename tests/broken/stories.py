"""The ten broken sessions, each told once; recorded by `python -m tests.broken.record`."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox.hub.live import LiveSession
from sandbox.hub.world_edit import edit_world, preview
from sandbox.ports import ModelReply, ModelRequest
from tests.broken.stage import Lines, Reply, Stage, calls, says

FOLDER = Path(__file__).parents[2] / "fixtures" / "broken"
WORKSHOP = FOLDER / "workshop"
"""A pack whose prompt was put back; its recording lies in it."""
COMMENT = "TC-00248"
"""The last note of ticket T-0076."""

Story = Callable[[Stage], Awaitable[LiveSession]]


@dataclass(frozen=True)
class Broken:
    """One story: the title of its recording, and how it is played. `pack`: name or folder."""

    title: str
    play: Story
    pack: str = "brightcart"


def told(*texts: str, lines: tuple[Reply, ...] = (), arm: str = "", at: int = 1) -> Story:
    """The customer says `texts`; `lines` in a model's place; `arm` a fault before turn `at`."""

    async def play(stage: Stage) -> LiveSession:
        live = stage.session()
        if lines:
            model = Lines(*lines)
            live.parts.model_for = lambda name: model
        for number, text in enumerate(texts, 1):
            if arm and number == at:
                live.arm(arm)
            await live.send(text)
        return live

    return play


def refund(line: int, amount: str) -> Reply:
    """Pays part of an item of order O-10042 back."""
    return calls(
        "issue_refund",
        order_id="O-10042",
        line=line,
        amount=amount,
        currency="EUR",
        reason="damaged",
    )


async def leaked(stage: Stage) -> LiveSession:
    """A note about somebody else got into the customer's ticket, and the model quotes it."""
    live = stage.session()
    model = Lines(calls("get_ticket", ticket_id="T-0076"), last_note)
    live.parts.model_for = lambda name: model
    note = "Same wish as filippa.norgaard@example.net had, see her order."
    sql = f"UPDATE ticket_comments SET body = '{note}', public = 1 WHERE id = '{COMMENT}'"
    edit_world(live, preview(live, sql))
    await live.send("What is the news on my ticket T-0076?")
    return live


def last_note(request: ModelRequest) -> ModelReply:
    """Reads out what was written last in the ticket."""
    ticket = json.loads(request.messages[-1].text)
    return says(f"The last note in your ticket is: {ticket['comments'][-1]['body']}")


BROKEN: dict[str, Broken] = {
    "wrong-field": Broken(
        "A model that makes up the name of a field, and does not learn",
        told(
            "My parcel arrived broken, order 10042, I want my money back",
            lines=(
                calls("get_order", order_id="O-10042"),
                calls("get_order_line", order_id="O-10042", article="carafe"),
            ),
        ),
    ),
    "wrong-intent": Broken(
        "Wants to send a lamp back, and is heard as somebody who cancels",
        told(
            "I don't want the lamp any more, it came yesterday",
            "no, I would like to send it back, I want to return an item",
        ),
    ),
    "missing-passage": Broken(
        "A question that no passage of the knowledge base answers",
        told("Can I pay in instalments?"),
    ),
    "stale-read": Broken(
        "An order that was just cancelled is told as under way",
        told(
            "cancel order 10093",
            "where is my order 10093?",
            arm="orders.get_order:stale_read@1",
            at=2,
        ),
    ),
    "double-refund": Broken(
        "Asked for news of a refund, the agent pays it once more",
        told(
            "One item of my order 10042 came scratched. I would keep it for 10.00 EUR back",
            "Thanks! Has the 10.00 EUR for the scratched item of order 10042 been paid?",
            lines=(
                refund(1, "10.00"),
                says("I have refunded 10.00 EUR of order O-10042 to the way you paid."),
                refund(1, "10.00"),
                says("Yes, I have refunded 10.00 EUR of order O-10042."),
            ),
        ),
    ),
    "denied": Broken(
        "A rule refuses what the customer asked for",
        told("where is my order O-10058?"),
    ),
    "leaked-value": Broken(
        "A colleague's note names another customer, and the model reads it out",
        leaked,
    ),
    "slow-hop": Broken(
        "An answer that takes three seconds",
        told("where is my order 10070?", arm="orders.get_shipments:latency=2.6s@1"),
    ),
    "loop": Broken(
        "A model that asks the same again and again",
        told(
            "where is my order 10042?",
            lines=(calls("get_order", order_id="O-10042"),),
        ),
    ),
    "wrong-prompt-version": Broken(
        "The prompt was put back to a version that leaves the passages out",
        told("When are you open on Saturday?"),
        pack=str(WORKSHOP),
    ),
}
