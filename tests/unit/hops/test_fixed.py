"""What a step fixes is what its call is made with."""

from sandbox.domain.base import JSON
from sandbox.hops.fixed import off_step, put_right


def same(value: JSON) -> JSON:
    return value


LATE = {"reason": "late", "amount": "10.00"}


def test_a_call_as_the_step_says_has_no_problem():
    assert off_step({"reason": "late", "amount": 10, "note": "x"}, [LATE], same) == ()
    assert put_right({"reason": "late", "amount": "10.00"}, [LATE])[1] == ()


def test_each_other_value_is_one_problem_at_its_argument():
    problems = off_step({"reason": "loyal"}, [LATE], same)
    assert [(one.pointer, one.rule, one.expected, one.got) for one in problems] == [
        ("/reason", "fixed", '"late", which the step fixes', '"loyal"'),
        ("/amount", "fixed", '"10.00", which the step fixes', "nothing"),
    ]


def test_the_step_puts_its_own_values_in_and_leaves_the_rest():
    arguments, steps = put_right({"reason": "loyal", "note": "x"}, [LATE])
    assert arguments == {"reason": "late", "amount": "10.00", "note": "x"}
    assert [(s.rule, s.pointer, s.before, s.after) for s in steps] == [
        ("fixed-argument", "/reason", "loyal", "late"),
        ("fixed-argument", "/amount", None, "10.00"),
    ]


def test_of_several_steps_one_has_to_fit_and_none_is_guessed():
    steps = [{"line": 1}, {"line": 2}]
    assert off_step({"line": 2}, steps, same) == ()
    (problem,) = off_step({"line": 3}, steps, same)
    assert (problem.pointer, problem.expected) == ("", '{"line": 1} or {"line": 2}')
    assert put_right({"line": 3}, steps) == ({"line": 3}, ())


def test_no_step_fixes_nothing():
    assert off_step({"line": 3}, [], same) == ()
    assert off_step(None, [LATE], same) == (), "what is no object has a problem of its own"


def test_a_value_is_masked_before_it_is_cut():
    mail = "somebody.with.a.long.name@a-quite-long-domain.example"
    text = f"please write to {mail}"

    def mask(value: JSON) -> JSON:
        return value.replace(mail, "[EMAIL_1]") if isinstance(value, str) else value

    (problem,) = off_step({"reason": text}, [{"reason": "late"}], mask)
    assert problem.got == '"please write to [EMAIL_1]"'
