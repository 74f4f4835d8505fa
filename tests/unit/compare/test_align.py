"""Hops of several arms side by side."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox.compare.align import Played, Row, align
from sandbox.compare.same import Neutral
from sandbox.domain.hop import HopName, ParseOutput, PolicyOutput
from sandbox.domain.tool import ToolCall
from sandbox.domain.verdict import Decision
from sandbox.log.fold import Hop, Turn

SAME = Neutral(frozenset(), {})
NAMES: list[tuple[HopName, str]] = [
    ("prompt", ""),
    ("infer", "m"),
    ("parse", ""),
    ("execute", "orders.get_order"),
    ("execute", "orders.cancel_order"),
]


def _hop(number: int, name: HopName, subject: str = "", verdict: str = "") -> Hop:
    output = None
    if verdict:
        decision = Decision.model_validate({"verdict": verdict, "rule": "r"})
        output = PolicyOutput(tool="t", decision=decision)
    return Hop(1, number, name, subject, "", 0, output=output)


def _played(*turns: list[tuple[HopName, str]], label: str = "x") -> Played:
    made = [
        Turn(n, "m", "", [_hop(i, *one) for i, one in enumerate(hops, 1)])
        for n, hops in enumerate(turns, 1)
    ]
    return Played(label, made, SAME)


def _names(rows: list[Row], column: int) -> list[str]:
    return [cell.hop for row in rows if (cell := row.cells[column]) is not None]


def _longest_common(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> int:
    """By the book, without any of the tricks of the code."""
    best = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            best[i + 1][j + 1] = best[i][j] + 1 if a == b else max(best[i][j + 1], best[i + 1][j])
    return best[-1][-1]


hops = st.lists(st.sampled_from(NAMES), max_size=12)


@given(hops, hops)
def test_as_many_hops_stand_side_by_side_as_can(
    base: list[tuple[HopName, str]], arm: list[tuple[HopName, str]]
) -> None:
    rows = align([_played(base), _played(arm)])
    paired = sum(None not in row.cells for row in rows)
    keys = [("infer", "") if name == "infer" else (name, subject) for name, subject in base]
    others = [("infer", "") if name == "infer" else (name, subject) for name, subject in arm]
    assert paired == _longest_common(keys, others)


@given(st.lists(st.lists(hops, max_size=2), min_size=1, max_size=4))
def test_no_hop_is_lost_or_moved_in_any_column(
    arms: list[list[list[tuple[HopName, str]]]],
) -> None:
    played = [_played(*turns) for turns in arms]
    rows = align(played)
    for column, one in enumerate(played):
        assert _names(rows, column) == [hop.id for turn in one.turns for hop in turn.hops]
    assert all(any(row.cells) for row in rows)
    assert [row.turn for row in rows] == sorted(row.turn for row in rows)


def test_an_extra_round_of_the_tool_loop_stays_together() -> None:
    loop: list[tuple[HopName, str]] = [("prompt", ""), ("infer", "m"), ("parse", "")]
    rows = align([_played([*loop, ("respond", "")]), _played([*loop, *loop, ("respond", "")])])
    alone = [row.cells[0] is None for row in rows]
    assert alone.count(True) == 3
    first = alone.index(True)
    assert alone[first : first + 3] == [True] * 3


def test_of_two_equal_names_the_one_that_decided_the_same_is_paired() -> None:
    base = Played("a", [Turn(1, "m", "", [_hop(1, "policy", "t", "deny")])], SAME)
    turn = Turn(1, "m", "", [_hop(1, "policy", "t", "allow"), _hop(2, "policy", "t", "deny")])
    rows = align([base, Played("b", [turn], SAME)])
    assert [[cell.hop if cell else "" for cell in row.cells] for row in rows] == [
        ["", "1.1"],
        ["1.1", "1.2"],
    ]
    assert [row.different for row in rows] == [True, False]


def test_two_arms_that_both_do_what_the_base_does_not_stand_in_one_row() -> None:
    more: list[tuple[HopName, str]] = [("execute", "crm.find"), ("parse", "")]
    rows = align([_played([("parse", "")]), _played(more), _played(more)])
    assert [(row.name, [cell is not None for cell in row.cells]) for row in rows] == [
        ("execute", [False, True, True]),
        ("parse", [True, True, True]),
    ]


def test_a_model_of_another_name_is_the_same_hop() -> None:
    (row,) = align([_played([("infer", "a/b")]), _played([("infer", "c/d")])])
    assert row.cells[1] is not None
    assert not row.different


def test_a_turn_that_an_arm_did_not_reach_has_empty_cells() -> None:
    rows = align([_played([("redact", "")], [("redact", "")]), _played([("redact", "")])])
    assert [(row.turn, row.differs(1)) for row in rows] == [(1, False), (2, True)]


def test_arguments_written_otherwise_are_a_difference_of_parse() -> None:
    def parsed(arguments: str) -> Played:
        call = ToolCall(position=0, id="1", tool="get", arguments=arguments)
        hop = Hop(1, 1, "parse", "", "", 0, output=ParseOutput(calls=(call,)))
        return Played("x", [Turn(1, "m", "", [hop])], SAME)

    spaced, other = '{"id":  "O-1"}', '{"orderId": "O-1"}'
    assert not align([parsed('{"id": "O-1"}'), parsed(spaced)])[0].different
    assert align([parsed('{"id": "O-1"}'), parsed(other)])[0].different
