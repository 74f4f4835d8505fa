"""The engine's walk: what makes a step done, what it skips, where it goes back."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.procedure import Procedure, Step
from sandbox.procedures import engine
from sandbox.procedures.engine import (
    Run,
    active,
    finished,
    settle,
    start,
    tool_returned,
    turn_ended,
)
from sandbox.procedures.grammar import parse_block

REFUND = """
ask order_id
call get_order(order_id)
when get_order.status != "delivered":
  say "It is {get_order.status}."
  stop
otherwise:
  call issue_refund(order_id, amount=get_order.total)
say "Refunded."
ask happy
when not happy:
  hand_off "not happy"
"""
KNOWN = {"order_id": "O-1"}


def procedure(block: str = REFUND) -> Procedure:
    return Procedure(id="p", title="P", version="1", intent="i", steps=parse_block(block))


def line(run: Run, of: Procedure) -> str:
    step = active(run, of)
    return step.source if step else ""


def after_delivery(of: Procedure) -> Run:
    run = settle(start(of), of, KNOWN)
    return settle(tool_returned(run, "get_order", {"status": "delivered", "total": "5"}), of, KNOWN)


def test_ask_waits_until_its_variable_is_set():
    of = procedure()
    waiting = settle(start(of), of, {"order_id": None})
    assert line(waiting, of) == "ask order_id"
    assert line(settle(waiting, of, KNOWN), of) == "call get_order(order_id)"


def test_call_is_done_when_its_tool_has_returned():
    of = procedure()
    assert line(after_delivery(of), of).startswith("call issue_refund")


def test_the_other_branch_ends_the_run_after_its_say():
    of = procedure()
    run = settle(start(of), of, KNOWN)
    run = settle(tool_returned(run, "get_order", {"status": "shipped"}), of, KNOWN)
    assert line(run, of).startswith("say")
    run = settle(turn_ended(run, of), of, KNOWN)
    assert finished(run, of)
    assert active(run, of) is None


def test_only_a_say_is_done_by_the_end_of_a_turn():
    of = procedure()
    for run in (settle(start(of), of, {}), settle(start(of), of, KNOWN)):
        assert turn_ended(run, of) == run


def test_a_result_that_came_early_does_its_call_later():
    of = procedure()
    run = tool_returned(settle(start(of), of, {}), "get_order", {"status": "delivered"})
    assert line(settle(run, of, {}), of) == "ask order_id"
    assert line(settle(run, of, KNOWN), of).startswith("call issue_refund")


def test_a_repeated_read_does_not_do_the_next_call_of_the_same_tool():
    of = procedure("call get(a)\nask b\ncall get(b)")
    run = settle(tool_returned(start(of), "get", 1), of, {})
    run = tool_returned(run, "get", 1)
    assert line(settle(run, of, {"b": 2}), of) == "call get(b)"
    asked = settle(run, of, {"b": 2})
    assert finished(settle(tool_returned(asked, "get", 1), of, {"b": 2}), of), (
        "but asked for it does"
    )


def test_two_calls_of_one_tool_need_two_results():
    of = procedure("call refund(a)\ncall refund(b)")
    run = settle(tool_returned(start(of), "refund", {"id": 1}), of, {})
    assert line(run, of) == "call refund(b)"
    assert finished(settle(tool_returned(run, "refund", {"id": 2}), of, {}), of)


def test_hand_off_is_done_by_its_tool_and_ends_the_run():
    of = procedure('hand_off "x"')
    run = settle(start(of), of, {})
    assert turn_ended(run, of) == run
    assert finished(settle(tool_returned(run, "hand_off", {}), of, {}), of)


def test_a_changed_answer_takes_the_run_back_and_drops_stale_results():
    of = procedure()
    run = settle(after_delivery(of), of, {"order_id": "O-2"})
    assert line(run, of) == "call get_order(order_id)"
    assert run.results == {}


def test_an_answer_that_expires_does_not_take_the_run_back():
    of = procedure()
    run = after_delivery(of)
    assert settle(run, of, {}) == run


def test_an_edited_procedure_keeps_what_was_found_and_said():
    of = procedure()
    run = settle(tool_returned(after_delivery(of), "issue_refund", {"id": 1}), of, KNOWN)
    run = settle(turn_ended(run, of), of, KNOWN)
    assert line(run, of) == "ask happy"
    edited = procedure("ask name\n" + REFUND.strip())
    assert line(settle(engine.restart(run), edited, KNOWN), edited) == "ask name"
    named = settle(engine.restart(run), edited, {**KNOWN, "name": "Ada"})
    assert line(named, edited) == "ask happy"


def test_results_of_the_run_win_over_facts_of_the_same_name():
    of = procedure('call get(a)\nwhen get.ok:\n  say "new"')
    run = settle(tool_returned(start(of), "get", {"ok": True}), of, {"get": {"ok": False}})
    assert line(run, of) == 'say "new"'


def test_a_result_never_answers_an_ask_of_the_same_name():
    of = procedure("call order()\nask order")
    run = settle(tool_returned(start(of), "order", {"id": 1}), of, {})
    assert line(run, of) == "ask order"


def test_a_run_is_json():
    run = after_delivery(procedure())
    assert Run.model_validate_json(run.model_dump_json()) == run


KINDS = st.sampled_from(get_args(Step.model_fields["kind"].annotation))
WILD_STEPS = st.lists(
    st.builds(
        lambda kind, target, name: Step(
            kind=kind,
            source=f"{kind} {name}",
            variable=name,
            tool=name,
            name=name,
            condition=f"{name} is set",
            otherwise=target,
        ),
        KINDS,
        st.integers(-3, 12),
        st.sampled_from(["a", "b", "c"]),
    ),
    max_size=10,
)
MOVES = st.lists(st.sampled_from(["turn", "yes", "no", "a", "b", "c", "hand_off"]), max_size=20)
SOME_FACTS = st.lists(
    st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 2)), min_size=1, max_size=5
)


@given(WILD_STEPS, MOVES, SOME_FACTS)
def test_no_procedure_loops_and_settling_twice_changes_nothing(
    steps: list[Step], moves: list[str], facts: list[dict[str, int]]
):
    of = Procedure(id="p", title="P", version="1", intent="i", steps=tuple(steps))
    run = settle(start(of), of, facts[0])
    for number, move in enumerate(moves):
        known = facts[number % len(facts)]
        before = run
        if move == "turn":
            run = turn_ended(run, of)
        elif move in ("yes", "no"):
            run = engine.answered(run, of, move == "yes", {"by": "x"})
        else:
            run = tool_returned(run, move, number % 3)
        run = settle(run, of, known)
        assert settle(run, of, known) == run
        acts = active(run, of) or engine.waits(run, of)
        assert finished(run, of) or acts is not None or engine.leads_to(run, of)
        assert len(run.moves) - len(before.moves) <= len(steps) + 2
        assert Run.model_validate_json(run.model_dump_json()) == run
