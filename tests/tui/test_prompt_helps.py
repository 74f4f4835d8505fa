"""Completion from the session, history over sessions, its search, the editor, folded pastes."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import TextArea

from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.commands import COMMANDS
from sandbox.tui.human.composer import Composer
from sandbox.tui.prompting import editor
from sandbox.tui.prompting.arguments import ARGUMENTS
from sandbox.tui.prompting.history import FILE, keep, merged, past
from sandbox.tui.prompting.offer import Offer, best
from sandbox.tui.prompting.rows import MOST, find_rows
from sandbox.tui.prompting.search import HistoryPicker
from sandbox.tui.prompting.typed import Typed, typed
from sandbox.tui.widgets.prompt import Prompt
from sandbox.world.database import WorldDatabase
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import Run, opened, text_of, wait_for
from tests.tui.real import STATUS, real


def words(run: Run) -> list[str]:
    return [one.word for one in run.app.main.completion.offers]


@pytest.fixture
def world(tmp_path: Path, pack: Pack) -> Path:
    path = tmp_path / "world.sqlite"
    WorldDatabase.create(path, pack).close()
    return path


# What is typed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("/mo", Typed("command", "/mo", 3)),
        ("/model gp", Typed("argument", "gp", 2, "model", ())),
        ("/fault off ", Typed("argument", "", 0, "fault", ("off",))),
        ("where is @1004", Typed("row", "1004", 5)),
        ("/as @nad", Typed("row", "nad", 4)),
        ("mail me@home.example", None),
        ("just words", None),
        ("/" + "x" * 500, None),
    ],
)
def test_what_is_typed_is_told_from_the_line(line: str, found: Typed | None):
    assert typed(line, first=True, last=True) == found


def test_a_slash_in_the_middle_of_a_text_is_no_command():
    assert typed("/model gp", first=False, last=True) is None
    assert typed("/model gp", first=True, last=False) is None


def test_the_best_come_first_and_letters_in_order_last():
    offers = [Offer("xnord"), Offer("solar-nord"), Offer("nord"), Offer("n-o-r-d"), Offer("none")]
    assert [one.word for one in best("nord", offers)] == ["nord", "solar-nord", "xnord", "n-o-r-d"]


def test_completers_are_of_commands_that_take_something():
    takes = {one.name for one in COMMANDS if one.argument}
    assert set(ARGUMENTS) <= takes


# Rows ------------------------------------------------------------------------------------------


def test_rows_are_found_by_id_by_name_and_by_their_customer(world: Path, pack: Pack):
    def keys(word: str, speaker: str = "") -> list[str]:
        tables = pack.tables.values()
        return [one.key for one in find_rows(world, tables, pack.customer_table, word, speaker)]

    assert keys("10042")[0] == "O-10042"
    assert keys("C-0007")[0] == "C-0007"
    assert keys("nadia")[0] == "C-0007"
    assert "O-10042" in keys("nadia brandvik"[:5], "C-0007")
    assert keys("o-1004", "C-0007")[0] == "O-10042"
    assert keys("zzzzqq") == []


def test_what_is_typed_is_never_sql(world: Path, pack: Pack):
    for word in ("'; drop table orders; --", "%", "_", "\\", '"', "100%_\\"):
        find_rows(world, pack.tables.values(), pack.customer_table, word)
    assert find_rows(world, pack.tables.values(), pack.customer_table, "10042")
    assert not find_rows(world, pack.tables.values(), pack.customer_table, "%%")


def test_ten_thousand_rows_are_looked_through_and_a_few_come_back(world: Path, pack: Pack):
    import sqlite3

    with sqlite3.connect(world) as connection:
        connection.create_function("exact", 1, repr)
        row = connection.execute("SELECT * FROM orders LIMIT 1").fetchone()
        marks = ",".join("?" * len(row))
        more = ((f"O-9{n:04}", *row[1:]) for n in range(10_000))
        connection.executemany(f"INSERT INTO orders VALUES ({marks})", more)
    connection.close()
    found = find_rows(world, pack.tables.values(), pack.customer_table, "O-9")
    assert len([one for one in found if one.key.startswith("O-9")]) == MOST
    assert find_rows(world, [pack.tables["orders"]], "customers", "O-99999")[0].key == "O-99999"


def test_a_database_that_is_not_there_offers_nothing(tmp_path: Path, pack: Pack):
    assert find_rows(tmp_path / "none.sqlite", pack.tables.values(), "customers", "a") == []


async def test_at_offers_rows_and_puts_their_id(settings: Settings, pack: Pack, tmp_path: Path):
    async with real(settings, pack, tmp_path / "home", (120, 36)) as run:
        main = run.app.main
        await run.pilot.press(*"where is @nadia")
        await run.until(lambda: words(run)[:1] == ["C-0007"], "customer offered")
        assert "Nadia Brandvik" in run.screen_text()
        await run.pilot.press("backspace", "backspace", "backspace", "backspace", "backspace")
        await run.pilot.press(*"10070")
        await run.until(lambda: words(run)[:1] == ["O-10070"], "order offered")
        await run.pilot.press("enter")
        assert main.prompt.text == "where is O-10070"
        assert not run.app.driver.session.turns
        run.app.run_slash("/mask")
        await run.pilot.press(*" @nadia")
        await run.until(lambda: words(run)[:1] == ["C-0007"], "offered again")
        assert "Brandvik" not in run.screen_text()
        await run.pilot.press("escape")
        assert not main.completion.display
        await run.pilot.press("ctrl+u")


async def test_arguments_come_from_the_session(settings: Settings, pack: Pack, tmp_path: Path):
    async with real(settings, pack, tmp_path / "home", (120, 36), STATUS) as run:
        prompt = run.app.main.prompt

        async def offered(line: str, word: str) -> None:
            prompt.put(line)
            await run.until(lambda: word in words(run), f"{word} after {line}")

        await offered("/fault orders.get_o", "orders.get_order:")
        await offered("/fault orders.get_order:ti", "orders.get_order:timeout")
        await offered("/model sl", "sandbox/sloppy")
        await offered("/replay ref", "refund-approved")
        await offered("/replay ", run.name)
        await offered("/theme nor", "nord")
        await offered("/edit ", "1")
        await offered("/mark b", "bad")
        await offered("/new --as nad", "C-0007")
        await offered("/tools issue", "issue_refund")
        await offered("/trace is", "is:")
        prompt.put("")
        await run.until(lambda: not run.app.main.completion.display)


async def test_enter_runs_what_is_typed_unless_another_was_chosen():
    async with opened() as run:
        prompt = run.app.main.prompt
        prompt.put("/theme nor")
        await run.until(lambda: "nord" in words(run))
        await run.pilot.press("enter")
        await run.until(lambda: "there is no theme nor" in text_of(run.app.main.chat))
        prompt.put("/theme nor")
        await run.until(lambda: "nord" in words(run))
        await run.pilot.press("down", "up", "enter")
        assert prompt.text == "/theme nord"


# History ---------------------------------------------------------------------------------------


def test_history_is_private_and_in_the_sessions_own_folder(tmp_path: Path):
    folder = tmp_path / "sessions" / "one"
    folder.mkdir(parents=True)
    keep(folder, "my mail is ada@lovelace.example\nand ↑")
    keep(folder, "/fault off")
    keep(folder, "x" * 1_000_000)
    assert past(folder) == ["my mail is ada@lovelace.example\nand ↑", "/fault off"]
    if os.name != "nt":
        assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_history_of_other_sessions_comes_before_this_ones(tmp_path: Path):
    for at, (name, text) in enumerate((("a", "first"), ("b", "second"), ("c", "third")), 1):
        folder = tmp_path / name
        folder.mkdir()
        keep(folder, text)
        os.utime(folder / FILE, ns=(at, at))
    assert past(tmp_path / "b") == ["first", "third", "second"]
    assert past(tmp_path / "new") == ["first", "second", "third"]
    assert merged(["a", "b"], ["c", "a"]) == ["b", "c", "a"]


def test_a_torn_history_loses_one_line(tmp_path: Path):
    folder = tmp_path / "sessions" / "one"
    folder.mkdir(parents=True)
    keep(folder, "whole")
    with (folder / FILE).open("a") as file:
        file.write('"half')
    assert past(folder) == ["whole"]


async def test_what_was_sent_is_there_in_the_next_session(
    settings: Settings, pack: Pack, tmp_path: Path
):
    home = tmp_path / "home"
    async with real(settings, pack, home, (120, 36)) as run:
        await run.tell(f"{STATUS} I am Nadia Brandvik")
        await run.tell("/fault orders.get_order:timeout")
        log = (home / "sessions" / run.name / "log.jsonl").read_text()
        assert "Brandvik" not in log
    async with real(settings, pack, home, (120, 36)) as run:
        prompt = run.app.main.prompt
        await run.until(lambda: prompt.past, "history is read")
        await run.pilot.press("up")
        assert prompt.text == "/fault orders.get_order:timeout"
        await run.pilot.press("escape", "up")
        assert prompt.text == f"{STATUS} I am Nadia Brandvik"
        await run.pilot.press("ctrl+u")


async def test_ctrl_r_searches_what_was_sent():
    async with opened(turns=("first order", "second thing", "third order")) as run:
        await run.pilot.press("ctrl+r")
        await run.until(lambda: isinstance(run.app.screen, HistoryPicker))
        await run.pilot.press(*"order", "ctrl+r", "enter")
        await run.back()
        assert run.app.main.prompt.text == "first order"


async def test_a_masked_screen_shows_nothing_of_what_was_sent():
    async with opened(turns=("I am ada@lovelace.example",)) as run:
        run.app.run_slash("/mask")
        await run.pilot.press("up")
        assert run.app.main.prompt.text == ""
        await run.pilot.press("ctrl+r")
        await run.until(lambda: "It may hold real values" in text_of(run.app.main.chat))
        assert run.app.screen is run.app.main
        run.app.run_slash("/mask")
        await run.pilot.press("up")
        assert run.app.main.prompt.text == "I am ada@lovelace.example"


# The editor ------------------------------------------------------------------------------------

Leave = Callable[[Path], int]


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch) -> Callable[[Leave], None]:
    """An editor that does what it is told; the screen has no terminal to give away here."""
    import contextlib
    import subprocess

    from sandbox.tui.app import HopscopeApp

    monkeypatch.setattr(HopscopeApp, "suspend", lambda self: contextlib.nullcontext())
    monkeypatch.setenv("VISUAL", "my-editor --wait")

    def leaves(leave: Leave) -> None:
        def run(command: list[str], check: bool) -> object:
            assert command[:2] == ["my-editor", "--wait"]
            return subprocess.CompletedProcess(command, leave(Path(command[-1])))

        monkeypatch.setattr(editor.subprocess, "run", run)

    return leaves


def writes(text: str, code: int = 0) -> Leave:
    def leave(path: Path) -> int:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name == "nt"
        path.write_text(text, "utf-8")
        return code

    return leave


async def test_the_editor_takes_the_text_and_gives_it_back(edits: Callable[[Leave], None]):
    async with opened() as run:
        seen: list[Path] = []

        def leave(path: Path) -> int:
            seen.append(path)
            assert path.read_text("utf-8") == "was"
            return writes("now\nin two lines\n")(path)

        edits(leave)
        await run.pilot.press(*"was", "ctrl+g")
        assert run.app.main.prompt.text == "now\nin two lines"
        assert not seen[0].exists()


async def test_an_editor_that_fails_loses_no_word(edits: Callable[[Leave], None]):
    async with opened() as run:
        prompt = run.app.main.prompt
        edits(writes("what was written", code=3))
        await run.pilot.press(*"typed", "ctrl+g")
        assert prompt.text == "typed"
        assert "my-editor ended with 3" in text_of(run.app.main.chat)
        assert prompt.past[-1] == "what was written"


async def test_an_editor_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VISUAL", "no-such-editor-here")
    async with opened() as run:
        await run.pilot.press(*"typed", "ctrl+g")
        assert run.app.main.prompt.text == "typed"
        said = text_of(run.app.main.chat)
        assert "no editor can take over this screen" in said or "can't run the editor" in said


async def test_a_running_turn_keeps_the_editor_away(edits: Callable[[Leave], None]):
    edits(writes("never"))
    async with opened(driver=FakeDriver(closed=("infer",))) as run:
        await run.say("wait", ends=False)
        await run.until(lambda: run.driver.session.running)
        await run.pilot.press(*"next", "ctrl+g")
        assert run.app.main.prompt.text == "next"
        assert "would hold it up" in text_of(run.app.main.chat)


# Pastes ----------------------------------------------------------------------------------------


async def test_many_lines_fold_are_sent_whole_and_are_taken_away_whole():
    async with opened() as run:
        prompt = run.app.main.prompt
        text = "\r\n".join(f"line {n}" for n in range(500))
        prompt.post_message(events.Paste(text))
        await run.until(lambda: "500 lines" in prompt.text)
        assert prompt.whole == text.replace("\r\n", "\n")
        await run.pilot.press("backspace")
        assert prompt.text == ""
        assert prompt.whole == ""
        prompt.post_message(events.Paste("a\nb\nc"))
        await run.until(lambda: prompt.text == "a\nb\nc")


async def test_lines_come_as_lines_however_a_terminal_pastes_them():
    class Fields(App[None]):
        def compose(self) -> ComposeResult:
            yield Composer(lambda key: None)
            yield Prompt()

    async with Fields().run_test() as pilot:
        for field in pilot.app.query(TextArea):
            field.focus()
            field.post_message(events.Paste("a\rb\r\nc"))
            await wait_for(pilot, lambda field=field: field.text == "a\nb\nc", "pasted")
