"""The local model's server as a process of its own: started, found, stopped."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sandbox.domain.faults import SandboxError
from sandbox.local.weights import Weights, file_of, installed
from sandbox.log.lock import locked

PORT: Final = 8080
"""llama.cpp's own, so that it is found like any other server of that kind."""

CONTEXT: Final = 8192
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 10.0
_STEP: Final = 0.1


@dataclass(frozen=True)
class Local:
    """A server that runs. `base` is the address of its OpenAI-compatible API."""

    name: str
    pid: int
    base: str


class LocalServer:
    """The one server of a state folder: its files are in `home/local/`."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "local"
        self._lock = self.folder / "server.json"
        self.log = self.folder / "server.log"

    def running(self) -> Local | None:
        """What runs, None for nothing. A process that died, or another with its id, is none."""
        try:
            with self._lock.open("r+") as file:
                # Shared, so that two who look do not take each other for the server.
                if locked(file.fileno(), shared=True):
                    return None  # nobody holds it, so nobody lives
                told = json.loads(file.read())
            return Local(str(told["name"]), int(told["pid"]), str(told["base"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def start(
        self,
        weights: Weights,
        *,
        port: int = PORT,
        context: int = CONTEXT,
        threads: int = 0,
        told: Callable[[int, int], None] = lambda done, whole: None,
    ) -> Local:
        """Starts it in the background and waits until it answers; it outlives this program.

        `threads` 0 is one for each core. `told` hears of the joining of the weights. Raises
        `SandboxError`: engine or weights are missing, one runs already, or it does not start.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "start.lock").open("a+") as one_at_a_time:
            if not locked(one_at_a_time.fileno()):
                raise SandboxError("a local model is being started", "wait a moment", code=2)
            return self._start(weights, port, context, threads, told)

    def _start(
        self,
        weights: Weights,
        port: int,
        context: int,
        threads: int,
        told: Callable[[int, int], None],
    ) -> Local:
        if (there := self.running()) is not None:
            raise SandboxError(
                f"{there.name} runs already, at {there.base}",
                "stop it first: sandbox models serve-local --stop",
                code=2,
            )
        if find_spec("xllamacpp") is None:
            raise SandboxError(
                "the engine (xllamacpp) is not installed", "pip install 'hopscope[local]'"
            )
        if not installed(weights):
            raise SandboxError(f"{weights.name} is not installed", weights.how)
        _check_port(port)
        file = file_of(weights, self.folder, told)
        # What a dead one told must not be read as the new one's.
        self._lock.write_text("", "utf-8")
        process = self._spawn(file, weights, port, context, threads or os.cpu_count() or 2)
        return self._wait(process)

    def stop(self) -> bool:
        """Ends the server; False when none runs. Raises `SandboxError` if it does not end."""
        there = self.running()
        if there is None:
            return False
        os.kill(there.pid, signal.SIGTERM)
        for _ in range(round(_STOP_SECONDS / _STEP)):
            if self.running() is None:
                return True
            time.sleep(_STEP)
        raise SandboxError(f"the local model (process {there.pid}) does not end", "end it by hand")

    def _spawn(
        self, file: Path, weights: Weights, port: int, context: int, threads: int
    ) -> "subprocess.Popen[bytes]":
        command = [
            *(sys.executable, "-m", "sandbox.local.server", str(file)),
            *("--lock", str(self._lock), "--alias", weights.name, "--port", str(port)),
            *("--context", str(context), "--threads", str(threads)),
        ]
        # Else its threads spin while they wait, and a turn takes ten times as long on two cores.
        env = {"OMP_WAIT_POLICY": "passive", **os.environ}
        with self.log.open("wb") as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env,
                start_new_session=True,
            )  # fmt: skip

    def _wait(self, process: "subprocess.Popen[bytes]") -> Local:
        for _ in range(round(_START_SECONDS / _STEP)):
            if (there := self.running()) is not None:
                return there
            if process.poll() is not None:
                break
            time.sleep(_STEP)
        process.terminate()
        raise SandboxError("the local model did not start", f"its last words: {self._last_words()}")

    def _last_words(self) -> str:
        lines = self.log.read_text("utf-8", "replace").splitlines() if self.log.exists() else []
        said = [line for line in lines if line.strip()]
        return said[-1][:160] if said else "none"


def _check_port(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            raise SandboxError(
                f"port {port} is in use", "is a model server running there? or give another --port"
            ) from None
