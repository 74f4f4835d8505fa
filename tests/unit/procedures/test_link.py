"""`do`, `needs` and `approve`: steps that are put between others, with every jump kept."""

from sandbox.domain.procedure import Procedure, VariableSpec
from sandbox.procedures import engine
from sandbox.procedures.engine import active, finished, settle, start, tool_returned, turn_ended
from sandbox.procedures.grammar import parse_block
from sandbox.procedures.link import DEPTH, MOST_STEPS, linked
from sandbox.procedures.needs import asks_first
from sandbox.procedures.scope import allowed_tools
from sandbox.procedures.show import show


def procedure(name: str, block: str, *variables: VariableSpec) -> Procedure:
    steps = parse_block(block)
    return Procedure(id=name, title=name, version="1", intent="", steps=steps, variables=variables)


def link(**blocks: str) -> dict[str, Procedure]:
    found, faults = linked({name: procedure(name, block) for name, block in blocks.items()})
    assert not faults
    return found


def faults(**blocks: str) -> list[str]:
    given = {name: procedure(name, block) for name, block in blocks.items()}
    return [f"{one.procedure}:{one.line} {one.message}" for one in linked(given)[1]]


def walked(of: Procedure, facts: dict[str, object], *results: str) -> list[str]:
    """The steps that a run acts on, one after the other."""
    run, seen = settle(start(of), of, facts), list[str]()
    for _ in range(40):
        step = active(run, of)
        if step is None:
            return seen
        seen.append(step.source)
        run = tool_returned(run, step.tool, {}) if step.kind == "call" else turn_ended(run, of)
        run = settle(run, of, facts)
    raise AssertionError("it does not end")


def test_what_is_done_comes_first_and_then_it_goes_on():
    of = link(a='do b\nsay "end"', b="call get(x)")["a"]
    assert walked(of, {}) == ["call get(x)", 'say "end"']


def test_stop_ends_only_what_is_done():
    sub = 'when x:\n  say "in b"\n  stop\ncall get(x)'
    of = link(a='do b\nsay "end"', b=sub)
    assert walked(of["a"], {"x": 1}) == ['say "in b"', 'say "end"']
    assert walked(of["b"], {"x": 1}) == ['say "in b"']


def test_hand_off_in_what_is_done_ends_all_of_it():
    of = link(a='do b\nsay "end"', b='hand_off "x"')["a"]
    run = settle(tool_returned(settle(start(of), of, {}), "hand_off", {}), of, {})
    assert finished(run, of)


def test_branches_around_a_do_lead_where_they_led():
    block = 'when x:\n  do b\notherwise:\n  say "no"\ndo b\nsay "end"'
    of = link(a=block, b='say "1"\nsay "2"')["a"]
    assert walked(of, {"x": 1}) == ['say "1"', 'say "2"', 'say "1"', 'say "2"', 'say "end"']
    assert walked(of, {}) == ['say "no"', 'say "1"', 'say "2"', 'say "end"']


def test_do_nests_and_each_step_knows_its_file():
    of = link(a="do b", b="do c\nstop", c='say "deep"\nstop')["a"]
    assert [(step.source, step.of) for step in of.steps] == [
        ("do b", ""),
        ("do c", "b"),
        ('say "deep"', "c"),
        ("stop", "c"),
        ("stop", "b"),
    ]
    assert walked(of, {}) == ['say "deep"']


def test_a_prompt_shows_what_is_done_one_deeper():
    of = link(a='do b\nsay "end"', b="call get(x)")["a"]
    lines = show(of, settle(start(of), of, {}), {}).split("\n")
    assert lines[1:4] == [
        "  1. do b",
        ">  2.   call get(x)".replace(">  2", "> 2"),
        '  3. say "end"',
    ]


def test_a_procedure_that_does_itself_is_named_with_its_circle():
    assert faults(a="do a") == ["a:1 does itself over and over: a → a"]
    told = faults(a="do b", b='say "x"\ndo c', c="do b")
    assert "c:1 does itself over and over: b → c → b" in told
    assert all("over and over" in one for one in told)


def test_procedures_that_do_each_other_too_deep_are_refused():
    blocks = {f"p{n}": f"do p{n + 1}" for n in range(DEPTH + 1)}
    assert any("more than" in one for one in faults(**blocks, **{f"p{DEPTH + 1}": "stop"}))
    blocks = {f"p{n}": f"do p{n + 1}" for n in range(DEPTH - 1)}
    assert faults(**blocks, **{f"p{DEPTH - 1}": "stop"}) == []


def test_a_procedure_that_grows_too_long_is_refused_and_quickly():
    blocks = {f"p{n}": f"do p{n + 1}\n" * 20 for n in range(5)}
    told = faults(**blocks, p5='say "x"')
    assert any(f"{MOST_STEPS} are allowed" in one for one in told)


def test_unknown_names_are_told_of_where_they_stand():
    assert faults(a='say "x"\ndo b') == ["a:2 does 'b', no procedure of this pack"]
    assert faults(a="switch b") == ["a:1 switches to 'b', no procedure of this pack"]
    assert faults(a="switch a") == ["a:1 switches to itself"]


def test_variables_of_what_is_done_are_shared_by_name():
    row = VariableSpec(name="x", type="row", table="things")
    text = VariableSpec(name="x", type="text")
    both = {"a": procedure("a", "do b"), "b": procedure("b", "ask x", row)}
    assert linked(both)[0]["a"].variables == (row,)
    clash = {"a": procedure("a", "do b", text), "b": procedure("b", "ask x", row)}
    assert [one.message for one in linked(clash)[1]] == ["b asks for 'x' as row, others as text"]


