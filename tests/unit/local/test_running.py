"""The local model's process: what is told where it can't run, and never somebody else's process."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.local.running import LocalServer
from sandbox.local.weights import QWEN, SMALL, installed

WITHOUT = find_spec("xllamacpp") is None
RUNS = not WITHOUT and installed(SMALL)


@pytest.fixture
def server(tmp_path: Path) -> LocalServer:
    (tmp_path / "local").mkdir()
    return LocalServer(tmp_path)


def test_nothing_runs_where_nothing_was_started(server: LocalServer) -> None:
    assert server.running() is None
    assert server.stop() is False


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x"}'])
def test_a_torn_state_file_is_nothing_running(server: LocalServer, text: str) -> None:
    (server.folder / "server.json").write_text(text)
    assert server.running() is None
    assert server.stop() is False


def test_a_process_that_only_has_the_same_id_is_never_stopped(server: LocalServer) -> None:
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        told = {"name": "tiny", "pid": other.pid, "base": "http://127.0.0.1:1/v1"}
        (server.folder / "server.json").write_text(json.dumps(told))
        assert server.running() is None
        assert server.stop() is False
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_the_holder_of_the_lock_is_what_runs(server: LocalServer) -> None:
    file = server.folder / "server.json"
    told = {"name": "tiny", "pid": os.getpid(), "base": "http://127.0.0.1:1/v1"}
    code = (
        "import sys\nfrom sandbox.log.lock import locked\n"
        f"file = open({str(file)!r}, 'w')\nassert locked(file.fileno())\n"
        f"file.write({json.dumps(told)!r})\nfile.flush()\nprint('held', flush=True)\ninput()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        there = server.running()
        assert there is not None
        assert (there.pid, there.base) == (told["pid"], told["base"])
        with pytest.raises(SandboxError, match="runs already"):
            server.start(QWEN)
    finally:
        holder.kill()
        holder.wait()
    assert server.running() is None


@pytest.mark.skipif(not WITHOUT, reason="the extra `local` is installed")
def test_without_the_extra_it_says_what_to_install(server: LocalServer) -> None:
    with pytest.raises(SandboxError, match="xllamacpp") as error:
        server.start(QWEN)
    assert "hopscope[local]" in error.value.hint


@pytest.mark.live
@pytest.mark.skipif(not RUNS, reason="neither engine nor the small weights are installed")
def test_a_real_server_answers_until_it_is_stopped(server: LocalServer) -> None:
    there = server.start(SMALL, port=8099, context=512)
    try:
        with urlopen(f"{there.base}/models", timeout=5) as answer:
            assert SMALL.name in answer.read().decode()
    finally:
        assert server.stop()
    assert server.running() is None
