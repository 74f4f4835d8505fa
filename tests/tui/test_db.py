"""The DB pane on real sessions: rows, jumps, SQL, edits and snapshots, at three sizes."""

import asyncio
import json
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Table
from sandbox.domain.tool import RowChange
from sandbox.hub import world_edit
from sandbox.log.event import Event
from sandbox.log.recording import Head, Recording, read_recording
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.testing.replays import Replays
from sandbox.tui.db.asking import AskRows
from sandbox.tui.db.view import DbView
from sandbox.tui.screens.ask import AskLine
from sandbox.tui.screens.picker import Picker
from sandbox.world import snapshots
from sandbox.world.look import Result
from tests.tui.harness import text_of
from tests.tui.real import REFUND, Real, real

SIZES = [(80, 24), (120, 36), (200, 50)]
STATUS = "where is my order 10070?"


class Db(Real):
    """The screen with the DB pane open."""

    @property
    def view(self) -> DbView:
        view = self.app.main.dock.view
        assert isinstance(view, DbView)
        return view

    async def sql(self, text: str, key: str = "colon") -> None:
        """Types a statement and enters it."""
        self.view.grid.focus()
        await self.pilot.press(key)
        await self.until(lambda: self.view.sql.has_focus, "sql line")
        self.view.sql.put(text)
        await self.pilot.press("enter")
        await self.until(lambda: not self.view.asking, "answered")

    async def confirms(self) -> AskRows:
        await self.until(lambda: isinstance(self.app.screen, AskRows), "asks")
        assert isinstance(self.app.screen, AskRows)
        return self.app.screen

    def rows(self) -> str:
        grid = self.view.grid
        return grid.text_of(range(min(grid.line_count(), 60)))


def unspaced(run: Db) -> str:
    """What the chat says, however narrow it was laid out behind the DB pane."""
    return "".join(text_of(run.app.main.chat).split())


@asynccontextmanager
async def db(
    settings: Settings, pack: Pack, home: Path, size: tuple[int, int], *turns: str
) -> AsyncIterator[Db]:
    async with real(settings, pack, home, size, *turns) as run:
        run.__class__ = Db
        assert isinstance(run, Db)
        await run.pilot.press("f5")
        await run.until(lambda: run.app.main.dock.name_open == "db", "dock")
        await run.until(lambda: run.view.tables.tables, "tables")
        yield run


