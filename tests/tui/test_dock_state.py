"""The State pane: what the agent knows, after any turn."""

import pytest

from sandbox.domain.hop import ContextOutput, Variable
from sandbox.log import event as ev
from sandbox.tui.dock.state.view import StateView
from tests.tui.harness import BROKEN, ORDER, Run, opened, text_of

MEDIUM, WIDE = (120, 36), (200, 50)


def know(run: Run, **values: str) -> None:
    """A turn after which the agent knows `values` and nothing else, said in it."""
    turn = len(run.driver.session.turns) + 1
    known = tuple(
        Variable(name=name, value=value, source="customer", where=value, turn=turn, life=2)
        for name, value in values.items()
    )
    run.driver.write(ev.TurnStarted(turn=turn, model="sandbox/scripted"))
    run.driver.write(ev.HopStarted(turn=turn, hop=1, name="context"))
    run.driver.write(ev.HopFinished(turn=turn, hop=1, output=ContextOutput(variables=known)))
    run.driver.write(ev.TurnFinished(turn=turn, outcome="answered"))


async def shown(run: Run) -> StateView:
    await run.pilot.press("f4")
    view = run.app.main.panes["state"].view
    assert isinstance(view, StateView)
    await run.until(lambda: view.state is not None)
    return view


def rows(view: StateView) -> list[str]:
    return text_of(view.list).splitlines()


def row(view: StateView, name: str) -> str:
    return next(line for line in rows(view) if f" {name} " in line)


async def to(run: Run, view: StateView, key: str) -> None:
    """The cursor to a row."""
    view.list.go_to_line([one.key for one in view.list.rows].index(key))
    await run.pilot.pause()


async def test_what_the_turn_changed_is_marked_with_letters():
    async with opened(WIDE) as run:
        know(run, order_id="O-10042", damage="torn")
        know(run, order_id="O-10077", email="a mail")
        view = await shown(run)
        assert view.title == "after turn 2"
        assert rows(view)[0].split() == [
            "►",
            "▾",
            "variables",
            "2",
            "+1",
            "~1",
            "-1",
            "in",
            "turn",
            "2",
        ]
        assert row(view, "email").split()[0] == "+"
        assert row(view, "order_id").split()[:5] == ["~", "order_id", "O-10042", "→", "O-10077"]
        assert row(view, "damage").split()[0] == "-"
        assert "2 turns left" in row(view, "order_id")


async def test_brackets_step_to_the_state_after_an_earlier_turn_and_back_to_now():
    async with opened(MEDIUM, turns=(ORDER, BROKEN, ORDER)) as run:
        view = await shown(run)
        await run.pilot.press("left_square_bracket")
        assert view.turn == 2
        assert view.title == "after turn 2 of 3"
        await run.pilot.press("left_square_bracket", "left_square_bracket", "left_square_bracket")
        assert view.turn == 1
        await run.pilot.press("right_square_bracket", "right_square_bracket")
        assert view.turn is None
        assert view.title == "after turn 3"


async def test_an_earlier_turn_stays_while_another_goes_on():
    async with opened(WIDE, turns=(ORDER, ORDER)) as run:
        view = await shown(run)
        await run.pilot.press("left_square_bracket")
        know(run, order_id="O-1")
        await run.until(lambda: view.title == "after turn 1 of 3")
        await run.pilot.press("right_square_bracket", "right_square_bracket")
        assert "O-1" in row(view, "order_id")
        know(run, order_id="O-2")
        await run.until(lambda: "O-1 → O-2" in row(view, "order_id"))


async def test_values_are_masked_until_asked_for_and_again_under_mask():
    async with opened(WIDE) as run:
        know(run, email="[EMAIL_1]")
        view = await shown(run)
        assert "[EMAIL_1]" in row(view, "email")
        await run.pilot.press("v")
        assert "ada@lovelace.example" in row(view, "email")
        run.app.run_slash("/mask")
        await run.until(lambda: "ada@lovelace.example" not in text_of(view.list))
        assert view.below == "masked"


async def test_enter_goes_to_the_hop_that_set_it():
    async with opened(WIDE, turns=(ORDER, BROKEN)) as run:
        view = await shown(run)
        await to(run, view, "var:order_id")
        hop = view.list.row.hop if view.list.row else ""
        assert hop
        await run.pilot.press("enter")
        await run.inspected(hop)
        assert run.app.main.trace.has_focus


async def test_space_opens_a_variable_and_closes_a_section():
    async with opened(MEDIUM, turns=(BROKEN,)) as run:
        view = await shown(run)
        await to(run, view, "var:order_id")
        await run.pilot.press("space")
        assert any("from: customer" in line for line in rows(view))
        await run.pilot.press("space")
        assert not any("from: customer" in line for line in rows(view))
        await run.pilot.press("g", "space")
        assert not any(" order_id " in line for line in rows(view))


async def test_the_command_shows_a_turn_and_refuses_one_there_is_not():
    async with opened(MEDIUM, turns=(ORDER, BROKEN)) as run:
        run.app.run_slash("/state 1")
        await run.until(lambda: "state" in run.app.main.panes)
        view = run.app.main.panes["state"].view
        assert isinstance(view, StateView)
        await run.until(lambda: view.turn == 1)
        run.app.run_slash("/state 7")
        await run.until(lambda: "there is no turn 7" in text_of(run.app.main.chat))


async def test_before_the_first_turn_it_says_so():
    async with opened(MEDIUM) as run:
        view = await shown(run)
        assert view.title == "no turn yet"
        assert "no turn yet" in text_of(view.list)


@pytest.mark.parametrize("size", [(80, 24), MEDIUM, WIDE])
async def test_a_long_value_that_changed_is_there_whole_before_and_after(size: tuple[int, int]):
    before = " ".join(f"before{number}" for number in range(40))
    after = " ".join(f"after{number}" for number in range(40))
    async with opened(size) as run:
        know(run, wish=before)
        know(run, wish=after)
        view = await shown(run)
        await to(run, view, "var:wish")
        await run.pilot.press("space")
        await run.until(lambda: len(view.list.rows) > 10)
        told = [one.draw(view.list.row_width).plain for one in view.list.rows]
        words = " ".join(told).split()
        at = words.index("now:")
        assert [word for word in words[:at] if word.startswith("before")][-40:] == before.split()
        assert [word for word in words[at:] if word in after.split()][:40] == after.split()
        assert not any("…" in line for line in told if "after39" in line or "before39" in line)
