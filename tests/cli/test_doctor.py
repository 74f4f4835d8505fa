"""`sandbox doctor` finds what is there, says what is wrong, and gives nothing away."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.models import local_servers
from tests.cli.command_line import Sandbox, command_line
from tests.loopback.http import Answer, Received, Server
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Refuse, Say
from tests.loopback.thread import in_thread

ROOT = Path(__file__).parents[2]
KEY = "sk-proj-PlantedForTheDoctor0123456789"
Doctor = Callable[..., tuple[int, dict[tuple[str, str], dict[str, str]]]]


class Listing(Server):
    """A model server that says which models it has: `listed` by path, 404 else."""

    listed: dict[str, Any]

    async def answer(self, received: Received, answer: Answer) -> None:
        found = self.listed.get(received.path)
        await answer.whole(200 if found is not None else 404, found or {})


def listing(**listed: Any) -> Listing:
    server = Listing()
    server.listed = {path.replace("__", "/"): value for path, value in listed.items()}
    return server


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty project; no key, no server and no config of whoever runs the tests is in reach."""
    for name in [n for n in os.environ if n.endswith(("_KEY", "_TOKEN")) or "OLLAMA" in n]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / "config" / name)
    monkeypatch.setattr(local_servers, "_USUAL", ())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Sandbox:
    return command_line(monkeypatch, capsys)


@pytest.fixture
def doctor(run: Sandbox) -> Doctor:
    """Exit code, and each check by part and name."""

    def look(*words: str) -> tuple[int, dict[tuple[str, str], dict[str, str]]]:
        code, out, err = run("doctor", "--json", *words)
        assert err == ""
        return code, {(c["part"], c["name"]): c for c in json.loads(out)["checks"]}

    return look


def test_a_sound_installation_is_told_part_by_part(run: Sandbox) -> None:
    code, out, err = run("doctor")
    assert (code, err) == (0, "")
    headings = [line for line in out.splitlines() if line and not line.startswith(" ")]
    assert headings[:-1] == [
        "versions",
        "settings",
        "keys",
        "endpoints",
        "models",
        "pack",
        "sessions",
        "terminal",
        "screen",
        "files",
    ]
    assert headings[-1] == "All is well."


def test_each_setting_says_where_it_comes_from(
    doctor: Doctor, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".env").write_text("SANDBOX_SEED=3\nSANDBOX_API_KEY=sk-secret-of-ours\n")
    (project / ".sandbox").mkdir()
    (project / ".sandbox" / "config.toml").write_text('budget = 0.5\n[prices]\n"a/*" = "free"\n')
    monkeypatch.setenv("SANDBOX_REPAIR", "off")
    _, found = doctor()
    told = {name: check["told"] for (part, name), check in found.items() if part == "settings"}
    assert told["seed"] == "3  (.env)"
    assert told["api_key"] == "set  (.env)"
    assert told["budget"] == "0.5  (.sandbox/config.toml)"
    assert told["prices"] == "a/*  (.sandbox/config.toml)"
    assert told["repair"] == "off  (environment)"
    assert told["model"] == "sandbox/scripted  (default)"


def test_keys_are_told_by_name_and_source_and_never_shown(
    run: Sandbox, doctor: Doctor, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".env").write_text(f"ANTHROPIC_API_KEY={KEY}\n")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("SANDBOX_API_KEY", KEY)
    monkeypatch.setenv("GROQ_API_KEY", " ")
    _, found = doctor()
    assert found["keys", "openai"]["told"] == "OPENAI_API_KEY (environment)"
    assert found["keys", "anthropic"]["told"] == "ANTHROPIC_API_KEY (.env)"
    assert "GROQ_API_KEY" in found["keys", "not found"]["told"]
    printed = run("doctor")[1] + run("doctor", "--json")[1]
    assert KEY not in printed
    assert str(len(KEY)) not in " ".join(c["told"] for (p, _), c in found.items() if p == "keys")