@pytest.mark.parametrize("size", SIZES)
async def test_changed_rows_come_first_with_what_they_were_and_the_hop_that_did_it(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with db(settings, pack, tmp_path, size, REFUND) as run:
        hop = next(hop for hop in run.app.driver.session.turns[0].hops if hop.changes)
        tables = text_of(run.view.tables)
        assert "200 ~1" in " ".join(tables.split())
        assert "46 +1" in " ".join(tables.split())
        first = run.rows().splitlines()[0]
        assert "~ O-10042" in first
        assert f"← hop {hop.id}" in first
        assert "paid → " in first
        assert run.view.title == "orders · ~1 since the seed"
        assert "row 1 of 200" in run.view.below
        await run.pilot.press("enter", "enter")
        await run.until(lambda: run.app.main.trace.key == hop.id, "trace has the hop")


@pytest.mark.parametrize("size", SIZES)
async def test_personal_columns_are_placeholders_until_values_are_wanted_and_allowed(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with db(settings, pack, tmp_path, size) as run:
        run.view.show_table("customers")
        name = str(pack.rows["customers"][0]["name"])
        assert name not in run.rows()
        assert "[NAME]" in run.rows()
        await run.pilot.press("v")
        assert name in run.rows()
        await run.sql(f"select id from customers where name = '{name}'")
        assert name in run.view.title
        run.app.set_masked(True)
        await run.pilot.pause()
        assert name not in run.screen_text()
        run.view.show_table("customers")
        assert name not in run.rows()
        run.app.set_masked(False)
        assert name in run.rows()


async def test_a_query_shows_its_rows_and_escape_goes_back(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        await run.sql("select id, status from orders order by id limit 2")
        assert run.view.grid.line_count() == 2
        assert run.view.title.startswith("sql · select id")
        assert run.view.told.words == "2 rows"
        await run.pilot.press("escape")
        assert run.view.title.startswith("orders") or run.view.title.startswith("accounts")


async def test_a_mistake_is_one_line_and_the_cursor_stands_on_it(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        await run.sql("select * form orders")
        assert run.view.told.words == 'near "form": syntax error, at character 10'
        assert run.view.sql.cursor_position == 9
        await run.sql("delete from orders")
        assert "read-only" in run.view.told.words
        assert "w writes" in run.view.told.words


async def test_an_endless_query_is_stopped_by_escape(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    endless = "with recursive n(x) as (select 1 union all select x+1 from n) select max(x) from n"
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        await run.pilot.press("colon")
        await run.until(lambda: run.view.sql.has_focus)
        run.view.sql.put(endless)
        await run.pilot.press("enter")
        await run.until(lambda: run.view.asking, "runs")
        while run.view.asking:
            await run.pilot.press("escape")
        assert run.view.told.words == "the query was stopped"


async def test_tab_completes_tables_columns_and_words_and_never_leaves_a_half_line(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        line = run.view.sql
        await run.pilot.press("colon", *"sel", "tab", "space", "asterisk", "space", *"fr", "tab")
        assert line.value == "select * from"
        await run.pilot.press("space", *"ref", "tab")
        assert line.value == "select * from refunds"
        await run.pilot.press("space", *"zzz", "tab")
        assert line.has_focus
        assert "nothing fits" in run.view.told.words
        await run.pilot.press("escape")
        await run.sql("select 1")
        await run.sql("select 2")
        await run.pilot.press("colon", "up", "up")
        assert line.value == "select 1"
        await run.pilot.press("down")
        assert line.value == "select 2"


@pytest.mark.parametrize("size", SIZES)
async def test_a_write_is_shown_asked_logged_and_replays(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    late = "update orders set status = 'cancelled' where id = 'O-10070'"
    async with db(settings, pack, tmp_path, size, STATUS) as run:
        await run.sql(late, "w")
        asked = await run.confirms()
        assert "status  shipped → cancelled" in run.screen_text()
        assert asked.ask_title == "Write · 1 row"
        await run.pilot.press("n")
        await run.back()
        assert not run.app.driver.session.outside_changes
        await run.sql(late, "w")
        await run.confirms()
        await run.pilot.press("y")
        await run.back()
        await run.until(lambda: run.app.driver.session.outside_changes, "edited")
        await run.until(lambda: "← by hand" in run.rows().splitlines()[0], "shown")
        run.app.refresh_figures()
        trace = run.app.main.trace.trace
        assert trace is not None
        assert trace.rows[-1].name == "by hand: orders ~1"
        assert "Rowschangedbyhand:orders~1(F5showsthem)" in unspaced(run)
        await run.pilot.press("enter")
        await run.inspected("edit:1")
        await run.tell(STATUS)
        assert "cancelled" in run.app.driver.session.turns[1].reply
        log = tmp_path / "sessions" / run.name / "log.jsonl"
        recording = Recording("edited", Head(), read_recording(log).log)
        for mode in (Replays(settings).strict, Replays(settings).drift):
            report = await asyncio.to_thread(mode, recording)
            assert report.passed, report.lines()


async def test_the_chat_tells_an_edit_at_its_place_when_the_session_is_shown_again(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (80, 24), STATUS) as run:
        await run.sql("update orders set status = 'cancelled' where id = 'O-10070'", "w")
        await run.confirms()
        await run.pilot.press("y")
        await run.until(lambda: run.app.driver.session.outside_changes, "edited")
        await run.back()
        await run.tell(STATUS)
        name = run.name
        for there in (False, True):
            await run.pilot.press("alt+left") if there else run.app.run_slash("/new")
            await run.until(lambda there=there: (run.name == name) is there, "moved")
            await run.pilot.pause()
        said = unspaced(run)
        order = [said.index(one) for one in ("turn1·", "byhand:orders~1", "turn2·")]
        assert order == sorted(order)
        assert said.count("byhand") == 1


async def test_nothing_is_written_while_a_turn_runs(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        told: list[str] = []

        def during(event: Event) -> None:
            if event.hop:
                run.view.action_db("write")
                told.append(run.view.told.words)

        stop = run.app.driver.subscribe(during)
        await run.tell(STATUS)
        stop()
        assert told
        assert all("a turn is running" in words for words in told)
        assert not run.view.sql.writes


async def test_a_snapshot_is_taken_and_its_rows_come_back(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (120, 36), STATUS) as run:
        await run.pilot.press("S")
        assert "there is no snapshot" in run.view.told.words
        await run.pilot.press("s")
        await run.until(lambda: isinstance(run.app.screen, AskLine), "asks a name")
        await run.pilot.press(*"start", "enter")
        await run.back()
        taken = "snapshot start: S has its rows again"
        await run.until(lambda: run.view.told.words == taken, "taken")
        await run.sql("update orders set status = 'cancelled' where id = 'O-10070'", "w")
        await run.confirms()
        await run.pilot.press("y")
        await run.back()
        await run.pilot.press("S")
        await run.until(lambda: isinstance(run.app.screen, Picker), "picks")
        await run.pilot.press("enter")
        await run.confirms()
        assert "cancelled → shipped" in run.screen_text()
        await run.pilot.press("y")
        await run.back()
        await run.until(lambda: "rows of start are back" in run.view.told.words, "restored")
        assert run.view.shown.book is not None
        assert not run.view.shown.book.of("orders")


async def test_changes_are_told_since_the_seed_or_since_a_turn_began(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (120, 36), REFUND, STATUS) as run:
        assert run.view.title == "orders · ~1 since the seed"
        await run.pilot.press("t")
        assert run.view.title.endswith("no change since turn 2")
        await run.pilot.press("t")
        assert run.view.title.endswith("since turn 1")
        await run.pilot.press("t")
        assert run.view.title.endswith("since the seed")


async def test_rows_are_copied_and_exported_masked(
    settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    copied: list[str] = []
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        monkeypatch.setattr(run.app, "copy", lambda text, what: copied.append(text))
        run.view.show_table("customers")
        run.view.grid.focus()
        await run.pilot.press("Y", "y")
        await run.until(lambda: len(copied) == 2, "copied")
        row = json.loads(copied[0])
        assert (row["id"], row["name"]) == ("C-0001", "[NAME]")
        assert copied[1].startswith("C-0001\t")
        await run.pilot.press("v", "x")
        await run.until(lambda: isinstance(run.app.screen, AskLine), "asks a name")
        await run.pilot.press("enter")
        await run.until((tmp_path / "customers.csv").exists, "written")
        text = (tmp_path / "customers.csv").read_text("utf-8")
        assert text.splitlines()[0].startswith("id,account_id,name,email")
        assert len(text.splitlines()) == 1 + len(pack.rows["customers"])
        assert not any(str(row["name"]) in text for row in pack.rows["customers"])


async def test_queries_are_kept_by_name_without_personal_values(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    name = str(pack.rows["customers"][0]["name"])
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        for sql, words in (
            ("select id from orders", "kept as q"),
            (f"select id from customers where name = '{name}'", "holds no personal value"),
        ):
            await run.sql(sql)
            run.view.grid.focus()
            await run.pilot.press("K")
            await run.until(lambda: isinstance(run.app.screen, AskLine), "asks a name")
            await run.pilot.press("q", "enter")
            await run.back()
            await run.until(lambda words=words: words in run.view.told.words, words)
        assert name not in (tmp_path / "queries.json").read_text("utf-8")
        await run.pilot.press("o")
        await run.until(lambda: isinstance(run.app.screen, Picker), "picks")
        await run.pilot.press("enter")
        await run.back()
        await run.until(lambda: run.view.title == "sql · select id from orders", "runs")


async def test_the_command_does_what_the_keys_do(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), REFUND) as run:
        run.__class__ = Db
        assert isinstance(run, Db)
        await run.tell("/db refunds")
        await run.until(lambda: run.app.main.dock.name_open == "db", "opens")
        await run.until(lambda: run.view.title.startswith("refunds"), "table")
        await run.tell("/db diff")
        await run.until(lambda: run.view.title == "sql · diff", "diff")
        assert "refunded_minor" in run.rows()
        await run.tell("/db sql select 1 as one")
        await run.until(lambda: run.view.grid.rows and run.view.grid.rows.names == ("one",), "sql")
        await run.tell("/db snapshot here")
        await run.until(lambda: "snapshot here" in run.view.told.words, "snapshot")
        await run.tell("/db write update orders set status = 'cancelled' where id = 'O-10070'")
        await run.confirms()
        await run.pilot.press("n")
        await run.back()
        for words, says in (("nowhere", "no table nowhere"), ("a b", "takes no more words")):
            await run.tell(f"/db {words}")
            await run.until(lambda says=says: says in run.view.told.words, says)


async def test_a_query_under_way_is_not_shown_in_the_next_session(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        go, look = threading.Event(), run.view.shown.look
        assert look is not None
        select = look.select

        def slow(sql: str) -> Result:
            go.wait(20)
            return select(sql)

        look.select = slow  # pyright: ignore[reportAttributeAccessIssue]
        run.view.enter("select 'of the first session' as said")
        await run.until(lambda: run.view.asking, "asks")
        first = run.app.driver.name
        await run.tell("/new")
        await run.until(lambda: run.app.driver.name != first, "swapped")
        go.set()
        await run.until(lambda: not run.view.asking, "answered")
        assert run.view.shown.result is None
        assert run.view.sql.past == []


async def test_half_a_character_is_told_and_nothing_runs_on(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        for writes in (False, True):
            run.view.told.tell("")
            run.view.enter("select '\ud800'", writes=writes)
            await run.until(lambda: "half a character" in run.view.told.words, "told")
            assert not run.view.asking


async def test_a_write_is_tried_out_beside_the_screen_and_esc_stops_it(
    settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.world.sql.MOST_STEPS", 10**12)
    monkeypatch.setattr("sandbox.world.edit.SECONDS", 60)
    endless = "with recursive n(x) as (select 1 union all select x+1 from n) "
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        run.view.enter(endless + "update products set name = (select max(x) from n)", writes=True)
        await run.until(lambda: run.view.asking, "runs")
        run.view.grid.focus()
        while run.view.asking:
            await run.pilot.press("escape")
        assert "the statement was stopped" in run.view.told.words


async def test_the_question_before_a_write_shows_each_cell_though_it_is_masked(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    sql = "update customers set email = 'a@nowhere-x.org' where id = 'C-0001'"
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        await run.sql(sql, "w")
        await run.confirms()
        assert "email  [EMAIL] → [EMAIL] (another)" in run.screen_text()
        await run.pilot.press("n")
        await run.back()


async def test_a_bad_name_of_a_snapshot_stays_to_be_mended_with_the_reason(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        for name, why in (("Größe", "is no name of a snapshot"), ("start", "")):
            await run.pilot.press("s")
            await run.until(lambda: isinstance(run.app.screen, AskLine), "asks a name")
            line = run.app.screen.query_one(Input)
            line.value = name
            await run.pilot.press("enter")
            if why:
                await run.until(lambda why=why: why in run.screen_text(), "told")
                assert line.value == name
                assert "small letters, digits, - and _" in run.screen_text()
                await run.pilot.press("escape")
            await run.back()
        await run.until(lambda: "snapshot start" in run.view.told.words, "taken")
        await run.pilot.press("s")
        await run.until(lambda: isinstance(run.app.screen, AskLine), "asks a name")
        await run.pilot.press(*"start", "enter")
        await run.until(lambda: "there is a snapshot start already" in run.screen_text(), "told")
        await run.pilot.press("2", "enter")
        await run.until(lambda: "snapshot start2" in run.view.told.words, "taken")


async def test_what_a_query_counted_goes_with_its_rows(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        for leave in ("escape", "j"):
            await run.sql("select id from orders limit 5")
            await run.until(lambda: run.view.told.words == "5 rows", "counted")
            if leave == "j":
                run.view.tables.focus()
            await run.pilot.press(leave)
            await run.until(lambda: run.view.shown.result is None, "left")
            assert run.view.told.words == ""


async def test_a_value_that_a_column_does_not_take_is_told_with_those_it_does(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        await run.sql("update orders set status = 'lost' where id = 'O-10070'", "w")
        await run.until(lambda: "status is one of: new, processing" in run.view.told.words, "told")


async def test_the_screen_goes_on_while_rows_are_written_and_a_message_waits_for_them(
    settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = "update orders set status = 'cancelled' where id = 'O-10070'"
    begun, go = threading.Event(), threading.Event()
    edit = world_edit.by_hand.edit

    def slowly(*args: Any, **how: Any) -> None:
        begun.set()
        assert go.wait(60)
        edit(*args, **how)

    async with db(settings, pack, tmp_path, (120, 36)) as run:
        with monkeypatch.context() as patch:
            patch.setattr(world_edit.by_hand, "edit", slowly)
            await run.sql(late, "w")
            await run.confirms()
            await run.pilot.press("y")
            await run.back()
            await run.until(begun.is_set, "begun")
            # The loop is free: keys are heard, and what else would write says why it can't.
            run.view.tables.focus()
            await run.pilot.press("j")
            with pytest.raises(SandboxError, match="rows are being changed by hand"):
                run.app.driver.arm("orders.get_order:timeout")
            said = asyncio.ensure_future(run.app.driver.send(STATUS))
            await run.pilot.pause()
            assert not run.app.driver.session.turns
            go.set()
            await said
        await run.until(lambda: run.view.told.words.startswith("written"), "written")
        kinds = [event.kind for event in run.app.driver.session.outside]
        assert kinds.count("world_edited") == 1
        assert "cancelled" in run.app.driver.session.turns[0].reply
        log = read_recording(tmp_path / "sessions" / run.name / "log.jsonl").log
        at = [one.kind for one in log.events].index
        assert at("world_edited") < at("turn_started")


async def test_esc_stops_the_comparison_with_a_snapshot(
    settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "with recursive n(x) as (select 1 union all select x+1 from n) select max(x) from n"

    def differ(connection: sqlite3.Connection, table: Table) -> Iterator[RowChange]:
        connection.execute(endless)
        yield from ()

    monkeypatch.setattr(snapshots, "_differ", differ)
    async with db(settings, pack, tmp_path, (120, 36)) as run:
        run.app.run_slash("/db snapshot start")
        await run.until(lambda: "snapshot start" in run.view.told.words, "taken")
        run.app.run_slash("/db restore start")
        await run.until(lambda: run.view.asking, "compares")
        run.view.grid.focus()
        while run.view.asking:
            await run.pilot.press("escape")
        assert "the comparison was stopped" in run.view.told.words
