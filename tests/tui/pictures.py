"""Draws the pictures of the docs from real sessions: `python -m tests.tui.pictures [NAME …]`.

Scripted models, seed 7, clocks that count: the same code gives the same bytes. `docs/pictures.md`
is written too.
"""

import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, chdir
from pathlib import Path
from typing import cast

from sandbox import wiring
from sandbox.adapters.ask import AskScreen
from sandbox.cli.driver import ScreenDriver
from sandbox.cli.screen import library
from sandbox.settings import Settings
from sandbox.tui.app import HopscopeApp
from sandbox.tui.dock.log.ring import RING
from sandbox.tui.driver import Driver
from sandbox.tui.inspecting.recordings import RecordingsApp
from sandbox.tui.screens.replay import ReplayScreen
from tests.broken.record import file_of
from tests.broken.stories import BROKEN
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import wait_for
from tests.tui.picture_list import PICTURES, Picture
from tests.tui.real import Real
from tests.tui.stillness import still
from tests.tui.svg import svg_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "pictures.md"
FOLDER = ROOT / "docs" / "pictures"
SIZES = ((80, 24), (120, 36), (200, 50))
LARGEST = 3_000_000
"""Bytes that all pictures may have together."""


def names() -> list[str]:
    """All pictures, without size."""
    return [one.name for one in PICTURES] + [f"broken-{name}" for name in BROKEN]


def file_name(name: str, size: tuple[int, int]) -> str:
    return f"{name}-{size[0]}x{size[1]}.svg"


async def draw(name: str, size: tuple[int, int]) -> str:
    """The SVG of picture `name`. Works in a project and a home that are thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        with chdir(project), still(project / "home"):
            if name.startswith("broken-"):
                return await _broken(name.removeprefix("broken-"), size)
            picture = next(one for one in PICTURES if one.name == name)
            pack_of_its_own(project, picture.limit)
            async with _opened(project, size) as run:
                for text in picture.said:
                    await run.tell(text)
                await picture.show(run)
                return await _drawn(run.app, run, name)


async def _broken(name: str, size: tuple[int, int]) -> str:
    app = RecordingsApp(
        [file_of(name)],
        _settings(),
    )
    app.now = lambda: 0
    async with app.run_test(size=size) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ReplayScreen))
        screen = cast("ReplayScreen", app.screen)
        await wait_for(pilot, lambda: screen.over and screen.inspector.inspection is not None)
        await pilot.press("exclamation_mark")
        run = Real(app, pilot, cast("FakeDriver", None))
        return await _drawn(app, run, name)


async def _drawn(app: HopscopeApp, run: Real, name: str) -> str:
    """The screen once it is the same twice."""
    if app.main.pump is not None:
        app.main.pump.freeze()
    before = None
    while before != (before := run.screen_text()):
        await run.pilot.pause(0.3)
    return svg_of(app.screen._compositor.render_strips(), f"Hopscope: {name}")


@asynccontextmanager
async def _opened(project: Path, size: tuple[int, int]) -> AsyncIterator[Real]:
    settings = _settings()
    pack = wiring.load(settings, "brightcart")
    RING.lines.clear()

    async def factory() -> Driver:
        person = AskScreen()
        live = wiring.new_session(settings, pack, ask=person, home=project / "home")
        return cast("Driver", ScreenDriver(live, settings, person))

    app = HopscopeApp(factory, now=lambda: 0, library=library)
    async with app.run_test(size=size) as pilot:
        await wait_for(pilot, lambda: app.main.pump is not None)
        run = Real(app, pilot, cast("FakeDriver", app.driver))
        run.home = project / "home"
        yield run
        app.turns.cancel()
        await run.until(lambda: not app.turns.busy)


def _settings() -> Settings:
    return Settings(_env_file=None)  # pyright: ignore[reportCallIssue]


def pack_of_its_own(project: Path, limit: bool) -> None:
    """BrightCart in `project`; with `limit`, a refund of 49.90 has to be confirmed there."""
    for kind in ("fixtures", "prompts"):
        shutil.copytree(ROOT / kind / "brightcart", project / kind / "brightcart")
    if limit:
        data = project / "fixtures" / "brightcart" / "policy" / "data.yaml"
        text = re.sub(r'refund: "[\d.]+"', 'refund: "10.00"', data.read_text("utf-8"), count=1)
        data.write_text(text, "utf-8")


def page() -> str:
    """The text of `docs/pictures.md`."""
    lines = [
        "# Pictures",
        "",
        "Each screen at 120×36, and folded below it at 80×24 and 200×50. All are real sessions",
        "with scripted models; clocks count instead of running, so times in them are no",
        'measurement. `make pictures` draws them anew, `make pictures ARGS="chat db"` only these.',
        "",
    ]
    for one in PICTURES:
        lines += _section(one)
    lines += [
        "## Ten broken sessions",
        "",
        "Each after one key, `!`; [broken-sessions.md](broken-sessions.md) says what went wrong.",
        "",
    ]
    for name, story in BROKEN.items():
        lines += _section(Picture(f"broken-{name}", name, f"{story.title}.", _nothing), "###")
    return "\n".join(lines).rstrip() + "\n"


async def _nothing(run: Real) -> None:
    raise AssertionError("a broken session is opened as a recording")


def _section(one: Picture, head: str = "##") -> list[str]:
    shown = {size: f"![{one.title} at {size[0]}×{size[1]}](pictures/{file_name(one.name, size)})"
             for size in SIZES}  # fmt: skip
    small, medium, large = SIZES
    return [
        f"{head} {one.title}", "", one.says, "", shown[medium], "",
        "<details><summary>80×24 and 200×50</summary>", "",
        shown[small], "", shown[large], "", "</details>", "",
    ]  # fmt: skip


async def main(wanted: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    known = names()
    if wrong := [name for name in wanted if name not in known]:
        raise SystemExit(f"no picture {wrong[0]}: there are {', '.join(known)}")
    for name in wanted or known:
        for size in SIZES:
            path = FOLDER / file_name(name, size)
            path.write_text(await draw(name, size), "utf-8", newline="\n")
            print(f"{path.name}: {path.stat().st_size:,} bytes")
    if not wanted:
        kept = {file_name(name, size) for name in known for size in SIZES}
        for path in FOLDER.glob("*.svg"):
            if path.name not in kept:
                path.unlink()
    PAGE.write_text(page(), "utf-8", newline="\n")


if __name__ == "__main__":
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    asyncio.run(main(sys.argv[1:]))
