"""The steps block: flat steps, jumps, and one clear line for each mistake."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.procedures.grammar import StepError, guidance_of, parse_block, parse_steps
from sandbox.procedures.line import read_line, write_line

DAMAGED = """\
# Damaged item
Be kind.

```steps
ask order_id
call get_order(order_id)      # the argument is named as the variable

when get_order.status != "delivered":
  say "Order {get_order.id} is {get_order.status}."
  stop
otherwise:
  call issue_refund(order_id, amount=get_order.total, reason="damaged # item")
say "I have refunded {issue_refund.amount}."
hand_off "the customer wants a person"
```

Never promise a date.
"""


def test_branches_become_jumps():
    steps = parse_steps(DAMAGED)
    assert [step.kind for step in steps] == [
        "ask", "call", "when", "say", "stop", "jump", "call", "say", "hand_off",
    ]  # fmt: skip
    assert steps[2].otherwise == 6, "a false condition goes to the first step after `otherwise`"
    assert steps[5].otherwise == 7, "the end of the first branch goes past the second"


def test_lines_are_those_of_the_file():
    assert [step.line for step in parse_steps(DAMAGED, first_line=10)][:3] == [14, 15, 17]


def test_source_is_the_line_without_its_comment():
    assert parse_steps(DAMAGED)[1].source == "call get_order(order_id)"


def test_a_hash_inside_quotes_is_no_comment():
    assert parse_steps(DAMAGED)[6].arguments[2].literal == "damaged # item"


def test_an_argument_is_a_path_or_a_literal():
    call = read_line('call f(a, b=g.lines[0].sku, c="x", d=-1.5, e=true, f=null, g=["x", 2])')
    told = [(one.name, one.path, one.literal) for one in call.arguments]
    assert told == [
        ("a", "a", None),
        ("b", "g.lines[0].sku", None),
        ("c", "", "x"),
        ("d", "", -1.5),
        ("e", "", True),
        ("f", "", None),
        ("g", "", ["x", 2]),
    ]


def test_guidance_is_the_prose_around_the_steps():
    assert guidance_of(DAMAGED) == "# Damaged item\nBe kind.\n\n\nNever promise a date."


def test_branches_nest_to_any_depth():
    steps = parse_block(
        'when a:\n    when b:\n        stop\n    otherwise:\n        say "x"\nask c'
    )
    assert [(step.kind, step.otherwise) for step in steps] == [
        ("when", 5), ("when", 4), ("stop", 0), ("jump", 5), ("say", 0), ("ask", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "line", "words"),
    [
        ("", 1, "no steps"),
        ("frob x", 1, "unknown word 'frob'"),
        ("ask a\n\nask", 3, "needs the name of a variable"),
        ("ask Order", 1, "in small letters"),
        ("ask not", 1, "a word of the grammar"),
        ("call f", 1, "expected '(' after `call f`"),
        ("call f(a", 1, "expected ',' or ')'"),
        ("call f(1)", 1, "needs a name"),
        ("call f(g.x)", 1, "name=g.x"),
        ("call f(a, a=1)", 1, "given twice"),
        ("call f(a) now", 1, "can't read 'now'"),
        ('say "hello', 1, "a quote that is not closed"),
        ("say hello", 1, "a text in double quotes"),
        (r'say "\q"', 1, "a bad escape"),
        (r'say "\ud800"', 1, "a bad escape"),
        ('say "{order id}"', 1, "a brace without a path"),
        ("when a = 1:\n  stop", 1, "unknown operator '='; use =="),
        ("when a && b:\n  stop", 1, "use and"),
        ("when a ~ b:\n  stop", 1, "unknown operator '~'"),
        ("when a is 3:\n  stop", 1, "use == to compare"),
        ("when 1 < a < 3:\n  stop", 1, "join them with and"),
        ("when a\n  stop", 1, "expected ':'"),
        ("when (a:\n  stop", 1, "to close the parenthesis"),
        ("when a == 1e999:\n  stop", 1, "too large"),
        ("when a:", 1, "a branch without steps"),
        ("when a:\nask b", 2, "a branch without steps"),
        ("when a:\n  stop\n ask b", 3, "fits no line above"),
        ("  ask a\nask b", 2, "fits no line above"),
        ("ask a\n  ask b", 2, "indented too far"),
        ("when a:\n\tstop", 2, "spaces, not tabs"),
        ("otherwise:\n  stop", 1, "`otherwise` without a `when`"),
        ("when a:\n  ask b\nask c\notherwise:\n  stop", 4, "`otherwise` without a `when`"),
        ("stop\nask a", 2, "never reached"),
        ('hand_off "x"\nask a', 2, "never reached"),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_number(block: str, line: int, words: str):
    with pytest.raises(StepError) as caught:
        parse_block(block)
    assert (caught.value.line, words in caught.value.message) == (line, True), str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_procedure_has_exactly_one_block():
    with pytest.raises(StepError, match=r"line 3: no block"):
        parse_steps("prose", first_line=3)
    with pytest.raises(StepError, match=r"line 4: a second"):
        parse_steps("```steps\nask a\n```\n```steps\nask b\n```\n")


@given(st.text(alphabet='ab ():,"{}#\n\t=<.[]1-\\', max_size=60))
def test_any_text_gives_steps_or_a_step_error(text: str):
    for verb in ("say", "call f", "when", ""):
        with suppress(StepError):
            parse_block(f"{verb} {text}")


NAMES = st.sampled_from(["order_id", "sku", "note"])
PATHS = st.sampled_from(["order_id", "get_order.total", "get_order.lines[0].sku"])
TEXTS = st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]))
LITERALS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9),
    TEXTS,
    st.lists(TEXTS, max_size=3),
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    quoted = TEXTS.map(
        lambda text: write_line(read_line('say "x"').model_copy(update={"text": text}))
    )
    kind = draw(st.sampled_from(["ask", "say", "call", "when", "hand_off", "stop"]))
    match kind:
        case "say":
            return draw(quoted)
        case "hand_off":
            return draw(quoted).replace("say", "hand_off", 1)
        case "ask":
            return f"ask {draw(NAMES)}" + draw(quoted).removeprefix("say")
        case "call":
            names = draw(st.lists(NAMES, unique=True))
            call = read_line("call get_order(order_id)")
            one = call.arguments[0]
            some = [
                one.model_copy(
                    update={"name": name, "path": draw(PATHS), "literal": None}
                    if draw(st.booleans())
                    else {"name": name, "path": "", "literal": draw(LITERALS)}
                )
                for name in names
            ]
            return write_line(call.model_copy(update={"arguments": tuple(some)}))
        case "when":
            return f"when {draw(PATHS)} {draw(st.sampled_from(['== 1', 'is set', 'in [1, 2]']))}:"
        case _:
            return kind


@given(lines())
def test_a_written_line_reads_as_the_same_step(line: str):
    step = read_line(line)
    assert read_line(write_line(step)).model_copy(update={"source": step.source}) == step
    assert "\n" not in write_line(step)
