"""A person who answers in a model's place at the terminal, without the screen."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from sandbox.cli import diagnostics
from sandbox.cli.typed_line import typed_line
from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.tool import ToolContract
from sandbox.models.human_check import judge
from sandbox.models.human_complete import complete
from sandbox.models.human_known import known_values
from sandbox.models.human_text import read_typed
from sandbox.models.human_view import signature, view_of, whole
from sandbox.ports import ModelReply, ModelRequest

_KEYS: Final = "Enter sends · Tab completes · \\ at a line's end goes on · ? all · Ctrl+D gives up"
_LONGEST: Final = 600


class TerminalPerson:
    """Shows a request in short on standard error and reads the reply from standard input."""

    def __init__(self, contracts: Callable[[], Mapping[str, ToolContract]]) -> None:
        self._contracts = contracts

    async def ask(self, request: ModelRequest) -> ModelReply:
        """What the person typed. Raises `FaultError` when they give up with Ctrl+D."""
        for line in request_lines(request):
            diagnostics.note(line)
        try:
            with ctrl_c_here(), _completing(request):
                return _answer(request, self._contracts())
        except EOFError:
            message = "the person who was asked gave up"
            raise FaultError(Fault(kind="model_error", message=message)) from None
        except KeyboardInterrupt:
            # Whoever runs us stops everything, as at any other moment.
            signal.raise_signal(signal.SIGINT)
            await asyncio.get_running_loop().create_future()
            raise


def request_lines(request: ModelRequest) -> Iterator[str]:
    """Who is asked, what was said last, the active step, and the tools."""
    view = view_of(request)
    said = view.said if len(view.said) <= _LONGEST else view.said[: _LONGEST - 1] + "…"
    yield f"── {view.model} is asked, and you answer"
    yield f"{view.who}: {said}"
    if view.step:
        yield f"step of {view.procedure}: {view.step}"
    for tool in request.tools:
        yield f"tool {signature(tool)}"
    yield _KEYS


def _answer(request: ModelRequest, contracts: Mapping[str, ToolContract]) -> ModelReply:
    offered = [tool.name for tool in request.tools]
    pending = ""
    while True:
        typed = _read(offered)
        if typed.strip() == "?":
            for line in whole(request):
                diagnostics.note(line)
            continue
        again = not typed.strip() and bool(pending)
        text = pending if again else typed
        judged = judge(text, request, contracts)
        if judged.valid or (again and not judged.blocked):
            return judged.reply(request)
        pending = "" if judged.blocked else text
        hint = "" if judged.blocked else " · Enter once more sends it as it is"
        diagnostics.note(judged.line(text) + hint)


def _read(offered: Sequence[str]) -> str:
    """One message: more lines follow while one ends in a backslash or a call is not closed."""
    text = typed_line("› ")  # noqa: RUF001
    while True:
        calls = read_typed(text, offered).calls
        if text.endswith("\\"):
            text = text[:-1]
        elif not (calls and calls[-1].slip and not calls[-1].closed and _opens(text)):
            return text
        more = typed_line("… ")
        if not more:
            return text
        text += "\n" + more


def _opens(text: str) -> bool:
    """More brackets are opened than closed, so that more is to come."""
    return sum(map(text.count, "({[")) > sum(map(text.count, ")}]"))


@contextmanager
def ctrl_c_here() -> Iterator[None]:
    """Ctrl+C interrupts the reading: asyncio's own handler would wait for it to end."""
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _completing(request: ModelRequest) -> Iterator[None]:
    """Tab offers what fits, where Python has readline."""
    with suppress(ImportError):
        import readline

        before = readline.get_completer(), readline.get_completer_delims()
        readline.set_completer(_Completer(request).next)
        readline.set_completer_delims("")
        uses_libedit = "libedit" in (readline.__doc__ or "")
        readline.parse_and_bind("bind ^I rl_complete" if uses_libedit else "tab: complete")
        try:
            yield
        finally:
            readline.set_completer(before[0])
            readline.set_completer_delims(before[1])
        return
    yield


class _Completer:
    """Whole lines: without delimiters readline hands over and replaces all that is typed."""

    def __init__(self, request: ModelRequest) -> None:
        self._tools = request.tools
        self._known = known_values(request)
        self._lines: list[str] = []

    def next(self, text: str, state: int) -> str | None:
        """The line number `state` that `text` can become."""
        if state == 0:
            found = complete(text, len(text), self._tools, self._known)
            self._lines = [text[: found.start] + one.insert for one in found.suggestions]
        return self._lines[state] if state < len(self._lines) else None
