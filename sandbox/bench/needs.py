"""What a measurement needs that not every machine has, and how that is said."""

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path

from sandbox.bench.run import DATA, ROOT

CLONE, LABELLED, POSIX, FRAMEWORKS = "clone", "data", "posix", "frameworks"


def _clone(_: str) -> str:
    here = (ROOT / "pyproject.toml").is_file() and (ROOT / "tests").is_dir()
    if not here:
        return "needs a clone of the repository: it runs on the data of the tests"
    return "" if importlib.util.find_spec("pytest") else "needs the tests' tools: make install-dev"


def _labelled(_: str) -> str:
    return "" if DATA.is_dir() else "needs the labelled data in ../shared/data beside a clone"


def _posix(_: str) -> str:
    there = all(importlib.util.find_spec(name) for name in ("pty", "resource"))
    return "" if there else "needs a pseudo-terminal, which this system has not"


def _frameworks(python: str) -> str:
    if not python:
        return "name a Python that has some with --frameworks PYTHON"
    return "" if Path(python).is_file() else f"there is no Python {Path(python).name} there"


_KNOWN: Mapping[str, Callable[[str], str]] = {
    CLONE: _clone,
    LABELLED: _labelled,
    POSIX: _posix,
    FRAMEWORKS: _frameworks,
}


def missing(needs: tuple[str, ...], frameworks: str = "") -> str:
    """Why something can't be measured here, in one line; "" where it can."""
    return next((why for need in needs if (why := _KNOWN[need](frameworks))), "")