def test_servers_that_run_are_found_and_offered(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    llama = {"data": [{"id": "qwen", "owned_by": "llamacpp", "meta": {"n_ctx": 4096}}]}
    ollama = {"models": [{"name": "llama3.1:8b"}]}
    with (
        in_thread(listing(__api__tags=ollama)) as one,
        in_thread(listing(__v1__models=llama)) as two,
    ):
        monkeypatch.setenv("OLLAMA_HOST", one.host)
        base = f"http://{two.host}/v1"
        monkeypatch.setattr(local_servers, "_USUAL", (("LM Studio", base, "openai"),))
        code, found = doctor()
    assert code == 0
    assert found["endpoints", "Ollama"]["hint"] == "sandbox chat --model ollama_chat/llama3.1:8b"
    offered = found["endpoints", "llama.cpp"]
    assert offered["told"] == f"{base}: openai/qwen"
    assert f"SANDBOX_API_BASE={base}" in offered["hint"]


@pytest.mark.parametrize(
    ("listed", "says", "status"),
    [
        ({}, "lists no models (404)", "warn"),
        ({"__v1__models": "<html>hi</html>"}, "no model server", "bad"),
    ],
)
def test_an_endpoint_of_ones_own_that_is_none_is_wrong(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, listed: dict[str, Any], says: str, status: str
) -> None:
    with in_thread(listing(**listed)) as server:
        monkeypatch.setenv("SANDBOX_API_BASE", f"http://me:{KEY}@{server.host}/v1")
        code, found = doctor()
    told = found["endpoints", "your endpoint"]
    assert (code, told["status"]) == (int(status == "bad"), status)
    assert says in told["told"]
    assert KEY not in str(found)


def test_nobody_is_asked_who_is_not_on_this_machine(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX_API_BASE", "https://models.example/v1")
    monkeypatch.setattr(local_servers, "_get", lambda url, key: pytest.fail("it was asked"))
    code, found = doctor()
    assert code == 0
    assert found["endpoints", "elsewhere"]["hint"] == "sandbox doctor --probe"


def test_models_that_settings_name_are_known_and_have_their_key(
    doctor: Doctor, run: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX_MODEL", "openai/gpt-5-mini")
    monkeypatch.setenv("SANDBOX_FALLBACK", "sandbox/scriptd, sandbox/scripted")
    code, found = doctor()
    assert code == 1
    assert "OPENAI_API_KEY" in found["models", "openai/gpt-5-mini"]["hint"]
    assert "sandbox/scripted" in found["models", "sandbox/scriptd"]["hint"]
    assert found["models", "sandbox/scripted"]["status"] == "ok"
    assert "sandbox/scriptd" in run("models")[1]


def test_a_faulty_price_is_one_line(run: Sandbox, project: Path) -> None:
    (project / ".sandbox").mkdir()
    (project / ".sandbox" / "config.toml").write_text('[prices]\n"a/b" = "cheap"\n')
    for command in ("doctor", "models"):
        code, out, err = run(command)
        assert (code, out) == (2, "")
        assert "price of a/b: 'cheap' is no price" in err
        assert len(err.splitlines()) == 1


def test_a_probe_asks_models_for_a_word(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(body: dict[str, Any]) -> Any:
        if body["model"] == "good":
            return Say("ready")
        return Refuse(401, {"error": {"message": f"Incorrect API key provided: {KEY}"}})

    with in_thread(OpenAIServer(script=answer)) as server:
        monkeypatch.setenv("SANDBOX_API_BASE", server.base)
        monkeypatch.setenv("SANDBOX_API_KEY", KEY)
        monkeypatch.setenv("SANDBOX_MODEL", "openai/good")
        monkeypatch.setenv("SANDBOX_FALLBACK", "openai/bad, sandbox/scripted")
        code, found = doctor("--probe")
    assert code == 1
    assert "first word after" in found["models", "openai/good"]["told"]
    assert "cost –" in found["models", "openai/good"]["told"]
    assert "refused the key" in found["models", "openai/bad"]["told"]
    assert found["models", "sandbox/scripted"]["status"] == "ok"
    assert KEY not in str(found)


def test_what_is_wrong_with_sessions_is_named(run: Sandbox, doctor: Doctor, project: Path) -> None:
    assert run("run", "-m", "hello, my mail is ann@shop.io")[0] == 0
    (one,) = (project / "home" / "sessions").iterdir()
    with (one / "log.jsonl").open("a") as log:
        log.write('{"kind":"turn_st')
    (one / "vault.json").chmod(0o644)
    (one / "world.sqlite").write_bytes(b"no database at all" * 100)
    one.with_name("lost").mkdir()
    code, found = doctor()
    assert code == 1
    assert found["sessions", "kept"]["told"].startswith("1, ")
    assert found["sessions", "torn logs"]["told"] == one.name
    assert found["sessions", "without a log"]["told"] == "lost"
    assert found["sessions", "vaults"]["status"] == "bad"
    assert one.name in found["sessions", "back-end"]["told"]
    assert found["sessions", "back-end"]["status"] == "bad"


def test_a_pack_that_can_not_be_read_is_wrong(
    doctor: Doctor, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "fixtures" / "mine").mkdir(parents=True)
    (project / "fixtures" / "mine" / "domain.yaml").write_text("name: mine\n")
    monkeypatch.setenv("SANDBOX_PACK", "mine")
    code, found = doctor()
    assert (code, found["pack", "mine"]["status"]) == (1, "bad")
    assert found["pack", "mine"]["hint"] == "sandbox lint mine"
    monkeypatch.setenv("SANDBOX_PACK", "brigthcart")
    assert "brightcart" in doctor()[1]["pack", "brigthcart"]["hint"]


def test_it_loads_neither_litellm_nor_textual(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom sandbox.cli.main import main\nsys.argv = ['sandbox', 'doctor']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('litellm', 'textual', 'openai') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "SANDBOX_HOME": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.endswith("[]\n"), done.stderr
