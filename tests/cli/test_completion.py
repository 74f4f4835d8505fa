"""Tab offers what is there, quickly, in each shell that people use."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.test_imports import HEAVY

ROOT = Path(__file__).parents[2]
PROGRAM = "import sys; sys.argv = ['sandbox']; from sandbox.cli.main import main; main()"
TAIL = "\nfinally:\n import json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"


def _env(tmp_path: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "SANDBOX_HOME": str(tmp_path / "home"), "COLUMNS": "100", **more}


def _complete(line: str, tmp_path: Path, program: str = PROGRAM, cwd: Path = ROOT) -> list[str]:
    """The lines that bash is given when Tab is pressed at the end of `line`."""
    words = line.split(" ")
    env = _env(
        tmp_path, _SANDBOX_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1)
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [word for word in done.stdout.splitlines() if word]


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("sandbox re", "replay"),
        ("sandbox sessions ve", "verify"),
        ("sandbox --pack bri", "brightcart"),
        ("sandbox run --pack bri", "brightcart"),
        ("sandbox lint bri", "brightcart"),
        ("sandbox packs --copy bri", "brightcart"),
        ("sandbox run --model sandbox/s", "sandbox/sloppy"),
        ("sandbox chat --as C-000", "C-0007"),
        ("sandbox run --approve ", "none"),
        ("sandbox run --fault orders.get_", "orders.get_order:"),
        ("sandbox run --fault model:cut", "model:cut_stream"),
        ("sandbox --fault orders.get_order:tim", "orders.get_order:timeout"),
        ("sandbox check call get_o", "get_order"),
        ("sandbox replay --mode ", "strict"),
        ("sandbox replay fixtures/brightcart/recordings/ref", "refund"),
        ("sandbox replay fix", "fixtures/"),
        ("sandbox sessions show la", "last"),
        ("sandbox run --resume la", "last"),
    ],
)
def test_what_begins_like_the_word_is_offered(line: str, offers: str, tmp_path: Path) -> None:
    begun = line.rpartition(" ")[2]
    offered = _complete(line, tmp_path)
    assert any(offers in word for word in offered)
    assert all(word.startswith(begun) for word in offered)


def test_a_session_is_offered_by_its_id(tmp_path: Path) -> None:
    session = tmp_path / "home" / "sessions" / "20260102-0304-abcdef"
    session.mkdir(parents=True)
    (session / "log.jsonl").write_text("")
    assert _complete("sandbox sessions show 2026", tmp_path) == [session.name]
    assert session.name in _complete("sandbox replay 2026", tmp_path)


def test_a_model_of_a_provider_is_offered_when_its_key_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    assert all(word.startswith("openai/") for word in _complete("sandbox run --model op", tmp_path))
    assert _complete("sandbox run --model op", tmp_path) != []


def test_customers_are_those_of_the_pack_on_the_line(tmp_path: Path) -> None:
    pack = tmp_path / "fixtures" / "tiny"
    (pack / "rows").mkdir(parents=True)
    (pack / "domain.yaml").write_text("customer_table: people\n", "utf-8")
    (pack / "rows" / "people.csv").write_text("id,name\nP-1,x\n", "utf-8")
    offered = _complete("sandbox run --pack tiny --as ", tmp_path, cwd=tmp_path)
    assert offered == ["nobody", "P-1"]


def test_a_broken_pack_offers_nothing_and_says_nothing(tmp_path: Path) -> None:
    pack = tmp_path / "fixtures" / "brightcart"
    pack.mkdir(parents=True)
    (pack / "domain.yaml").write_text("}{", "utf-8")
    assert _complete("sandbox run --as ", tmp_path, cwd=tmp_path) == []


@pytest.mark.parametrize(
    "line",
    [
        "sandbox ",
        "sandbox run --pack ",
        "sandbox run --model ",
        "sandbox run --as ",
        "sandbox replay ",
    ],
)
def test_nothing_heavy_is_loaded_for_it(line: str, tmp_path: Path) -> None:
    program = "import sys\ntry:\n " + PROGRAM.replace("; ", "\n ") + TAIL
    *_, last = _complete(line, tmp_path, program)
    modules = set(json.loads(last))
    assert modules & {*HEAVY, "textual", "rich"} == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script_and_its_kind_of_answer(shell: str, tmp_path: Path) -> None:
    command = [shutil.which("sandbox", path=str(Path(sys.executable).parent)) or "sandbox"]
    script = subprocess.run(
        [*command, "--show-completion", shell],
        env=_env(tmp_path, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"complete_{shell}" in script
    answer = subprocess.run(
        command,
        env=_env(
            tmp_path,
            _SANDBOX_COMPLETE=f"complete_{shell}",
            _TYPER_COMPLETE_ARGS="sandbox repl",
            _TYPER_COMPLETE_FISH_ACTION="get-args",
            COMP_WORDS="sandbox repl",
            COMP_CWORD="1",
        ),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "replay" in answer


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_installed_script_works_in_a_real_bash(tmp_path: Path) -> None:
    env = _env(
        tmp_path,
        HOME=str(tmp_path),
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1",
    )
    install = ["sandbox", "--install-completion", "bash"]
    subprocess.run(install, cwd=ROOT, env=env, capture_output=True, check=True)
    press = (
        'source "$HOME/.bashrc"; COMP_WORDS=(sandbox run --pack bri); COMP_CWORD=3;'
        ' _sandbox_completion sandbox; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", press], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["brightcart"]
