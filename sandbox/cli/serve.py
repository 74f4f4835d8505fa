"""`sandbox serve`: the screen in a browser."""

import asyncio
import errno
import importlib.util
import os
import secrets
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Annotated, Final

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.cli.chat import Start
from sandbox.domain.faults import SandboxError

TOKEN: Final = "SANDBOX_SERVE_TOKEN"
"""The environment's name for the token; without it and --token each start makes one."""

_SHORTEST: Final = 16
"""Characters of a token that can't be guessed by trying."""


def serve(
    host: Annotated[
        str, typer.Option(metavar="HOST", help="Address to listen on; else only this machine.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=65535, help="Port; 0 takes a free one.")
    ] = 8000,
    token: Annotated[
        str,
        typer.Option(
            metavar="TOKEN",
            help=f"Token that visitors need; else {TOKEN}, else a new one.",
            show_default=False,
        ),
    ] = "",
    allow: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Host name that visitors may use; repeat for more."),
    ] = None,
    visitors: Annotated[
        int, typer.Option(metavar="N", min=1, help="Most browsers at once, a process each.")
    ] = 5,
    pack: options.Pack = "",
    model: options.Model = "",
    customer: options.Customer = None,
    resume: options.Resume = "",
    seed: options.Seed = None,
    fault: options.Faults = None,
    budget: options.Budget = "",
    turn_budget: options.TurnBudget = "",
    pin: options.Pin = None,
) -> None:
    """Show the chat's screen in a browser."""
    from sandbox.cli.start_check import check_start

    _check_installed()
    faults = tuple(fault or ())
    start = Start(pack, model, customer, resume, seed, faults, budget, turn_budget, pin)
    check_start(start)
    _check_parts(start)
    given = token or os.environ.get(TOKEN, "")
    if given and (len(given) < _SHORTEST or not given.isascii() or not given.isprintable()):
        hint = f"leave it out, and one is made; {_SHORTEST} characters of ASCII are the least"
        raise SandboxError("the token can be guessed or can't be typed", hint, code=2)
    with listen(host, port) as listening:
        asyncio.run(_serve(_Serving(start, listening, host, given, tuple(allow or ()), visitors)))


@dataclass(frozen=True)
class _Serving:
    start: Start
    listening: socket.socket
    host: str
    token: str
    allow: tuple[str, ...]
    visitors: int


async def _serve(serving: _Serving) -> None:
    from sandbox.web.guard import Guard
    from sandbox.web.server import Offer, Server

    address, port = serving.listening.getsockname()[:2]
    reachable = not _loopback(address)
    token = serving.token or secrets.token_urlsafe(24)
    names = (serving.host, socket.gethostname(), *serving.allow)
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_THEIRS}
    offer = Offer(_command(serving.start), environment, "Hopscope", serving.visitors)
    server = Server(offer, Guard(token, port, names, reachable), diagnostics.note)
    if reachable:
        diagnostics.note(
            "other machines can reach this, unencrypted: whoever has the token has full power "
            "over the chat, its packs and the keys it finds"
        )
    shown = "…" if serving.token else token
    name = _name(serving.host) if reachable else "127.0.0.1" if address != "::1" else "[::1]"
    output.line(f"http://{name}:{port}/?token={shown}")
    sys.stdout.flush()
    if serving.token:
        diagnostics.note(f"with the token of --token or {TOKEN} in place of …")
    diagnostics.note("until Ctrl+C; each browser gets a session of its own, which is kept")
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            # Not by the loop, which can't everywhere.
            number = getattr(signal, name)
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    await server.run(serving.listening, stop)


_NOT_THEIRS: Final = frozenset((TOKEN, "DISPLAY", "WAYLAND_DISPLAY", "SSH_TTY"))
"""What a visitor's chat must not have: the token, and the clipboard of this machine's desktop."""


def _command(start: Start) -> list[str]:
    """The chat with the same options, as a process of its own."""
    words = [sys.executable, "-P", "-m", "sandbox.cli", "chat"]
    texts = {
        "--pack": start.pack,
        "--model": start.model,
        "--resume": start.resume,
        "--budget": start.budget,
        "--turn-budget": start.turn_budget,
        "--as": start.customer or "",
        "--seed": "" if start.seed is None else str(start.seed),
    }
    words += [f"{name}={value}" for name, value in texts.items() if value]
    words += [f"--fault={one}" for one in start.faults]
    if start.pin is not None:
        words.append("--pin" if start.pin else "--no-pin")
    return words


def _check_parts(start: Start) -> None:
    """Raises `SandboxError` for what every visitor's chat would fail at: a pack, a missing key."""
    from sandbox import wiring
    from sandbox.settings import load_settings

    settings = load_settings()
    if start.model or not start.resume:
        wiring.models_of(settings, settings.seed)(start.model or settings.model)
    if not start.resume:
        wiring.load(settings, start.pack)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `SandboxError` where it can't."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise SandboxError(f"there is no address {host[:60]}", "127.0.0.1", code=2) from None
    listening = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise SandboxError(f"port {port} is taken", "--port 0 takes a free one") from None
        raise SandboxError(f"can't listen on {host[:60]}: {error.strerror}") from None
    return listening


def _loopback(address: str) -> bool:
    import ipaddress

    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _name(host: str) -> str:
    """What other machines call this one: the host as given, unless it stands for all of them."""
    if host in ("0.0.0.0", "::", ""):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _check_installed() -> None:
    if importlib.util.find_spec("textual_serve") is None:
        raise SandboxError("the extra web is not installed", "pip install 'hopscope[web]'", code=3)
