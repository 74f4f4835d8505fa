"""The inspector: tabs, masked until asked, staying on a tab from hop to hop."""

from sandbox.tui.feed.safe import RAW_CAP
from tests.tui.harness import BROKEN, ORDER, Run, opened, text_of


async def at(run: Run, name: str, turn: int = 1) -> None:
    """Puts the trace's cursor on the first hop `name` and goes to the inspector."""
    view = run.app.main.trace
    assert view.trace is not None
    hops = run.driver.session.turns[turn - 1].hops
    hop = next(hop for hop in hops if hop.name == name)
    view.select(hop.id, why="hand")
    await run.inspected(hop.id)
    run.app.main.action_show("inspect")
    await run.pilot.pause()


async def test_the_tab_line_follows_the_key():
    async with opened((120, 36), turns=(ORDER,)) as run:
        view, bar = run.app.main.inspector, run.app.main.tab_bar
        await at(run, "infer")
        await run.pilot.press("right_square_bracket")
        await run.until(lambda: "[Usage" in bar.render().plain)
        assert view.tab == "Usage"


async def test_tabs_go_round_and_stay_from_hop_to_hop():
    async with opened((120, 36), turns=(ORDER,)) as run:
        view = run.app.main.inspector
        await at(run, "infer")
        assert view.tab_names == ["Response", "Usage", "Request", "Window", "Diff", "Time", "Raw"]
        await run.pilot.press("left_square_bracket")
        assert view.tab == "Raw"
        await run.pilot.press("right_curly_bracket")
        await run.until(lambda: view.inspection and view.inspection.title.startswith("1.7"))
        assert view.tab_names[view.tab_index] == "Raw" or view.tab == "Raw"
        assert view.has_focus


async def test_values_are_masked_until_asked_for():
    async with opened((120, 36), turns=(BROKEN,)) as run:
        view = run.app.main.inspector
        await at(run, "redact")
        assert "[EMAIL_1]" in text_of(view)
        assert "crm.customers/C-0007#email" in text_of(view)
        assert "ada@lovelace" not in text_of(view)
        await run.pilot.press("v")
        assert "ada@lovelace.example" in text_of(view)
        await run.pilot.press("v")
        assert "ada@lovelace" not in text_of(view)


async def test_raw_is_capped_and_copy_gives_all():
    async with opened((120, 36), turns=("long",)) as run:
        view = run.app.main.inspector
        await at(run, "respond")
        view.choose("Raw")
        assert "more not shown" in text_of(view)
        assert len(text_of(view)) < RAW_CAP * 2
        copied: list[str] = []
        run.app.copy = lambda text, what: copied.append(text)  # type: ignore[method-assign]
        await run.pilot.press("y")
        await run.until(lambda: copied)
        assert len(copied[0]) > 1_900_000


async def test_it_follows_a_running_hop():
    async with opened((120, 36), closed=()) as run:
        main = run.app.main
        await run.say(BROKEN, ends=False)
        await run.dialog()
        await run.until(lambda: "has not answered" in text_of(main.inspector))
        await run.pilot.press("n", *"too much", "enter")
        await run.until(lambda: not run.app.turns.busy)
        policy = next(hop for hop in run.driver.session.turns[0].hops if hop.mark == "D")
        main.trace.select(policy.id, why="hand")
        await run.inspected(policy.id)
        assert "too much" in text_of(main.inspector)


async def test_a_turns_row_shows_where_its_time_went():
    async with opened((120, 36), turns=(BROKEN,)) as run:
        view = run.app.main.inspector
        await run.pilot.press("f3", "g")
        await run.inspected("turn:1")
        text = text_of(view)
        assert "waiting for a person" in text
        assert "model (infer)" in text
        view.choose("Figures")
        assert "turn_finished.took" in text_of(view)


async def test_a_folds_row_lists_its_hops():
    async with opened((120, 36), turns=(ORDER,)) as run:
        await run.pilot.press("f3", "g", "j")
        await run.inspected("1.1+")
        assert "1.3 route" in text_of(run.app.main.inspector)
