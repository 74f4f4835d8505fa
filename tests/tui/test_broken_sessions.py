"""Of each broken session the cause is on the screen within the keys that the docs name."""

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from sandbox.settings import Settings
from sandbox.tui.inspecting.recordings import RecordingsApp
from sandbox.tui.screens.replay import ReplayScreen
from sandbox.tui.screens.sessions import SessionsScreen
from tests.broken.record import file_of
from tests.broken.stories import BROKEN
from tests.tui.harness import wait_for

DOCS = Path(__file__).parents[2] / "docs" / "broken-sessions.md"
ROW = re.compile(
    r"^\| `([\w-]+)` \| .* \| ((?:`[^`]+` ?)+) \| `([^`]+)` \| (?:at (\d+×\d+)|–)", re.MULTILINE
)
"""Session, keys, the words that tell the cause, and the size at which they stand there at once."""
TABLE = {
    name: (keys.replace("`", "").split(), words, at_once)
    for name, keys, words, at_once in ROW.findall(DOCS.read_text("utf-8"))
}
NAMES: dict[str, str] = {"!": "exclamation_mark"}
SETTINGS = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
SIZES = ((80, 24), (120, 36))


def on_screen(app: RecordingsApp) -> str:
    """All that is on the screen, each run of blanks and frames as one blank, wrapped lines joined.

    Panes that stand side by side are read one after the other.
    """
    views = [app.screen.query_one(f"#{name}") for name in ("chat", "trace", "inspect")]
    texts: list[str] = []
    for view in views:
        if not view.region:
            continue
        lines = [view.render_line(y).text.strip() for y in range(view.size.height)]
        texts.append(" ".join(lines))
    return re.sub(r"\s+", " ", " ".join(texts))


async def opened(app: RecordingsApp, pilot: Pilot[None]) -> ReplayScreen:
    await wait_for(pilot, lambda: isinstance(app.screen, ReplayScreen), "the recording opens")
    screen = app.screen
    assert isinstance(screen, ReplayScreen)
    await wait_for(pilot, lambda: screen.over and screen.trace.trace is not None, "it is read")
    await wait_for(pilot, lambda: screen.inspector.inspection is not None, "its last hop shows")
    return screen


def test_the_docs_name_keys_for_every_session_and_at_most_three():
    assert set(TABLE) == set(BROKEN)
    assert all(1 <= len(keys) <= 3 for keys, _, _ in TABLE.values())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", BROKEN)
async def test_the_cause_is_on_the_screen_after_the_keys_of_the_docs(
    name: str, size: tuple[int, int]
):
    keys, words, at_once = TABLE[name]
    app = RecordingsApp([file_of(name)], SETTINGS)
    async with app.run_test(size=size) as pilot:
        await opened(app, pilot)
        if at_once == f"{size[0]}×{size[1]}":
            await wait_for(pilot, lambda: words in on_screen(app), f"{words} at once")
        else:
            assert words not in on_screen(app)
        await pilot.press(*(NAMES.get(str(key), str(key)) for key in keys))
        await wait_for(pilot, lambda: words in on_screen(app), f"{words} on the screen")


@pytest.mark.parametrize("name", ["loop", "wrong-prompt-version"])
async def test_it_is_so_from_the_list_of_recordings_too(name: str):
    files = [file_of(one) for one in BROKEN]
    keys, words, _ = TABLE[name]
    app = RecordingsApp(files, SETTINGS)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, SessionsScreen), "the list")
        browser = app.screen
        assert isinstance(browser, SessionsScreen)
        await wait_for(pilot, lambda: not browser.reading, "all are read")
        assert len(browser.entries) == len(files)
        await pilot.press("slash", *name, "enter")
        await opened(app, pilot)
        await pilot.press(*(NAMES.get(str(key), str(key)) for key in keys))
        await wait_for(pilot, lambda: words in on_screen(app), f"{words} on the screen")
        await pilot.press("escape")
        await wait_for(pilot, lambda: app.screen is browser, "the list again")


async def test_trouble_goes_from_one_hop_to_the_next_and_comes_round():
    app = RecordingsApp([file_of("wrong-field")], SETTINGS)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await opened(app, pilot)
        seen: list[str] = []
        for _ in range(4):
            await pilot.press("exclamation_mark")
            await wait_for(pilot, lambda: screen.inspector.inspection is not None)
            seen.append(screen.trace.key)
        assert seen == ["1.16", "1.23", "1.30", "1.16"]


async def test_trouble_in_one_hop_alone_is_said_to_be_the_only_one():
    app = RecordingsApp([file_of("denied")], SETTINGS)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("exclamation_mark")
        await wait_for(pilot, lambda: screen.trace.key == "1.9")
        assert not list(app._notifications)
        await pilot.press("exclamation_mark")
        told = "1.9 is the only hop in trouble."
        await wait_for(pilot, lambda: [one.message for one in app._notifications] == [told])


async def test_trouble_of_an_injected_fault_is_shown_on_its_own_tab():
    app = RecordingsApp([file_of("slow-hop")], SETTINGS)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("exclamation_mark")
        await wait_for(pilot, lambda: screen.trace.key == "1.16")
        await wait_for(pilot, lambda: "Faults" in screen.inspector.tab_names)
        assert screen.inspector.tab == "Faults"


async def test_a_filter_that_hides_the_trouble_steps_aside():
    app = RecordingsApp([file_of("loop")], SETTINGS)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await opened(app, pilot)
        trace = screen.trace.trace
        assert trace is not None
        screen.filter_trace("kind:route")
        await pilot.press("exclamation_mark")
        await wait_for(pilot, lambda: screen.trace.key == "1.22")
        assert trace.filter is None
        await pilot.press("f", "f")
        await wait_for(pilot, lambda: trace.filter is not None and trace.shown == 1)
        screen.filter_trace("kind:tool")
        await pilot.press("exclamation_mark")
        await wait_for(pilot, lambda: screen.trace.key == "1.22")
        assert trace.filter is not None


async def test_a_clean_session_says_that_nothing_is_suspicious():
    clean = file_of("loop").parents[1] / "brightcart" / "recordings" / "cancel.rec.jsonl"
    app = RecordingsApp([clean], SETTINGS)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        screen = await opened(app, pilot)
        key = screen.trace.key
        await pilot.press("exclamation_mark")
        told = "Nothing is suspicious in this session."
        await wait_for(pilot, lambda: [one.message for one in app._notifications] == [told])
        assert screen.trace.key == key
