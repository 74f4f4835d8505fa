"""What the inspector shows of real hops, and how a hop is taken out of the screen."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from sandbox.log.fold import fold
from sandbox.log.recording import read_recording
from sandbox.settings import Settings
from sandbox.tui.feed.inspect.hop import inspect, raw
from sandbox.tui.feed.inspect.text import inspection_text
from sandbox.tui.feed.safe import RAW_CAP
from sandbox.tui.feed.view import Inspection, Tab, Words
from sandbox.tui.inspecting.recordings import RecordingsApp
from sandbox.tui.screens.ask import AskLine
from sandbox.tui.screens.replay import ReplayScreen
from sandbox.tui.widgets.inspector import MOST_LINES
from tests.broken.record import file_of
from tests.tui.harness import ORDER, Run, opened, text_of, wait_for

GOLDEN = file_of("loop").parents[1] / "brightcart" / "recordings"
REPAIRED = GOLDEN / "repaired.rec.jsonl"
WORDS = "my parcel arrived broken, I am ada@lovelace.example"
SETTINGS = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]


@asynccontextmanager
async def viewed(
    path: Path, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[ReplayScreen, Pilot[None]]]:
    app = RecordingsApp([path], SETTINGS)
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ReplayScreen))
        screen = app.screen
        assert isinstance(screen, ReplayScreen)
        await wait_for(pilot, lambda: screen.over and screen.inspector.inspection is not None)
        yield screen, pilot


async def show(screen: ReplayScreen, pilot: Pilot[None], hop: str, tab: str) -> str:
    """Goes to a tab of a hop by the keys that a person has; the inspector has the focus then."""
    screen.inspect_hop(hop, tab)
    screen.action_show("inspect")
    view = screen.inspector
    await wait_for(pilot, lambda: view.inspection is not None and view.inspection.key == hop)
    assert view.tab_names[view.tab_index] == tab
    return text_of(view)


async def test_arguments_stand_as_called_against_as_executed_side_by_side():
    async with viewed(REPAIRED) as (screen, pilot):
        text = await show(screen, pilot, "1.12", "Args")
        head = next(line for line in text.splitlines() if "as called" in line)
        assert "as executed" in head
        (changed,) = [line for line in text.splitlines() if '"orderId"' in line]
        assert changed.split() == ["-", '"orderId":', '"O-10042"', "+", '"order_id":', '"O-10042"']
        assert "1.8 1 of 2" in text
        assert "rename-field" in text
        assert "policy" in text


async def test_d_turns_the_comparison_from_two_columns_to_one_and_back():
    async with viewed(REPAIRED) as (screen, pilot):
        before = await show(screen, pilot, "1.12", "Args")
        await pilot.press("d")
        one = text_of(screen.inspector)
        assert '-   "orderId": "O-10042"' in one.splitlines()
        assert '+   "order_id": "O-10042"' in one.splitlines()
        await pilot.press("d")
        assert text_of(screen.inspector) == before


async def test_at_eighty_columns_it_is_one_column_until_d():
    async with viewed(REPAIRED, (80, 24)) as (screen, pilot):
        text = await show(screen, pilot, "1.12", "Args")
        assert '-   "orderId": "O-10042"' in text.splitlines()
        await pilot.press("d")
        assert "+" in next(li for li in text_of(screen.inspector).splitlines() if "orderId" in li)


async def test_the_tabs_of_infer_are_the_request_its_window_and_the_diff():
    async with viewed(GOLDEN / "refund.rec.jsonl") as (screen, pilot):
        assert "You are the customer service assistant" in await show(
            screen, pilot, "1.12", "Request"
        )
        window = await show(screen, pilot, "1.12", "Window")
        shares = [int(word[:-1]) for word in window.split() if word.endswith("%")]
        assert 97 <= sum(shares) <= 103
        assert "Against the call of 1.6" in await show(screen, pilot, "1.12", "Diff")


async def test_attempts_of_a_model_call_are_listed_with_what_came_of_each():
    async with viewed(GOLDEN / "model-faults.rec.jsonl") as (screen, pilot):
        session = screen.pump.driver.session if screen.pump else None
        assert session is not None
        hop = next(h for t in session.turns for h in t.hops if h.name == "infer" and h.mark == "F")
        text = await show(screen, pilot, hop.id, "Attempts")
        assert text.count("Attempt ") >= 2
        assert "rate limited" in text
        assert "fault injected: model:rate_limited=1s@1" in text


async def test_raw_words_are_hidden_until_v_asks_for_them():
    async with opened(
        (120, 36), turns=("my parcel arrived broken, I am ada@lovelace.example",)
    ) as run:
        view = run.app.main.inspector
        run.app.main.inspect_hop("1.1", "Text")
        run.app.main.action_show("inspect")
        await run.inspected("1.1")
        assert "hidden: v restores it" in text_of(view)
        await run.pilot.press("v")
        text = text_of(view)
        assert "hidden" not in text
        assert "I am ada@lovelace.example" in text
        assert "[EMAIL_1]" not in text.split("Raw, and restored")[1].split("Placeholders")[0]


async def test_brackets_turn_the_inspectors_tabs_from_the_trace():
    async with viewed(REPAIRED) as (screen, pilot):
        await show(screen, pilot, "1.12", "Result")
        screen.action_show("trace")
        await pilot.press("right_square_bracket")
        assert screen.inspector.tab == "Args"
        assert screen.trace.has_focus
        await pilot.press("left_square_bracket")
        assert screen.inspector.tab == "Result"


async def test_capital_y_copies_the_hop_as_the_log_has_it(monkeypatch: pytest.MonkeyPatch):
    async with opened((120, 36), turns=(ORDER,)) as run:
        copied: list[str] = []
        monkeypatch.setattr(run.app, "copy", lambda text, what: copied.append(text))
        await run.pilot.press("f3")
        run.app.main.inspect_hop("1.10", "Result")
        await run.inspected("1.10")
        await run.pilot.press("Y")
        await run.until(lambda: copied)
        hop = run.driver.session.hop("1.10")
        assert hop is not None
        assert json.loads(copied[0]) == json.loads(json.dumps(raw(hop)))


async def export(run: Run, name: str) -> None:
    await run.pilot.press("x")
    await run.until(lambda: isinstance(run.app.screen, AskLine))
    run.app.screen.query_one(Input).value = name
    await run.pilot.press("enter")
    await run.back()


async def test_x_writes_the_hop_as_json_or_markdown_and_nothing_over_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    async with opened((120, 36), turns=(WORDS,)) as run:
        await run.pilot.press("f3")
        run.app.main.inspect_hop("1.1", "Text")
        await run.inspected("1.1")
        await export(run, "hop.json")
        await run.until((tmp_path / "hop.json").exists)
        await export(run, "hop.md")
        await run.until((tmp_path / "hop.md").exists)
        assert json.loads((tmp_path / "hop.json").read_text("utf-8"))["name"] == "redact"
        page = (tmp_path / "hop.md").read_text("utf-8")
        assert page.startswith("# 1.1 redact")
        for file in tmp_path.iterdir():
            assert "ada@lovelace" not in file.read_text("utf-8")
        before = page
        await export(run, "hop.md")
        await run.until(lambda: "is there already" in run.screen_text())
        assert (tmp_path / "hop.md").read_text("utf-8") == before
        await export(run, "hop.txt")
        await run.until(lambda: "neither .json nor .md" in run.screen_text())
        assert not (tmp_path / "hop.txt").exists()


async def test_o_gives_the_whole_tab_to_the_editor(monkeypatch: pytest.MonkeyPatch):
    given: list[tuple[str, str]] = []

    def edited(app: object, text: str, suffix: str = ".md") -> str:
        given.append((text, suffix))
        return text

    monkeypatch.setattr("sandbox.tui.prompting.editor.edited", edited)
    async with opened((120, 36), turns=("long",)) as run:
        run.app.main.inspect_hop("1.8", "Raw")
        run.app.main.action_show("inspect")
        await run.inspected("1.8")
        await run.pilot.press("o")
        await run.until(lambda: given)
        text, suffix = given[0]
        assert suffix == ".json"
        assert len(text) > 1_900_000
        assert json.loads(text)["hop"] == "1.8"


async def test_two_megabytes_are_highlighted_no_further_than_the_cap(
    monkeypatch: pytest.MonkeyPatch,
):
    import textual.highlight

    real, looked = textual.highlight.highlight, [0]

    def counting(code: str, **more: object):
        looked[0] += len(code)
        return real(code, **more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(textual.highlight, "highlight", counting)
    async with opened((120, 36), turns=("long",)) as run:
        view = run.app.main.inspector
        run.app.main.inspect_hop("1.8", "Raw")
        run.app.main.action_show("inspect")
        await run.inspected("1.8")
        looked[0] = 0
        view.choose("Raw")
        assert 0 < looked[0] <= RAW_CAP
        assert "o opens it" in text_of(view)
        looked[0] = 0
        await run.pilot.press("j", "j", "pagedown")
        assert looked[0] == 0


async def test_a_tab_of_very_many_parts_is_laid_out_to_a_limit_and_copied_whole():
    parts = tuple(Words(f"part {number}\n" * 10) for number in range(2_000))
    async with opened((120, 36)) as run:
        view = run.app.main.inspector
        view.show(Inspection("1.1", "many", tabs=(Tab("Many", lambda: parts),)))
        assert MOST_LINES < view.line_count() < MOST_LINES + 20
        assert "parts more not shown" in text_of(view).splitlines()[-1]
        assert view.whole().count("part 1999") == 10


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.rec.jsonl")), ids=lambda path: path.stem)
def test_every_hop_of_every_recording_can_be_told_as_text(path: Path):
    session = fold(read_recording(path).log.events)
    for turn in session.turns:
        for key in (f"turn:{turn.number}", *(hop.id for hop in turn.hops)):
            found = inspect(session, key)
            assert found is not None
            lines = list(inspection_text(found))
            assert lines[0]
            assert all("\x1b" not in line and "\n" not in line for line in lines)
