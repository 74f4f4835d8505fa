"""Proof that a replay touched nothing: an audit hook that counts, and refuses, what it must not do.

The hook is installed once a process and acts only inside `guarded`, through a context variable,
so that threads and other tasks of the same program are left alone.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SOCKET = frozenset(("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"))
_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


@dataclass
class Proof:
    """What happened inside a guard. All zero, or the replay was none."""

    model_calls: int = 0
    tool_calls: int = 0
    sockets: int = 0
    files: int = 0

    def line(self) -> str:
        """The proof line under every replay."""
        return (
            f"{self.model_calls} model calls, {self.tool_calls} tool calls, "
            f"{self.sockets} sockets, {self.files} files written"
        )

    @property
    def clean(self) -> bool:
        return not (self.model_calls or self.tool_calls or self.sockets or self.files)


class Forbidden(BaseException):
    """Something that a replay may never do was tried. Not an `Exception`: no hop may swallow it."""


@dataclass(frozen=True)
class _Watch:
    """What a guard counts into, the folder that may be written, and whether tools may run."""

    proof: Proof
    scratch: str | None
    tools: bool


_current: ContextVar[_Watch | None] = ContextVar("guard", default=None)
_installed = False


@contextmanager
def guarded(scratch: Path | None = None, tools: bool = False) -> Iterator[Proof]:
    """Inside, sockets and files outside `scratch` (None: all files) are refused and counted.

    Live models and toolboxes announce themselves with `sys.audit("sandbox.model_call", name)` and
    `sys.audit("sandbox.tool_call", name)`; they are counted and refused as well. `tools`: those may
    run, and are only counted.
    """
    _install()
    proof = Proof()
    token = _current.set(_Watch(proof, str(scratch.resolve()) if scratch else None, tools))
    # A module that is imported late would write its byte code beside its source.
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield proof
    finally:
        sys.dont_write_bytecode = writes
        _current.reset(token)


def _install() -> None:
    global _installed  # noqa: PLW0603 - audit hooks can't be removed, so there is one for ever
    if not _installed:
        sys.addaudithook(_hook)
        _installed = True


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event not in _WATCHED:
        return
    held = _current.get()
    if held is not None:
        _WATCHED[event](event, args, held)


def _on_socket(event: str, args: tuple[Any, ...], watch: _Watch) -> None:
    watch.proof.sockets += 1
    raise Forbidden(f"a replay tried to open a socket ({event})")


def _on_open(event: str, args: tuple[Any, ...], watch: _Watch) -> None:
    path, mode, flags = args[0], args[1], args[2]
    writes = (isinstance(flags, int) and flags & _WRITE) or (mode and set(mode) & set("wax+"))
    if not writes or not isinstance(path, str | bytes) or path == os.devnull:
        return
    _check_path(os.fsdecode(path), watch)


def _on_database(event: str, args: tuple[Any, ...], watch: _Watch) -> None:
    path = os.fsdecode(args[0]) if isinstance(args[0], str | bytes) else str(args[0])
    if path != ":memory:" and "mode=ro" not in path:
        _check_path(path.removeprefix("file:").split("?")[0], watch)


def _check_path(path: str, watch: _Watch) -> None:
    if watch.scratch is None or not Path(path).absolute().is_relative_to(watch.scratch):
        watch.proof.files += 1
        raise Forbidden(f"a replay tried to write {Path(path).name}")


def _on_model(event: str, args: tuple[Any, ...], watch: _Watch) -> None:
    watch.proof.model_calls += 1
    raise Forbidden("a replay tried to call a model")


def _on_tool(event: str, args: tuple[Any, ...], watch: _Watch) -> None:
    watch.proof.tool_calls += 1
    if not watch.tools:
        raise Forbidden("a replay tried to run a tool")


_WATCHED = {
    "open": _on_open,
    "sqlite3.connect": _on_database,
    "sandbox.model_call": _on_model,
    "sandbox.tool_call": _on_tool,
    **dict.fromkeys(_SOCKET, _on_socket),
}
