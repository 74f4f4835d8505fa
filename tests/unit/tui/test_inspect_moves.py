"""The inspector tells why the active step is another one, and what waits."""

from sandbox.domain.hop import PromptOutput
from sandbox.domain.procedure import Move
from sandbox.tui.feed.inspect.hop import inspect
from sandbox.tui.feed.view import Facts
from tests.unit.hops.story import Story

MOVES = (
    Move(kind="left", procedure="refund", why="the customer wants hours"),
    Move(kind="started", procedure="hours", why="words: open"),
    Move(procedure="hours", at=1, step="let day = 5", why="day is 5"),
    Move(kind="switched", procedure="hours", at=2, step="switch other", why="holds: day is 5"),
)


def test_the_window_of_a_prompt_lists_its_moves_and_what_waits():
    story = Story().begin()
    output = PromptOutput(
        template="agent",
        version="1",
        digest="",
        step="ask x",
        procedure="other",
        moves=MOVES,
        waiting=("refund at step 3: ask damage",),
    )
    story.hop(output)
    found = inspect(story.session(), "1.1")
    assert found is not None
    sections = next(tab for tab in found.tabs if tab.name == "Window").build()
    facts = [one for one in sections if isinstance(one, Facts)]
    assert ("waits", "refund at step 3: ask damage") in facts[0].rows
    (moved,) = [one for one in facts if one.title == "Why this step"]
    assert moved.rows == (
        ("left refund", "the customer wants hours"),
        ("started hours", "words: open"),
        ("1. let day = 5", "day is 5"),
        ("switched at 2. switch other", "holds: day is 5"),
    )
