"""What became of each procedure, read from prompts and routes alone."""

from typing import Any

from sandbox.domain.hop import PromptOutput, RespondOutput, RouteOutput
from sandbox.domain.procedure import Move
from sandbox.log.index_rows import rows_of
from sandbox.log.outcome import by_rule
from sandbox.log.procedure_runs import procedure_runs
from tests.unit.hops.story import Story


def move(kind: Any, procedure: str) -> Move:
    return Move(kind=kind, procedure=procedure)


def turn(
    story: Story, step: str, *moves: Move, procedure: str = "a", end: Any = "asked", back: str = ""
) -> Story:
    action = "start" if any(one.kind == "started" for one in moves) else "continue"
    story.begin().hop(RouteOutput(action=action, procedure=procedure))
    story.hop(prompt(step, procedure, *moves))
    return story.hop(RespondOutput(text="…?", back=back)).end(end)


def prompt(step: str, procedure: str, *moves: Move) -> PromptOutput:
    return PromptOutput(
        template="t", version="1", digest="", step=step, procedure=procedure, moves=moves
    )


def told(story: Story) -> list[tuple[str, str, str, int, int, int]]:
    return [
        (run.procedure, run.end, run.step, len(run.turns), run.left, run.came_back)
        for run in procedure_runs(story.session())
    ]


def test_a_run_ends_as_its_last_turn_did():
    story = turn(Story(), "ask x", move("started", "a"))
    assert told(story) == [("a", "abandoned", "ask x", 1, 0, 0)]
    turn(story, 'say "done"', end="answered")
    assert told(story) == [("a", "resolved", 'say "done"', 2, 0, 0)]


def test_a_turn_that_serves_nothing_is_no_turn_of_the_run_before():
    story = turn(Story(), 'say "done"', move("started", "a"), end="answered")
    story.begin().hop(RouteOutput(action="none")).hop(prompt("", "a")).end("answered")
    assert told(story) == [("a", "resolved", 'say "done"', 1, 0, 0)]


def test_a_run_that_was_left_and_not_come_back_to_was_switched_away_from():
    story = turn(Story(), "ask x", move("started", "a"))
    moves = (move("left", "a"), move("started", "b"))
    turn(story, 'say "b"', *moves, procedure="b", end="asked", back="a")
    assert told(story) == [
        ("a", "switched_away", "ask x", 1, 1, 0),
        ("b", "resolved", 'say "b"', 1, 0, 0),
    ]
    judged = by_rule(story.session())
    assert judged is not None
    assert judged.outcome == "abandoned", "the question that it came back to was not answered"


def test_a_run_that_was_come_back_to_goes_on():
    story = turn(Story(), "ask x", move("started", "a"))
    moves = (move("left", "a"), move("started", "b"))
    turn(story, 'say "b"', *moves, procedure="b", back="a")
    turn(story, 'say "done"', move("returned", "a"), end="answered")
    assert told(story) == [
        ("a", "resolved", 'say "done"', 2, 1, 1),
        ("b", "resolved", 'say "b"', 1, 0, 0),
    ]


def test_a_switch_ends_one_run_and_begins_another():
    moves = (move("started", "a"), Move(kind="switched", procedure="a", step="switch b"))
    story = turn(Story(), "ask x", *moves, move("started", "b"), procedure="b")
    assert told(story) == [
        ("a", "switched_away", "switch b", 0, 0, 0),
        ("b", "abandoned", "ask x", 1, 0, 0),
    ]


def test_a_log_without_moves_begins_a_run_with_the_route():
    story = Story()
    for step, end in (("ask x", "asked"), ('say "done"', "answered")):
        action: Any = "start" if step == "ask x" else "continue"
        story.begin().hop(RouteOutput(action=action, procedure="a"))
        story.hop(prompt(step, "a")).hop(RespondOutput(text="…")).end(end)
    assert told(story) == [("a", "resolved", 'say "done"', 2, 0, 0)]


def test_a_turn_that_runs_leaves_its_run_open():
    story = Story().begin().hop(RouteOutput(action="start", procedure="a"))
    story.hop(prompt("ask x", "a", move("started", "a")))
    assert told(story) == [("a", "open", "ask x", 1, 0, 0)]
    (row,) = rows_of("s", story.session())["t_procedure"]
    assert (row["procedure"], row["outcome"], row["turn"]) == ("a", "open", 1)
