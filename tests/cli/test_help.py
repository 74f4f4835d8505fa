"""Every command has a page that teaches, and its examples are true."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from sandbox.cli.main import app
from sandbox.cli.pages import PAGES
from sandbox.domain.faults import SandboxError
from tests.cli.command_line import Sandbox

ROOT = Path(__file__).parents[2]
EXAMPLES = [(path, line) for path, page in PAGES.items() for line, _ in page.examples]
NOT_HERE = (
    "sandbox",
    "sandbox --model openai/gpt-5-mini",
    "sandbox db last retry 3.12",
    "sandbox models serve-local --port 8081 --threads 2",
    "sandbox models serve-local --stop",
    "sandbox mcp serve brightcart",
    "sandbox mcp serve brightcart --write --approve all",
    "sandbox mcp serve --http 8765 --as C-0012",
    "sandbox mcp serve --session last",
    "sandbox serve",
    "sandbox serve --port 0 --model sandbox/sloppy",
    "sandbox serve --host 0.0.0.0 --visitors 2",
    "sandbox bench",
    "sandbox bench --quick --json before.json",
    "sandbox bench --only hub_turn --against before.json",
    "sandbox bench --from run.json --markdown table.md",
    "sandbox import mcp crm --url https://crm.example/mcp --token CRM_TOKEN",
)
"""Examples, beside those of `chat`, that need a terminal, a dead letter, a server elsewhere, or the
extra `local`, that serve until they are stopped, or that take minutes or an earlier such run."""
ROOT_COMMAND: Any = typer.main.get_command(app)


def _commands(group: Any = ROOT_COMMAND, path: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        yield f"{path}{name}"
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path}{name} ")


def _parse(words: list[str]) -> None:
    """Parses a command line down to its command, and runs nothing."""
    command: Any = ROOT_COMMAND
    context: Any = command.make_context("sandbox", list(words))
    while hasattr(command, "commands") and context._protected_args:
        name, command, rest = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        assert command is not None
        if "--help" in rest:
            return
        context = command.make_context(name, rest, parent=context)


def test_every_command_has_a_page_and_every_page_a_command() -> None:
    assert {"", *_commands()} == set(PAGES)


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("VISUAL", "true")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_shows_purpose_examples_and_exit_codes(sandbox: Sandbox, path: str) -> None:
    code, out, err = sandbox(*path.split(), "--help")
    page, shown = PAGES[path], " ".join(out.split())
    assert (code, err) == (0, "")
    assert " ".join(page.teaches.split()) in shown
    assert f"Exit code: {page.exits}"[:40] in shown
    rows = [row.strip() for row in out.splitlines()]
    assert [line for line, says in page.examples if not {line, says} <= set(rows)] == []
    assert "<bool>" not in out


@pytest.mark.parametrize(("path", "line"), EXAMPLES)
def test_an_example_fits_a_line_and_is_one_of_its_command(path: str, line: str) -> None:
    assert len(line) <= 76
    program, *words = shlex.split(line)
    assert program == "sandbox"
    if path:
        assert words[: len(path.split())] == path.split()
    _parse(words)


@pytest.mark.parametrize(
    "line", [line for path, line in EXAMPLES if path != "chat" and line not in NOT_HERE]
)
def test_an_example_runs_as_it_is_printed(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str
) -> None:
    for part in ("fixtures", "prompts"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "examples" / "library", tmp_path, dirs_exist_ok=True)
    (tmp_path / "talk.yaml").write_text("- hello\n- where is my order 10042?\n", "utf-8")
    (tmp_path / "replies.yaml").write_text("- Hello, this is a person.\n", "utf-8")
    (tmp_path / "steps.jsonl").write_text('{"action": "go_on"}\n', "utf-8")
    prompt = (ROOT / "prompts" / "brightcart" / "agent.md.j2").read_text("utf-8")
    draft = prompt.replace('version: "', 'version: "draft-')
    (tmp_path / "draft.md.j2").write_text(draft, "utf-8")
    shutil.copy(ROOT / "tests" / "data" / "openapi" / "petstore.yaml", tmp_path)
    # For an example that starts this program as a server.
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    if "last" in line:
        assert sandbox("run", "-m", "where is my order 10042?")[0] == 0
    code, out, err = sandbox(*shlex.split(line)[1:])
    assert (code, "Traceback" in err) == (0, False), err
    assert out != ""


def test_options_of_the_chat_may_stand_without_its_name(tmp_path: Path) -> None:
    _parse(["--pack", "brightcart", "--model", "sandbox/sloppy", "--as", "C-0012", "--seed", "3"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--model", "x", "run", "-m", "hi"], "come after the command"),
        (["run", "-m", "hi", "--pack", "brigthcart"], "did you mean brightcart?"),
        (["rply"], "replay"),
        (["run", "-m", "hi", "--modell", "x"], "--model"),
    ],
)
def test_a_near_miss_names_what_was_meant(sandbox: Sandbox, words: list[str], says: str) -> None:
    code, out, err = sandbox(*words)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_a_dumb_terminal_and_a_pipe_are_told_in_one_line() -> None:
    for env in ({**os.environ}, {**os.environ, "TERM": "dumb"}):
        done = subprocess.run(
            [sys.executable, "-m", "sandbox.cli"],
            env=env,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1
        assert "sandbox run -m" in done.stderr


def test_debug_may_stand_anywhere(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError, match="no pack named"):
        sandbox("lint", "no-such-pack", "--debug")


def test_a_group_without_a_command_prints_its_help_and_nothing_else(
    sandbox: Sandbox,
) -> None:
    code, out, err = sandbox("sessions")
    assert (code, err) == (2, "")
    assert "sandbox sessions save" in out


def test_a_terminal_that_knows_only_ascii_is_no_obstacle(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "SANDBOX_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "sandbox.cli", "run", "-m", "where is my order 10042?"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert " ? sandbox/scripted ? " in done.stdout
