"""The rows of the state, made from logs that real sessions have written."""

from pathlib import Path

import pytest

from sandbox.check.agent_state import Known
from sandbox.check.state import state_after
from sandbox.log.fold import fold
from sandbox.log.recording import read_recording
from sandbox.tui.dock.state.rows import StateRows, _variable

ROOT = Path(__file__).parents[3]
RECORDINGS = sorted((ROOT / "fixtures").glob("*/recordings/*.rec.jsonl"))


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_rows_fit_any_width_open_and_closed_and_lead_to_hops_that_are(path: Path):
    session = fold(read_recording(path).log.events)
    rows = StateRows(lambda value: value, "$0.50")
    for turn in range(1, len(session.turns) + 1):
        state = state_after(session, turn)
        shut = rows.of(state)
        for one in shut:
            if one.key.startswith("var:"):
                rows.open.add(one.key)
        wide = rows.of(state)
        assert len(wide) >= len(shut) + 3 * len(state.variables)
        assert len({one.key for one in wide}) == len(wide)
        for one in wide:
            assert not one.hop or session.hop(one.hop) is not None
            for width in (30, 54, 76, 118):
                assert one.draw(width).cell_length <= width
        rows.open.clear()


@pytest.mark.parametrize("width", [54, 76, 118])
def test_columns_of_variables_have_a_gap_between_them(width: int):
    one = Known(
        name="procedure", value="a" * 60, sign="~", before="c" * 60, source="engine",
        where="b" * 60, turn=12, since=1, hop="1.3", life=3, left=2,
    )  # fmt: skip
    plain = _variable(one, lambda value: value, width).plain
    assert "… " in plain
    for words in ("engine", "turn 12"):
        if words in plain:
            assert plain[plain.index(words) - 1] == " "


def test_a_section_that_is_closed_keeps_its_head_alone():
    session = fold(read_recording(RECORDINGS[0]).log.events)
    rows = StateRows(lambda value: value)
    before = [one.key for one in rows.of(state_after(session))]
    rows.toggle("section:variables")
    after = [one.key for one in rows.of(state_after(session))]
    assert "section:variables" in after
    assert set(before) - set(after) == {key for key in before if key.startswith("var:")}
    rows.toggle("section:variables")
    assert [one.key for one in rows.of(state_after(session))] == before


def test_values_are_restored_only_where_it_is_asked_for():
    session = fold(read_recording(RECORDINGS[0]).log.events)
    state = state_after(session)
    plain = "".join(one.draw(100).plain for one in StateRows(lambda value: value).of(state))
    shown = StateRows(lambda value: f"<{value}>" if isinstance(value, str) else value)
    assert "<" not in plain
    assert "<C-" in "".join(one.draw(100).plain for one in shown.of(state))
