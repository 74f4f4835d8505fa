"""The DB pane on worlds with names and values that nobody hopes for, and on recordings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from sandbox import wiring
from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Column, Table
from sandbox.log.event import SessionStarted, WorldEdited
from sandbox.log.fold import fold
from sandbox.log.recording import read_recording
from sandbox.settings import Settings
from sandbox.tui.db.recorded import RecordedBackEnd
from sandbox.tui.db.view import DbView
from sandbox.world.connection import connect
from sandbox.world.database import WorldDatabase
from sandbox.world.edit import rehearse
from sandbox.world.look import Look
from tests.tui.harness import text_of, wait_for

ROOT = Path(__file__).parents[2]
SIZES = [(40, 10), (80, 24), (120, 36), (200, 50)]
NAMES = ("select", "we\"ird 'name'", "[/x] [bold]", "a\tb\x1b[31m", "宽🦊", "or der", "x" * 80)
HOSTILE = (
    "\x1b[2J",
    "[/x]",
    "'; DROP TABLE x --",
    "宽🦊\u202e",
    "line\nbreak",
    "x" * 2_000_000,
    "",
)


@dataclass
class OddPack:
    """Tables and columns with every odd name."""

    name: str = "odd"
    tables: dict[str, Table] = field(default_factory=dict[str, Table])
    rows: dict[str, tuple[dict[str, Any], ...]] = field(
        default_factory=dict[str, tuple[dict[str, Any], ...]]
    )

    def __post_init__(self) -> None:
        for name in NAMES:
            columns = (Column(name="id"), *(Column(name=one) for one in NAMES))
            self.tables[name] = Table(name=name, service="", columns=columns)
            self.rows[name] = tuple(
                {"id": f"K-{number}", **dict.fromkeys(NAMES, value)}
                for number, value in enumerate(HOSTILE)
            )


class OddBackEnd:
    """Everything that the pane reads; what is written is only tried out."""

    read_only = ""
    note = ""

    def __init__(self, world: WorldDatabase) -> None:
        self.world = world
        self.tables = world.tables
        self.look = Look(lambda: connect(world.path, durable=False), world.tables)

    def mask(self, value: Any) -> Any:
        return value

    def preview(self, sql: str):
        return rehearse(self.world, sql)

    def close(self) -> None:
        self.look.close()


class OddDriver:
    """As much of a driver as the pane asks for."""

    live = True

    def __init__(self, back: Any, *events: Any) -> None:
        started = SessionStarted(pack="odd", model="m", at="2026-11-20T09:00:00Z")
        self.session = fold([started, *events])
        self._back = back

    def back_end(self) -> Any:
        if isinstance(self._back, SandboxError):
            raise self._back
        return self._back

    def restore(self, value: Any) -> Any:
        return value


class OneView(App[None]):
    """The pane alone."""

    def __init__(self) -> None:
        super().__init__()
        self.view = DbView()

    def compose(self) -> ComposeResult:
        yield self.view


@asynccontextmanager
async def shown(
    driver: OddDriver, size: tuple[int, int]
) -> AsyncIterator[tuple[DbView, Pilot[None]]]:
    app = OneView()
    async with app.run_test(size=size) as pilot:
        app.view.opened(driver)  # pyright: ignore[reportArgumentType]
        app.view.changed()
        await pilot.pause()
        yield app.view, pilot


@pytest.mark.parametrize("size", SIZES)
async def test_no_name_and_no_value_breaks_the_pane(tmp_path: Path, size: tuple[int, int]) -> None:
    world = WorldDatabase.create(tmp_path / "w.sqlite", OddPack())
    sql = """UPDATE "we""ird 'name'" SET "[/x] [bold]" = '[/y]' WHERE id = 'K-1'"""
    changes = rehearse(world, sql)
    edited = WorldEdited(changes=changes, at="2026-11-20T09:00:01Z")
    async with shown(OddDriver(OddBackEnd(world), edited), size) as (view, pilot):
        assert len(view.tables.tables) == len(NAMES)
        assert view.tables.name_chosen == "we\"ird 'name'"  # the one that was changed
        assert "[/x] → [/y]" in text_of(view.grid)
        view.tables.focus()
        for _ in NAMES:
            await pilot.press("j", "l", "l", "l", "G", "h", "h", "h", "h", "h")
            assert "\x1b" not in text_of(view.grid)
            assert "\x1b" not in text_of(view.tables)
            assert max(map(len, text_of(view.grid).splitlines())) < 1_000
        await pilot.press("colon", *"select * from ", "tab", "enter")
        await wait_for(pilot, lambda: not view.asking and view.shown.result is not None, "asked")
        assert view.shown.result is not None
        assert view.shown.result.names[0] == "id"
        await pilot.press("colon", "ctrl+u", *"nonsense [/x]", "enter")
        await wait_for(pilot, lambda: "syntax error" in view.told.words, "told")
        view.enter(sql, writes=True)
        await wait_for(pilot, lambda: len(pilot.app.screen_stack) == 2, "asks")
        await pilot.press("n")
    world.close()


async def test_a_hundred_thousand_rows_are_never_read_at_once(tmp_path: Path) -> None:
    table = Table(name="big", service="", columns=(Column(name="id"), Column(name="v")))
    rows = tuple({"id": f"K-{number:06}", "v": "x"} for number in range(100_000))
    world = WorldDatabase.create(
        tmp_path / "w.sqlite", OddPack("big", {"big": table}, {"big": rows})
    )
    read: list[int] = []
    back = OddBackEnd(world)
    page = back.look.page

    def counted(*args: Any, **more: Any) -> Any:
        found = page(*args, **more)
        read.append(len(found))
        return found

    back.look.page = counted  # pyright: ignore[reportAttributeAccessIssue]
    async with shown(OddDriver(back), (120, 36)) as (view, pilot):
        view.grid.focus()
        assert view.grid.line_count() == 100_000
        await pilot.press("G")
        assert "K-099999" in view.grid.line(99_999).plain
        assert view.grid.position.startswith("row 100,000 of 100,000")
        await pilot.press("pageup", "g")
        assert max(read) <= 500
        assert sum(read) <= 3_000
    world.close()


async def test_where_there_is_no_world_the_pane_says_why() -> None:
    driver = OddDriver(SandboxError("there is no world in world.sqlite", "view it"))
    async with shown(driver, (80, 24)) as (view, pilot):
        assert "there is no world in world.sqlite (view it)" in text_of(view.grid)
        await pilot.press("s")
        view.action_db("snapshot")
        assert "there is no world" in view.told.words


@pytest.mark.parametrize("name", ["brightcart/recordings/refund", "helpdesk/recordings/*"])
async def test_a_recording_s_world_is_made_again_and_only_read(
    settings: Settings, name: str
) -> None:
    path = sorted((ROOT / "fixtures").glob(f"{name}.rec.jsonl"))[0]
    recording = read_recording(path)
    pack = wiring.load(settings, str(path.parents[1]))
    back = RecordedBackEnd(recording.log.events, pack)
    session = fold(recording.log.events)
    changed = [change for turn in session.turns for change in turn.changes]
    driver = OddDriver(back)
    driver.live, driver.session = False, session
    async with shown(driver, (120, 36)) as (view, pilot):
        await wait_for(pilot, lambda: view.tables.tables, "opened")
        assert "made again from the log" in view.title
        for change in changed:
            view.show_table(change.table)
            assert change.key in text_of(view.grid)[:2_000]
        view.action_db("write")
        assert "only viewed" in view.told.words
        count = back.look.select(f"SELECT count(*) FROM {view.shown.table}").rows[0][0]
        assert view.grid.line_count() >= count
