"""The compare screen on real sessions: arms, scoreboard, hops side by side, and what keys do."""

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from sandbox.cli.driver import ScreenDriver
from sandbox.log.reader import read_log
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.comparing.asking import ArmConfirm
from sandbox.tui.models.picker import ModelPicker
from sandbox.tui.screens.ask import AskLine, Sure
from sandbox.tui.screens.compare import CompareScreen
from sandbox.tui.screens.inspecting import InspectScreen
from sandbox.tui.screens.picker import Picker
from tests.own_pack import own_pack
from tests.tui.harness import text_of
from tests.tui.real import REFUND, STATUS, Real, real

SIZES = [(80, 24), (120, 36), (200, 50)]
PAIR = "/compare sandbox/scripted sandbox/sloppy"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a pack of its own, in which a refund of 49.90 has to be confirmed."""
    data = own_pack(tmp_path) / "policy" / "data.yaml"
    text = re.sub(r'refund: "[\d.]+"', 'refund: "10.00"', data.read_text("utf-8"), count=1)
    data.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The second arm opens its session only when this is set."""
    opened = threading.Event()
    real_one = ScreenDriver.comparison

    def comparison(self: ScreenDriver, wanted: Any, ask: Any) -> Any:
        plan, open_arm = real_one(self, wanted, ask)

        async def held(arm: Any, run: int) -> Any:
            if arm.number == 1:
                await asyncio.to_thread(opened.wait)
            return await open_arm(arm, run)

        return plan, held

    monkeypatch.setattr(ScreenDriver, "comparison", comparison)
    yield opened
    opened.set()


async def comparing(run: Real) -> CompareScreen:
    await run.until(lambda: isinstance(run.app.screen, CompareScreen), "compare screen")
    return cast("CompareScreen", run.app.screen)


async def compared(run: Real, command: str = PAIR) -> CompareScreen:
    """Runs `command` to its end."""
    screen = await planned(run, command)
    assert screen.runner.problem is None
    return screen


async def planned(run: Real, command: str) -> CompareScreen:
    """Runs `command` to its end, or to why it could not begin."""
    run.app.run_slash(command)
    screen = await comparing(run)
    await ended(run, screen)
    return screen


async def ended(run: Real, screen: CompareScreen) -> None:
    await run.until(lambda: screen.runner.over, "arms end")
    await run.until(lambda: screen.hops.picture is screen.runner.picture, "shown")
    await run.pilot.pause()


def shown(run: Real) -> str:
    """The screen's words without frames and line breaks."""
    return " ".join(re.sub(r"[║│╭╮╰╯─]", " ", run.screen_text()).split())


