"""Lists that are searched hold text of customers: what looks like markup in it is text."""

import pytest
from textual.fuzzy import Matcher
from textual.widgets import OptionList

from sandbox.tui.screens.picker import Choice, Picker
from sandbox.tui.widgets.matched import matched
from tests.tui.harness import opened

FOREIGN = ("update orders set status = 'x [/b]'", "[bold]x", "\\[/x]", "[@click=app.quit]x[/]")


@pytest.mark.parametrize("text", FOREIGN)
def test_text_stays_as_it_is_and_its_letters_are_marked(text: str) -> None:
    shown = matched(Matcher("x"), text)
    assert shown.plain == text
    assert [text[span.start : span.end] for span in shown.spans] == ["x"]


async def test_a_list_with_such_text_is_searched() -> None:
    async with opened() as run:
        picker = Picker("Said before", [Choice(str(n), text) for n, text in enumerate(FOREIGN)])
        run.app.push_screen(picker)
        await run.until(lambda: run.app.screen is picker)
        await run.pilot.press("x")
        options = picker.query_one(OptionList)
        await run.until(lambda: options.option_count == len(FOREIGN), "all have an x")
        for text in FOREIGN:
            assert text in run.screen_text()
