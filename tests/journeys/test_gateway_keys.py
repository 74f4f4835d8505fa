"""Keys go to the provider and nowhere else: no file, line or screen holds one."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AskScreen
from sandbox.cli.driver import ScreenDriver
from sandbox.models.litellm_door import door
from sandbox.settings import load_settings
from sandbox.tui.app import HopscopeApp
from tests.loopback.anthropic_server import AnthropicServer
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Call, Refuse, Say, Step
from tests.loopback.thread import in_thread
from tests.tui.harness import Run, wait_for

PLANTED = {
    "SANDBOX_API_KEY": "swordfish-of-no-known-shape-31",
    "OPENAI_API_KEY": "sk-proj-PlantedOpenAI0123456789abcdef",
    "ANTHROPIC_API_KEY": "sk-ant-PlantedAnthropic0123456789ab",
    "GEMINI_API_KEY": "AIzaPlantedGemini0123456789abcdefghijklm",
    "MISTRAL_API_KEY": "plainPlantedMistral0123456789",
}
ASK = "where is my order 10042?"
ROOT = Path(__file__).parents[2]


def _echo(status: int, key: str) -> Refuse:
    """An error that repeats the key, as some do."""
    message = f"Incorrect API key provided: {key}. Authorization: Bearer {key}"
    return Refuse(status, {"error": {"message": message, "type": "invalid", "code": "x"}})


def _steps(key: str) -> list[Step]:
    """What a server says that means harm: in errors, in words, in a call, in its usage."""
    return [
        Say(f"Your key is {key}, is it not?"),
        Say("", calls=(Call("get_order", json.dumps({"order_id": key})),)),
        Say("Sorry."),
        _echo(401, key),
        _echo(400, key),
        Refuse(500, f"<html>{key}</html>"),
        Refuse(200, {"key": key}),
    ]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project whose `.env` holds half of the keys."""
    (tmp_path / "fixtures").mkdir()
    (tmp_path / ".env").write_text(
        "".join(f"{name}={key}\n" for name, key in list(PLANTED.items())[:2])
    )
    return tmp_path


def _leaks(folder: Path, printed: str) -> Iterator[str]:
    """Where a planted key, or its second half, is found."""
    texts = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for name, key in PLANTED.items():
        for part in (key, key[len(key) // 2 :]):
            if part in printed:
                yield f"{name} is printed"
            for path, data in texts.items():
                if path.name != ".env" and part.encode() in data:
                    yield f"{name} in {path.relative_to(folder)}"


def _run(project: Path, base: str, *words: str) -> str:
    """All that a command prints, run as a user would."""
    environ = dict(os.environ) | dict(list(PLANTED.items())[2:])
    environ |= {
        "SANDBOX_HOME": str(project / "home"),
        "ANTHROPIC_API_BASE": base,
        "PYTHONPATH": str(ROOT),
        "XDG_CONFIG_HOME": str(project / "config"),
    }
    if base.endswith("/v1"):
        environ["SANDBOX_API_BASE"] = base
    done = subprocess.run(
        [sys.executable, "-m", "sandbox.cli", *words],
        cwd=project,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr or "--debug" in words
    return done.stdout + done.stderr


def test_a_planted_key_is_in_no_file_and_no_line(project: Path) -> None:
    key = PLANTED["SANDBOX_API_KEY"]
    with in_thread(OpenAIServer(script=_steps(key))) as server:
        model = ("--model", "openai/gpt-4o-mini")
        printed = _run(project, server.base, "run", "-m", ASK, *model, "--save", "one")
        for words in (ASK, "and my refund?", "hello", "hello again"):
            printed += _run(project, server.base, "run", "-m", words, *model, "--json")
        printed += _run(project, server.base, "--debug", "run", "-m", ASK, *model)
        sent = {received.headers["authorization"] for received in server.requests}
    for words in (("sessions", "export", "last"), ("sessions", "show", "last", "--json")):
        printed += _run(project, "", *words)
    assert sent == {f"Bearer {key}"}
    assert "[key]" in printed
    assert len(list((project / "home" / "sessions").iterdir())) == 6
    assert list(_leaks(project, printed)) == []


def test_nor_is_one_of_a_provider_that_repeats_it(project: Path) -> None:
    key = PLANTED["ANTHROPIC_API_KEY"]
    with in_thread(AnthropicServer(script=_steps(key))) as server:
        printed = ""
        for _ in range(4):
            model = ("--model", "anthropic/claude-haiku-4-5")
            printed += _run(project, server.base, "run", "-m", ASK, *model)
        sent = {received.headers["x-api-key"] for received in server.requests}
    printed += _run(project, "", "models", "--json") + _run(project, "", "models")
    assert sent == {key}
    assert "ANTHROPIC" not in printed or "ANTHROPIC_API_KEY" in printed
    assert list(_leaks(project, printed)) == []


async def test_a_screen_that_is_exported_holds_no_key(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, key in PLANTED.items():
        monkeypatch.setenv(name, key)
    monkeypatch.setenv("SANDBOX_HOME", str(project / "home"))
    await door()
    async with OpenAIServer(script=_steps(PLANTED["SANDBOX_API_KEY"])) as server:
        monkeypatch.setenv("SANDBOX_API_BASE", server.base)
        settings = load_settings(project)
        pack = wiring.load(settings, "brightcart")
        start = wiring.Start(model="openai/gpt-4o-mini")

        async def driver() -> ScreenDriver:
            person = AskScreen()
            live = wiring.new_session(settings, pack, start, ask=person)
            return ScreenDriver(live, settings, person)

        app = HopscopeApp(driver)  # pyright: ignore[reportArgumentType]
        shown: list[str] = []
        async with app.run_test(size=(120, 36)) as pilot:
            await wait_for(pilot, lambda: app.main.pump is not None, "session opens")
            run = Run(app, pilot, app.driver)  # pyright: ignore[reportArgumentType]
            heard: list[str] = []
            app.driver.on_progress(lambda turn, text: heard.append(text))  # pyright: ignore
            for words in (ASK, "and my refund?", "hello"):
                await run.say(words)
                shown.append(app.export_screenshot())
    assert "[key]" in "".join(heard)
    assert all("[key]" in screen for screen in shown)
    assert list(_leaks(project, "".join((*shown, *heard)))) == []
