"""Break points as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.break_spec import CALL_HOPS, VERDICTS, BreakSpec, parse_break
from sandbox.domain.faults import SandboxError
from sandbox.domain.hop import HOP_NAMES, PolicyOutput
from sandbox.domain.step import Spot
from sandbox.domain.verdict import Approval, Decision
from sandbox.domain.verdict_words import verdict_words

TOOLS = ("issue_refund", "get_order", "orders.issue_refund", "orders.get_order")


@st.composite
def specs(draw: st.DrawFn) -> BreakSpec:
    """Any break point that can be."""
    tool = draw(st.sampled_from(("", *TOOLS)))
    verdict = draw(st.sampled_from(("", *VERDICTS)))
    place = draw(st.sampled_from((None, "before", "after")))
    if verdict and place == "before":
        place = "after"
    if not (place or tool or verdict):
        tool = TOOLS[0]
    hops = CALL_HOPS if tool else HOP_NAMES
    return BreakSpec(
        place=place,
        hop=draw(st.sampled_from(hops)) if place else "",
        tool=tool,
        verdict=verdict,
        turn=draw(st.integers(0, 999_999)),
        once=draw(st.booleans()),
    )


@given(specs())
def test_a_spec_is_read_back_as_it_is_written(spec: BreakSpec) -> None:
    assert parse_break(str(spec), TOOLS) == spec


@given(specs(), st.randoms())
def test_the_order_of_terms_means_nothing(spec: BreakSpec, random) -> None:
    terms = str(spec).split()
    random.shuffle(terms)
    assert parse_break("  ".join(terms), TOOLS) == spec


@given(st.text(max_size=60) | st.lists(st.sampled_from(
    ["before:", "after:", "tool:", "verdict:", "turn:", "once", "execute", "denied", " ", "0", "3"]
)).map("".join))  # fmt: skip
def test_any_text_is_a_spec_or_one_clear_line(text: str) -> None:
    try:
        spec, said = parse_break(text, TOOLS), None
    except SandboxError as error:
        spec, said = None, error
    if said is not None:
        assert said.code == 2
        assert said.message.startswith("break point ")
        assert said.hint
        assert "\n" not in str(said)
    else:
        assert parse_break(str(spec), TOOLS) == spec


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("before:exceute", "did you mean execute?"),
        ("tool:issue_refnd", "did you mean issue_refund"),
        ("verdict:denyed", "did you mean"),
        ("befor:execute", "did you mean before?"),
        ("before:execute before:route", "one too many"),
        ("before:execute after:route", "one too many"),
        ("turn:0 before:route", "is no turn"),
        ("once", "does not say where to stop"),
        ("", "does not say where to stop"),
        ("before:policy verdict:denied", "known after a hop"),
        ("after:route tool:get_order", "about no call"),
    ],
)
def test_what_can_not_be_is_told_with_the_nearest(text: str, words: str) -> None:
    with pytest.raises(SandboxError) as error:
        parse_break(text, TOOLS)
    assert words in str(error.value)


def _spot(**given: object) -> Spot:
    return Spot.model_validate(
        {"place": "before", "name": "execute", "subject": "orders.issue_refund"}
        | {"tool": "issue_refund", "turn": 3, "number": 6}
        | given
    )


@pytest.mark.parametrize(
    ("text", "spot", "hit"),
    [
        ("tool:issue_refund", _spot(), True),
        ("tool:orders.issue_refund", _spot(), True),
        ("tool:issue_refund", _spot(place="after"), False),
        ("tool:issue_refund", _spot(name="policy"), False),
        ("tool:get_order", _spot(), False),
        ("before:policy tool:issue_refund", _spot(name="policy"), True),
        ("before:execute turn:3", _spot(), True),
        ("before:execute turn:4", _spot(), False),
        ("after:execute", _spot(place="after"), True),
        ("verdict:denied", _spot(place="after", name="policy", verdicts=("deny", "denied")), True),
        ("verdict:denied", _spot(place="after", name="policy", verdicts=("allow",)), False),
        ("verdict:ok tool:get_order", _spot(place="after", verdicts=("ok",)), False),
        ("after:policy verdict:ok", _spot(place="after", verdicts=("ok",)), False),
    ],
)
def test_a_spec_hits_where_all_its_terms_hold(text: str, spot: Spot, hit: bool) -> None:
    assert parse_break(text).hits(spot) is hit


@pytest.mark.parametrize(
    ("verdict", "action", "words"),
    [
        ("allow", None, ("allow",)),
        ("deny", None, ("deny", "denied")),
        ("confirm", "approve", ("confirm", "approved")),
        ("confirm", "reject", ("confirm", "rejected", "denied")),
        ("confirm", "edit", ("confirm", "edited")),
    ],
)
def test_a_decision_is_told_in_the_words_of_break_points(verdict, action, words) -> None:
    approval = Approval(action=action, by="me") if action else None
    output = PolicyOutput(tool="t", decision=Decision(verdict=verdict, rule="r"), approval=approval)
    assert verdict_words(output) == words
    assert set(words) <= set(VERDICTS)
