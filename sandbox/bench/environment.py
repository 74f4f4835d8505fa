"""The environment of measured programs: the user's own, but for settings that change figures."""

import os
import sys
from pathlib import Path

from sandbox.bench.run import ROOT, Run
from sandbox.settings import PREFIX, Settings

_DROPPED = ("PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME", "NO_COLOR")
_LOOPBACK = "127.0.0.1,localhost"


def child_environment(run: Run) -> dict[str, str]:
    """For a process that runs from any folder, with a home for sessions in the scratch folder.

    Every setting is its default, whatever `.env` and config.toml of the user say: a model of a
    provider would cost money and time. Byte code is kept, as on any machine where nobody forbids
    it. Loopback is reached without a proxy.
    """
    own = {
        name: value
        for name, value in os.environ.items()
        if name not in _DROPPED and not name.startswith(PREFIX)
    }
    defaults = {
        f"{PREFIX}{name}".upper(): str(field.default)
        for name, field in Settings.model_fields.items()
        if isinstance(field.default, str | int | float)
    }
    path = os.pathsep.join(dict.fromkeys((str(ROOT), *_paths(own))))
    return {
        **own,
        **defaults,
        "SANDBOX_HOME": str(run.scratch / "home"),
        "XDG_CONFIG_HOME": str(run.scratch / "config"),
        "PYTHONPATH": path,
        "no_proxy": _LOOPBACK,
        "NO_PROXY": _LOOPBACK,
    }


def _paths(own: dict[str, str]) -> list[str]:
    return [part for part in own.get("PYTHONPATH", "").split(os.pathsep) if part]


def program(*arguments: str) -> list[str]:
    """The command line of this installation, as its console script runs it."""
    return [sys.executable, "-c", "from sandbox.cli.main import main; main()", *arguments]


def folder(run: Run) -> Path:
    """Where measured programs are started: no project, no `.env`, and nothing but their own."""
    return run.scratch
