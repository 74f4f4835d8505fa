"""Sessions held to a version of their pack, and replays on the versions that sessions kept."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.domain.faults import SandboxError
from sandbox.hub.live import LiveSession
from sandbox.settings import Settings
from tests.cli.command_line import Sandbox, command_line
from tests.own_pack import own_pack

QUESTION = "where is my order 10042?"
OLD, NEW = "was delivered on", "arrived, hurrah, on"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a brightcart of its own, as the current folder."""
    own_pack(tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path / "home"))
    return tmp_path / "shop"


@pytest.fixture
def begin(here: Path, settings: Settings, tmp_path: Path) -> Callable[..., LiveSession]:
    def start(pin: bool) -> LiveSession:
        pack = wiring.load(settings, "brightcart")
        return wiring.new_session(settings, pack, wiring.Start(pin=pin), home=tmp_path / "home")

    return start


@pytest.fixture
def sandbox(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Sandbox:
    return command_line(monkeypatch, capsys)


def _edit(here: Path, old: str = OLD, new: str = NEW) -> None:
    file = here / "fixtures/brightcart/procedures/order_status.md"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


async def _reply(live: LiveSession) -> str:
    await live.send(QUESTION)
    return live.session.turns[-1].reply


async def test_a_pinned_session_keeps_its_version_also_when_it_is_opened_again(
    begin: Callable[..., LiveSession], here: Path, settings: Settings, tmp_path: Path
) -> None:
    live = begin(pin=True)
    _edit(here)
    assert OLD in await _reply(live)
    await live.close()
    again = await wiring.open_session(settings, live.name, home=tmp_path / "home")
    assert OLD in await _reply(again)
    await again.close()


async def test_without_a_pin_it_follows_and_can_be_pinned_and_let_go(
    begin: Callable[..., LiveSession], here: Path, settings: Settings, tmp_path: Path
) -> None:
    live, home = begin(pin=False), tmp_path / "home"
    await live.send(QUESTION)
    await live.close()
    live = await wiring.open_session(settings, live.name, home=home, pinned=True)
    _edit(here)
    assert OLD in await _reply(live)
    await live.close()
    live = await wiring.open_session(settings, live.name, home=home, pinned=False)
    assert NEW in await _reply(live)
    await live.close()


async def test_a_pin_whose_copy_is_gone_says_how_to_go_on(
    begin: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live, home = begin(pin=True), tmp_path / "home"
    await live.send(QUESTION)
    await live.close()
    shutil.rmtree(live.folder.packs)
    with pytest.raises(SandboxError, match="that copy is gone or changed") as error:
        await wiring.open_session(settings, live.name, home=home)
    assert "--no-pin" in error.value.hint
    live = await wiring.open_session(settings, live.name, home=home, pinned=False)
    assert OLD in await _reply(live)
    await live.close()


async def test_a_fork_goes_on_with_another_version_and_the_first_branch_does_not(
    begin: Callable[..., LiveSession], here: Path, settings: Settings, tmp_path: Path
) -> None:
    live, home = begin(pin=False), tmp_path / "home"
    await live.send(QUESTION)
    shutil.copytree(here, tmp_path / "other")
    _edit(tmp_path / "other")
    onto = wiring.load(settings, str(tmp_path / "other/fixtures/brightcart"))
    branch = await wiring.fork_session(settings, live.name, 1, home=home, onto=onto)
    assert NEW in await _reply(branch)
    assert OLD in await _reply(live)
    await branch.close()
    again = await wiring.open_session(settings, branch.name, home=home)
    assert NEW in await _reply(again)
    await again.close()
    await live.close()


async def test_another_seed_is_refused_before_anything_is_left(
    begin: Callable[..., LiveSession], here: Path, settings: Settings, tmp_path: Path
) -> None:
    live, home = begin(pin=False), tmp_path / "home"
    await live.send(QUESTION)
    await live.close()
    shutil.copytree(here, tmp_path / "other")
    rows = tmp_path / "other/fixtures/brightcart/rows/leads.csv"
    rows.write_text("\n".join(rows.read_text("utf-8").split("\n")[:-2]) + "\n", "utf-8")
    onto = wiring.load(settings, str(tmp_path / "other/fixtures/brightcart"))
    before = sorted((home / "sessions").iterdir())
    with pytest.raises(SandboxError, match="rows/ of brightcart is not the one"):
        await wiring.fork_session(settings, live.name, 1, home=home, onto=onto)
    assert sorted((home / "sessions").iterdir()) == before


def test_the_command_tells_the_two_apart(sandbox: Sandbox, here: Path) -> None:
    code, _, _ = sandbox("run", "-m", QUESTION)
    assert code == 0
    _edit(here)
    code, out, _ = sandbox("replay", "last")
    assert (code, "differs" in out) == (1, True)
    code, out, _ = sandbox("replay", "last", "--pinned")
    assert (code, "identical" in out) == (0, True)
    code, out, _ = sandbox("sessions", "fork", "last", "--turn", "1", "-m", QUESTION)
    assert NEW in out
    # The fork began before the edit and went on after it: two versions, each from its copy.
    code, out, _ = sandbox("replay", "last", "--pinned")
    assert (code, "identical" in out) == (0, True)


def test_a_version_that_nobody_kept_is_named(sandbox: Sandbox, here: Path, tmp_path: Path) -> None:
    sandbox("run", "-m", QUESTION, "--save", str(tmp_path / "kept.rec.jsonl"))
    code, out, err = sandbox("replay", str(tmp_path / "kept.rec.jsonl"), "--pinned")
    assert (code, "identical" in out) == (0, True)
    for copies in (tmp_path / "home/sessions").glob("*/packs"):
        shutil.rmtree(copies)
    code, out, err = sandbox("replay", str(tmp_path / "kept.rec.jsonl"), "--pinned")
    assert code == 3
    assert "no session here has kept version" in err
    assert "leave --pinned out" in err


@pytest.mark.parametrize("other", [("--mode", "drift"), ("--sweep",), ("--pack", "brightcart")])
def test_pinned_goes_with_strict_alone(sandbox: Sandbox, other: tuple[str, ...]) -> None:
    code, _, err = sandbox("replay", "last", "--pinned", *other)
    assert (code, "--pinned goes with strict alone" in err) == (2, True)
