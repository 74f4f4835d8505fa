"""The command line inside this process, for tests."""

import sys
from collections.abc import Callable

import pytest

from sandbox.cli.main import main

Ran = tuple[int, str, str]
"""Exit code, standard output, standard error."""

Sandbox = Callable[..., Ran]


def command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sandbox:
    """Runs `sandbox` with the words it is called with."""

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["sandbox", *words])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run