@pytest.mark.parametrize("size", SIZES)
async def test_two_models_stand_side_by_side_and_the_session_below_is_untouched(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with real(settings, pack, tmp_path, size, STATUS, REFUND) as run:
        log = tmp_path / "sessions" / run.name / "log.jsonl"
        before, chat = log.read_bytes(), text_of(run.app.main.chat)
        run.app.main.prompt.put("half a thought")
        screen = await compared(run)
        lines = run.screen_text().splitlines()
        assert f"Compare · turn 2 of {run.name} · 2 arms" in lines[0]
        assert re.search(r"sandbox/scripted +done", lines[2])
        assert re.search(r"sandbox/sloppy +done", lines[3])
        assert "issue_refund · 2 rows changed" in shown(run)
        head = str(screen.query_one("#compare-head").render())
        assert ("sandbox/sloppy" in head) == (size[0] >= 100)
        await run.pilot.press("l")
        head = str(screen.query_one("#compare-head").render())
        assert "[sandbox/sloppy]" in head
        await run.pilot.press("escape")
        await run.back()
        assert run.app.main.prompt.text == "half a thought"
        assert text_of(run.app.main.chat) == chat
        assert log.read_bytes() == before


async def test_the_cursor_and_the_filter_stay_on_their_hop_through_any_resize(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS, REFUND) as run:
        screen = await compared(run, "/compare sandbox/scripted sandbox/sloppy sandbox/sloppy")
        await run.pilot.press(*"jjjjjl")
        row = screen.hops.row
        for size in ((80, 24), (200, 50), (60, 12), (30, 8), (120, 36)):
            await run.pilot.resize_terminal(*size)
            await run.pilot.pause()
            assert screen.hops.row is row
            assert screen.hops.arm == 1
        picture = screen.runner.picture
        assert picture is not None
        await run.pilot.press("f")
        rows = screen.hops.line_count() - 1
        assert rows == picture.different
        assert rows > 0
        await run.pilot.press("escape")
        assert not screen.hops.only_different
        assert run.app.screen is screen
        await run.pilot.press("escape")
        await run.back()


async def test_a_filter_for_what_differs_says_that_nothing_does(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (80, 24), STATUS) as run:
        screen = await compared(run, "/compare sandbox/scripted sandbox/scripted")
        await run.until(lambda: screen.runner.over)
        assert screen.runner.picture is not None
        assert screen.runner.picture.different == 0
        await run.pilot.press("f")
        await run.until(lambda: "Nothing differs" in run.screen_text())
        await run.pilot.press("j", "l", "enter", "f")
        await run.until(lambda: screen.hops.row is not None)
        assert "Nothing differs" not in run.screen_text()


async def test_going_on_with_an_arm_opens_its_session_as_a_branch(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS, REFUND) as run:
        first = run.name
        screen = await compared(run)
        assert screen.runner.picture is not None
        wanted = screen.runner.picture.rows[1].first.session
        await run.pilot.press("l", "o")
        await run.back()
        await run.still()
        assert run.name == wanted
        assert run.asked() == [STATUS, REFUND]
        assert run.app.driver.session.model == "sandbox/sloppy"
        assert f"fork of {first.rpartition('-')[2]} after 1" in run.screen_text().splitlines()[0]
        assert first in [branch.name for branch in await run.app.driver.branches()]
        await run.pilot.press("f7")
        assert (await comparing(run)).runner is screen.runner


async def test_an_arm_that_asks_is_named_and_each_answer_is_its_own(
    settings: Settings, own: Path, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path / "home", (120, 36), STATUS) as run:
        run.app.run_slash(f"{PAIR} -m {REFUND}")
        screen = await comparing(run)
        asked: list[str] = []
        for key in ("y", "n"):
            await run.until(lambda: isinstance(run.app.screen, ArmConfirm), "an arm asks")
            dialog = cast("ArmConfirm", run.app.screen)
            await run.until(lambda dialog=dialog: dialog.armed, "dialog takes keys")
            assert f"{dialog.label} asks · orders.issue_refund" in run.screen_text()
            asked.append(dialog.label)
            if key == "n":
                await run.pilot.press("n", *"too much", "enter")
            else:
                await run.pilot.press("y")
            await run.until(lambda dialog=dialog: run.app.screen is not dialog, "answered")
        await ended(run, screen)
        assert sorted(asked) == ["sandbox/scripted", "sandbox/sloppy"]
        picture = screen.runner.picture
        assert picture is not None
        changed = {row.label: row.first.rows_changed for row in picture.rows}
        assert changed == {asked[0]: 2, asked[1]: 0}
        assert "≠ other" in run.screen_text()
        log = read_log(tmp_path / "home" / "sessions" / picture.rows[0].first.session / "log.jsonl")
        assert [event.kind for event in log.events].count("human_acted") == 1


async def test_an_arm_that_cannot_begin_says_why_and_the_others_run(
    settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        screen = await compared(run, f"{PAIR} openai/gpt-5-mini sandbox/sloppy")
        picture = screen.runner.picture
        assert picture is not None
        assert [row.state for row in picture.rows] == ["done", "done", "failed", "done"]
        assert "failed: no key for openai/gpt-5-mini: OPENAI_API_KEY is not set" in shown(run)
        assert [row.label for row in picture.rows][1::2] == [
            "sandbox/sloppy #1",
            "sandbox/sloppy #2",
        ]
        await run.pilot.press("l", "l", "o")
        assert "there is no session to go on with" in shown(run)
        assert picture.different == sum(picture.differs(r, 1) or picture.differs(r, 3)
                                        for r in picture.aligned)  # fmt: skip


async def test_leaving_while_an_arm_runs_asks_and_stops_it(
    settings: Settings, pack: Pack, tmp_path: Path, gate: threading.Event
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        run.app.run_slash(PAIR)
        screen = await comparing(run)
        await run.until(
            lambda: screen.runner.doing and screen.runner.doing[0].state == "done", "first ends"
        )
        await run.until(lambda: "1 arm still running" in run.screen_text(), "told")
        assert "opens its session" in run.screen_text()
        await run.pilot.press("r")
        assert "Arms still run: S stops them all." in shown(run)
        run.app.run_slash("/compare sandbox/sloppy")
        assert "a comparison is still running" in shown(run)
        await run.pilot.press("escape")
        await run.until(lambda: isinstance(run.app.screen, Sure), "asks")
        await run.pilot.press("n")
        await run.until(lambda: run.app.screen is screen, "stays")
        await run.pilot.press("escape")
        await run.until(lambda: isinstance(run.app.screen, Sure), "asks again")
        await run.pilot.press("y")
        await run.back()
        gate.set()
        await run.until(lambda: screen.runner.over, "stopped")
        assert screen.runner.picture is not None
        assert [row.state for row in screen.runner.picture.rows] == ["done", "stopped"]
        await run.pilot.press("f7")
        assert (await comparing(run)).runner is screen.runner


async def test_one_arm_is_stopped_and_the_other_goes_on(
    settings: Settings, pack: Pack, tmp_path: Path, gate: threading.Event
) -> None:
    async with real(settings, pack, tmp_path, (80, 24), STATUS) as run:
        run.app.run_slash(PAIR)
        screen = await comparing(run)
        await run.until(lambda: len(screen.runner.doing) == 2, "arms begin")
        await run.pilot.press("l", "s")
        gate.set()
        await ended(run, screen)
        assert screen.runner.picture is not None
        assert [row.state for row in screen.runner.picture.rows] == ["done", "stopped"]
        await run.pilot.press("s")
        assert "It does not run any more." in shown(run)


async def test_the_app_can_be_left_while_arms_run(
    settings: Settings, pack: Pack, tmp_path: Path, gate: threading.Event
) -> None:
    async with real(settings, pack, tmp_path, (80, 24), STATUS) as run:
        run.app.run_slash(PAIR)
        screen = await comparing(run)
        await run.until(lambda: len(screen.runner.doing) == 2, "arms begin")
        gate.set()
        await run.pilot.press("ctrl+q")
        await run.until(lambda: not run.app.is_running, "left")
    assert screen.runner.over


async def test_a_hop_opens_in_detail_and_two_arms_in_a_diff(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS, REFUND) as run:
        screen = await compared(run, f"{PAIR} sandbox/sloppy")
        row = next(one for one in screen.runner.picture.aligned if one.name == "execute")  # type: ignore[union-attr]
        while screen.hops.row is not row:
            await run.pilot.press("j")
        await run.pilot.press("enter")
        await run.until(lambda: isinstance(run.app.screen, InspectScreen), "detail")
        detail = cast("InspectScreen", run.app.screen)
        assert detail.view.inspection is not None
        hop = detail.view.inspection.key
        assert row.cells[0] is not None
        assert hop == row.cells[0].hop
        assert "Result" in detail.view.tab_names
        await run.pilot.press("right_curly_bracket")
        assert detail.view.inspection.key == f"2.{int(hop.partition('.')[2]) + 1}"
        await run.pilot.press("escape")
        await run.until(lambda: run.app.screen is screen, "back")
        await run.pilot.press("d")
        await run.until(lambda: isinstance(run.app.screen, Picker), "which arm")
        await run.pilot.press("down", "enter")
        await run.until(lambda: isinstance(run.app.screen, InspectScreen), "diff")
        diff = cast("InspectScreen", run.app.screen)
        assert diff.view.inspection is not None
        assert diff.view.inspection.title == "sandbox/scripted ↔ sandbox/sloppy #2"
        await run.pilot.press("escape", "l", "d")
        await run.until(lambda: isinstance(run.app.screen, InspectScreen), "diff")
        assert "sandbox/scripted ↔ sandbox/sloppy #1" in run.screen_text()


async def test_a_report_is_written_and_none_is_replaced_without_a_word(
    settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        screen = await compared(run)

        async def export(name: str) -> None:
            await run.pilot.press("x")
            await run.until(lambda: isinstance(run.app.screen, AskLine), "name")
            box = run.app.screen.query_one("Input")
            box.value = name  # type: ignore[attr-defined]
            await run.pilot.press("enter")

        await export("all.html")
        await run.until(lambda: "exported to all.html" in shown(run), "written")
        assert (tmp_path / "all.html").read_text("utf-8").startswith("<!doctype html>")
        (tmp_path / "mine.md").write_text("mine", "utf-8")
        await export("mine.md")
        await run.until(lambda: isinstance(run.app.screen, Sure), "asks")
        await run.pilot.press("n")
        await run.until(lambda: run.app.screen is screen, "back")
        assert (tmp_path / "mine.md").read_text("utf-8") == "mine"
        await export("mine.md")
        await run.until(lambda: isinstance(run.app.screen, Sure), "asks")
        await run.pilot.press("y")
        await run.until(lambda: "exported to mine.md" in shown(run), "replaced")
        assert (tmp_path / "mine.md").read_text("utf-8").startswith("# Comparison ")
        await export("nowhere/at/all.html")
        await run.until(lambda: "can't write nowhere" in shown(run), "told")


async def test_one_more_model_leaves_the_other_arms_and_again_runs_all(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        screen = await compared(run)
        assert screen.runner.picture is not None
        kept = screen.runner.picture.found.sessions
        await run.pilot.press("a")
        await run.until(lambda: isinstance(run.app.screen, ModelPicker), "picker")
        picker = cast("ModelPicker", run.app.screen)
        await run.until(lambda: picker.models, "listed")
        await run.pilot.press(*"sandbox/sloppy", "enter")
        await run.until(lambda: run.app.screen is screen and len(screen.runner.arms) == 3, "more")
        await ended(run, screen)
        labels = [row.label for row in screen.runner.picture.rows]
        assert labels == ["sandbox/scripted", "sandbox/sloppy #1", "sandbox/sloppy #2"]
        assert screen.runner.picture.found.sessions[:2] == kept
        await run.pilot.press("r")
        await run.until(lambda: not screen.runner.kept, "again")
        await ended(run, screen)
        assert len(screen.runner.picture.rows) == 3
        assert not set(screen.runner.picture.found.sessions) & set(kept)


async def test_a_key_on_a_turn_compares_that_turn(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS, REFUND) as run:
        run.app.main.action_show("trace")
        run.app.main.trace.select("1.6", why="hand")
        await run.pilot.press("c")
        await run.until(lambda: isinstance(run.app.screen, ModelPicker), "picker")
        picker = cast("ModelPicker", run.app.screen)
        assert picker.picker_title == "Compare turn 1: sandbox/scripted against"
        await run.until(lambda: picker.models, "listed")
        await run.pilot.press(*"sandbox/sloppy", "enter")
        screen = await comparing(run)
        await ended(run, screen)
        assert f"turn 1 of {run.name}" in run.screen_text().splitlines()[0]


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("/compare", "there is no turn to compare on yet"),
        ("/compare sandbox/scripted sandbox/sloppy 3", "there is no turn 3"),
        ("/compare sandbox/scripted sandbox/sloppy --fast", "there is no --fast"),
    ],
)
async def test_what_cannot_be_compared_is_one_line(
    settings: Settings, pack: Pack, tmp_path: Path, command: str, says: str
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        await run.tell(command)
        assert says in shown(run)
        assert run.app.screen is run.app.main


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("/compare sandbox/scripted sandbox/slopy", "sandbox/sloppy"),
        ("/compare sandbox/a sandbox/b sandbox/c sandbox/d sandbox/e", "5 models are too many"),
        (f"{PAIR} --budget lots", "--budget lots"),
        (f"{PAIR} --script nothing.yaml", "nothing.yaml"),
    ],
)
async def test_a_plan_that_cannot_be_made_is_told_on_the_screen(
    settings: Settings, pack: Pack, tmp_path: Path, command: str, says: str
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        screen = await planned(run, command)
        await run.until(lambda: says in shown(run), "told")
        await run.pilot.press("d", "enter", "o", "x", "s", "r", "escape")
        await run.back()
        assert screen.runner.picture is None
