"""What two arms did to the back-end, row by row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.compare.effect import Effect, effect
from sandbox.compare.same import Neutral
from sandbox.domain.base import JSON
from sandbox.domain.personal import Placeholder
from sandbox.domain.tool import RowChange

NONE = Neutral(frozenset(), {})


def _new(table: str, key: str, **cells: JSON) -> RowChange:
    return RowChange(table=table, key=key, after={"id": key, **cells})


def _changed(key: str, before: str, after: str) -> RowChange:
    one, other = {"id": key, "status": before}, {"id": key, "status": after}
    return RowChange(table="orders", key=key, before=one, after=other)


def _held(base: list[RowChange], arm: list[RowChange], at: str = "", then: str = "") -> Effect:
    return effect(base, arm, Neutral(frozenset({at}), {}), Neutral(frozenset({then}), {}))


def test_the_same_rows_in_another_order_are_the_same_effect() -> None:
    rows = [_new("refunds", "RF-1", amount=5), _changed("O-1", "open", "paid")]
    found = effect(rows, rows[::-1], NONE, NONE)
    assert found.same
    assert found.words == "yes"


def test_a_row_that_was_not_made_is_missing_and_told_by_its_table() -> None:
    found = effect([_new("refunds", "RF-1", amount=5)], [], NONE, NONE)
    assert found.words == "no: refunds missing"


def test_a_row_too_many_is_extra_and_told_by_its_key() -> None:
    found = effect([], [_changed("O-1", "open", "cancelled")], NONE, NONE)
    assert found.words == "no: orders O-1 extra"


def test_another_value_is_named_with_its_column_and_both_values() -> None:
    found = effect([_changed("O-1", "open", "paid")], [_changed("O-1", "open", "void")], NONE, NONE)
    (row,) = found.rows
    assert (row.kind, row.cells) == ("other", {"status": ("paid", "void")})


def test_a_later_stamp_of_an_arm_that_needed_one_hop_more_is_no_difference() -> None:
    one, other = "2026-11-20T09:00:22Z", "2026-11-20T09:00:25Z"
    base, arm = [_new("refunds", "RF-1", at=one)], [_new("refunds", "RF-1", at=other)]
    assert _held(base, arm, one, other).same
    assert not _held(base, arm, one, one).same


def test_a_new_row_under_the_next_number_is_the_same_row() -> None:
    base, arm = [_new("tickets", "T-81", text="x")], [_new("tickets", "T-82", text="x")]
    assert effect(base, arm, NONE, NONE).same
    assert not effect(base, [_new("tickets", "T-82", text="y")], NONE, NONE).same


def test_two_equal_new_rows_are_not_one() -> None:
    base = [_new("refunds", "RF-1", amount=5)]
    arm = [*base, _new("refunds", "RF-2", amount=5)]
    assert effect(base, arm, NONE, NONE).words == "no: refunds extra"
    assert effect(arm, base, NONE, NONE).words == "no: refunds missing"


def test_new_rows_that_are_all_a_number_further_on_are_the_same_effect() -> None:
    base = [_new("refunds", "R1", amount=5), _new("refunds", "R2", amount=7)]
    arm = [_new("refunds", "R2", amount=5), _new("refunds", "R3", amount=7)]
    assert effect(base, arm, NONE, NONE).same
    assert effect(arm, base, NONE, NONE).same


def test_of_equal_new_rows_the_one_whose_key_is_in_one_effect_alone_is_told() -> None:
    one, two, three = (_new("refunds", key, amount=5) for key in ("R1", "R2", "R3"))
    (row,) = effect([one, three], [one, two, three], NONE, NONE).rows
    assert (row.kind, row.key) == ("extra", "R2")


def test_a_new_row_without_an_equal_one_is_held_against_the_one_with_its_key() -> None:
    base = [_new("refunds", "R1", amount=5), _new("refunds", "R2", amount=7)]
    arm = [_new("refunds", "R1", amount=9), _new("refunds", "R2", amount=7)]
    (row,) = effect(base, arm, NONE, NONE).rows
    assert (row.kind, row.key, row.cells) == ("other", "R1", {"amount": (5, 9)})


@given(st.lists(st.integers(1, 3), max_size=6), st.lists(st.integers(1, 3), max_size=6), st.data())
def test_new_rows_are_the_same_effect_exactly_when_their_values_are_whatever_their_numbers(
    base: list[int], arm: list[int], data: st.DataObject
) -> None:
    def rows(amounts: list[int]) -> list[RowChange]:
        keys = data.draw(st.permutations([f"R{n}" for n in range(1, 9)]))
        return [_new("refunds", key, amount=a) for key, a in zip(keys, amounts, strict=False)]

    found = effect(rows(base), rows(arm), NONE, NONE)
    assert found.same is (sorted(base) == sorted(arm))


def test_a_row_that_ends_as_it_began_is_no_effect() -> None:
    back = [_changed("O-1", "open", "paid"), _changed("O-1", "paid", "open")]
    assert effect([], back, NONE, NONE).same


@pytest.mark.parametrize(
    ("reference", "same"), [("crm.c/C-7#email", True), ("crm.c/C-8#email", False)]
)
def test_placeholders_are_held_by_what_they_stand_for_not_by_their_number(
    reference: str, same: bool
) -> None:
    def numbered(text: str, stands_for: str) -> Neutral:
        made = Placeholder(text=text, kind="email", rule="r", reference=stands_for)
        return Neutral(frozenset(), {text: made})

    found = effect(
        [_new("notes", "N-1", to="mail [EMAIL_1]")],
        [_new("notes", "N-1", to="mail [EMAIL_2]")],
        numbered("[EMAIL_1]", "crm.c/C-7#email"),
        numbered("[EMAIL_2]", reference),
    )
    assert found.same is same