def test_needs_are_asked_for_before_anything_else():
    of = asks_first(procedure("a", 'when x:\n  say "x"\nask y\nask z'), ["y", "z", "y"])
    assert [step.source for step in of.steps[:2]] == ["ask y", "ask z"]
    assert walked(of, {"x": 1, "y": 1, "z": 1}) == ['say "x"']


def test_needs_that_are_asked_for_at_the_top_are_not_asked_twice():
    of = procedure("a", "ask y\nask z\nask x")
    assert asks_first(of, ["z", "y"]) is of


APPROVED = 'approve "pay {x}"\ncall pay(x)'


def test_nothing_after_a_checkpoint_is_allowed_before_it():
    of = procedure("a", f"ask y\n{APPROVED}")
    run = settle(start(of), of, {"x": 1})
    assert allowed_tools(of, run) == ()
    waiting = settle(run, of, {"x": 1, "y": 1})
    assert engine.waits(waiting, of) == of.steps[1]
    assert active(waiting, of) is None
    going = engine.answered(waiting, of, True, {"by": "me"})
    going = settle(going, of, {"x": 1, "y": 1})
    assert allowed_tools(of, going) == ("pay",)
    assert going.moves[-1].why == "approved by me"


def test_what_ran_before_a_checkpoint_is_not_offered_behind_it_without_an_approval():
    of = procedure("a", f"call pay(x)\n{APPROVED}")
    paid = settle(tool_returned(settle(start(of), of, {}), "pay", {}), of, {"x": 1})
    assert engine.waits(paid, of) is not None
    assert allowed_tools(of, paid) == ()
    no = settle(engine.answered(paid, of, False, {"action": "reject"}), of, {"x": 1})
    assert allowed_tools(of, no) == ()
    assert allowed_tools(of, settle(turn_ended(no, of), of, {"x": 1})) == ()
    yes = settle(engine.answered(paid, of, True, {"action": "approve"}), of, {"x": 1})
    assert allowed_tools(of, yes) == ("pay",)
    over = settle(tool_returned(yes, "pay", {"n": 2}), of, {"x": 1})
    assert allowed_tools(of, over) == ("pay",)


def test_what_has_run_beside_a_checkpoint_stays_offered():
    of = procedure("a", f'when big:\n  approve "much"\ncall look(x)\n{APPROVED}\ncall look(x)')
    run = settle(start(of), of, {"x": 1})
    run = settle(tool_returned(run, "look", {}), of, {"x": 1})
    assert allowed_tools(of, run) == ()
    small = procedure("a", 'when big:\n  approve "much"\ncall look(x)\nask z')
    run = settle(tool_returned(settle(start(small), small, {}), "look", {}), small, {})
    assert allowed_tools(small, run) == ("look",)


def test_a_rejection_without_otherwise_says_so_and_ends():
    of = procedure("a", APPROVED)
    run = settle(start(of), of, {})
    run = settle(engine.answered(run, of, False, {"by": "me", "reason": "too much"}), of, {})
    step = active(run, of)
    assert step is not None
    assert "it was not" in step.text
    assert run.moves[-1].why == "rejected by me: too much"
    assert finished(settle(turn_ended(run, of), of, {}), of)


def test_a_rejection_takes_its_otherwise_and_then_goes_on():
    block = (
        'when y:\n  approve "pay"\n  otherwise:\n    say "{approval.reason}"\n  say "on"\nsay "end"'
    )
    of = procedure("a", block)
    run = settle(start(of), of, {"y": 1})
    no = settle(engine.answered(run, of, False, {"reason": "too much"}), of, {"y": 1})
    assert active(no, of) == of.steps[3]
    assert no.results["approval"] == {"reason": "too much"}
    yes = settle(engine.answered(run, of, True, {}), of, {"y": 1})
    assert active(yes, of) == of.steps[4]


def test_a_changed_answer_has_to_be_approved_again():
    of = procedure("a", f"ask x\n{APPROVED}")
    run = settle(start(of), of, {"x": 1})
    run = settle(engine.answered(run, of, True, {}), of, {"x": 1})
    assert [active(run, of)] == [step for step in of.steps if step.tool == "pay"]
    back = settle(run, of, {"x": 2})
    assert engine.waits(back, of) is not None
    assert "approval" not in back.results


def test_let_is_noted_and_forgotten_with_the_answer_it_rests_on():
    of = procedure("a", "ask x\nlet y = x * 2\nlet z = y + 1\nask w")
    run = settle(start(of), of, {"x": 2})
    assert run.results == {"y": 4, "z": 5}
    assert [move.why for move in run.moves[1:]] == ["x is 2", "y is 4", "z is 5"]
    assert settle(run, of, {"x": 3}).results == {"y": 6, "z": 7}


def test_a_named_article_stays_and_a_switch_names_where_to():
    of = procedure("a", 'read "KB-3"\nwhen x:\n  switch b\nask y')
    run = settle(start(of), of, {})
    assert run.reading == ("KB-3",)
    there = settle(start(of), of, {"x": 1})
    assert engine.leads_to(there, of) == "b"
    other = procedure("b", 'say "hi"')
    begun = engine.switched(there, of, other)
    assert (begun.procedure, begun.at) == ("b", 0)
    assert [move.kind for move in begun.moves[-2:]] == ["switched", "started"]
    assert begun.moves[-2].why == "holds: x is 1"


def test_a_switch_back_in_the_same_turn_ends_instead():
    one, other = procedure("a", "switch b"), procedure("b", "switch a")
    run = engine.switched(settle(start(one), one, {}), one, other)
    ended = engine.switched(settle(run, other, {}), other, one)
    assert finished(ended, other)
    assert "it has just been left" in ended.moves[-1].why
