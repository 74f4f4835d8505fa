"""The Log pane: our own records, followed, filtered, found, opened and saved."""

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.tui.dock.log.ring import RING
from sandbox.tui.dock.log.view import LogView
from tests.tui.harness import Run, opened, text_of

MEDIUM, NARROW = (120, 36), (80, 24)
LOG = logging.getLogger("sandbox.test")


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    RING.lines.clear()
    yield
    RING.lines.clear()


async def shown(run: Run) -> LogView:
    await run.pilot.press("f8")
    view = run.app.main.panes["log"].view
    assert isinstance(view, LogView)
    await run.until(lambda: run.app.main.dock.name_open == "log")
    return view


async def test_records_are_kept_from_the_start_and_come_to_an_open_pane():
    async with opened(MEDIUM) as run:
        LOG.warning("said before it was opened [/x]")
        view = await shown(run)
        assert "said before it was opened [/x]" in text_of(view.list)
        LOG.info("said later")
        await run.until(lambda: "said later" in text_of(view.list))


async def test_the_level_filters_and_goes_round():
    async with opened(MEDIUM) as run:
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
            LOG.log(level, "of %s", logging.getLevelName(level).lower())
        view = await shown(run)
        seen: list[int] = []
        for _ in range(4):
            seen.append(sum(f"of {word}" in text_of(view.list) for word in
                            ("debug", "info", "warning", "error")))  # fmt: skip
            await run.pilot.press("f")
        assert seen == [3, 2, 1, 4]
        run.app.run_slash("/log error")
        await run.until(lambda: "of error" in text_of(view.list)
                        and "of info" not in text_of(view.list))  # fmt: skip


async def test_a_traceback_opens_below_its_record_without_machine_paths():
    async with opened(MEDIUM) as run:
        try:
            raise KeyError("[/bold]")
        except KeyError:
            LOG.exception("it broke")
        view = await shown(run)
        await run.until(lambda: "it broke" in text_of(view.list))
        assert "Traceback" not in text_of(view.list)
        await run.pilot.press("G", "enter")
        assert "Traceback" in text_of(view.list)
        assert str(Path(__file__).parents[2]) not in text_of(view.list)


async def test_it_follows_until_the_cursor_leaves_the_end_and_again_on_g():
    async with opened(NARROW) as run:
        view = await shown(run)
        for number in range(60):
            LOG.info("record %s.", number)
        await run.until(lambda: "record 59." in run.screen_text())
        await run.pilot.press("g")
        assert "record 0." in run.screen_text()
        LOG.info("one more")
        await run.until(lambda: "one more" in text_of(view.list))
        assert "record 0." in run.screen_text()
        await run.pilot.press("G")
        await run.until(lambda: "one more" in run.screen_text())


async def test_ten_thousand_records_cost_a_screenful_of_lines(monkeypatch: pytest.MonkeyPatch):
    async with opened(MEDIUM) as run:
        for number in range(12_000):
            LOG.info("record %s.", number)
        view = await shown(run)
        await run.until(lambda: "record 11999." in run.screen_text())
        assert len(view.list.shown) == RING.lines.maxlen == 10_000
        drawn: list[int] = []
        line = view.list.line
        monkeypatch.setattr(view.list, "line", lambda index: (drawn.append(index), line(index))[1])
        await run.pilot.press("k")
        await run.pilot.pause()
        assert 0 < len(drawn) <= 3 * view.list.size.height


async def test_it_is_found_by_words():
    async with opened(MEDIUM) as run:
        LOG.info("a needle in here")
        for number in range(50):
            LOG.info("hay %s", number)
        view = await shown(run)
        await run.pilot.press("slash", *"needle", "enter")
        assert view.list.record is not None
        assert view.list.record.text == "a needle in here"


async def test_it_is_saved_without_keys_paths_and_personal_values(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.chdir(tmp_path)
    async with opened(MEDIUM) as run:
        await shown(run)
        LOG.warning("mail of ada@lovelace.example, key sk-abcdefghijklmnop1234, in /home/ada/x.txt")
        await run.pilot.press("s")
        path = tmp_path / "damaged-parcel.log"
        await run.until(path.exists)
        await run.until(lambda: "Saved" in run.screen_text())
        text = path.read_text("utf-8")
        assert "mail of [EMAIL_1], key [key], in …/x.txt" in text
        await run.pilot.press("s")
        await run.until((tmp_path / "damaged-parcel-2.log").exists)


async def test_warnings_and_other_loggers_reach_it_and_never_the_terminal(
    capfd: pytest.CaptureFixture[str],
):
    async with opened(MEDIUM) as run:
        view = await shown(run)
        logging.getLogger("somebody.else").warning("from elsewhere")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = logging._showwarning  # type: ignore[attr-defined]
            warnings.warn("something is old", DeprecationWarning, stacklevel=1)
        await run.until(lambda: any("something is old" in one.text for one in RING.lines))
        await run.until(lambda: "py.warnings" in {one.name for one, *_ in view.list.shown})
        assert "from elsewhere" in text_of(view.list)
    assert "from elsewhere" not in capfd.readouterr().err


async def test_when_the_screen_is_gone_logging_is_as_it_was_before():
    root = logging.getLogger()
    before = list(root.handlers), logging.getLogger("sandbox").level
    async with opened(MEDIUM):
        assert RING in root.handlers
    assert (list(root.handlers), logging.getLogger("sandbox").level) == before
