"""The screen ends when its terminal does, also where no signal tells it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")

SECONDS = 60


def test_a_screen_whose_terminal_is_gone_ends_and_leaves_no_process(tmp_path: Path) -> None:
    """As behind `make chat`, which alone gets the signal and waits for its child."""
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.cli", "chat"],
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,  # without a terminal of its own, so there is no signal either
        env={
            **os.environ,
            "TERM": "xterm-256color",
            "COLUMNS": "80",
            "LINES": "24",
            "SANDBOX_HOME": str(tmp_path),
        },
    )
    os.close(its)
    try:
        shown = b""
        while b"Hopscope" not in shown:
            shown += os.read(ours, 4096)
        os.close(ours)
        assert process.wait(SECONDS) != 0
    finally:
        process.kill()
        process.wait()
