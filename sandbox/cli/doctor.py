"""`sandbox doctor`: what is there, what is missing, and what to do about it."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.cli.doctor_report import Check, as_data, as_lines, verdict
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.models.local_servers import Server
    from sandbox.settings import Settings


def doctor(
    probe: Annotated[
        bool,
        typer.Option("--probe", help="Ask models for one word each, also those that cost."),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Check the installation: versions, settings, keys, endpoints, pack, sessions, terminal."""
    from sandbox.cli.doctor_install import keys, settings_of, versions
    from sandbox.cli.doctor_screen import terminal
    from sandbox.cli.doctor_state import files, pack_of, sessions_of
    from sandbox.settings import environment, home_folder, load_settings, origins

    settings, environ = load_settings(), environment()
    home = home_folder(settings)
    checks = [
        *versions(),
        *settings_of(settings, origins()),
        *keys(environ),
        *_endpoints(settings, environ, probe),
        *pack_of(settings),
        *sessions_of(home),
        *terminal(os.environ),
        *files(home, Path.cwd()),
    ]
    if as_json:
        output.data({"verdict": verdict(checks), "checks": as_data(checks)})
    else:
        output.lines(as_lines(checks))
        output.line(verdict(checks))
    if any(check.status == "bad" for check in checks):
        raise typer.Exit(diagnostics.FINDING)


def _endpoints(settings: "Settings", environ: dict[str, str], probe: bool) -> Iterator[Check]:
    from sandbox.models.local_servers import find_servers, places

    where = places(settings.api_base, environ)
    servers = find_servers(where, settings.api_key, everywhere=probe)
    for server in servers:
        yield _server(server, settings)
    if not servers:
        told = "no server answers on this machine (Ollama, llama.cpp, LM Studio, vLLM)"
        yield Check("endpoints", "local", "note", told)
    if any(place.asked_for and not place.local for place in where) and not probe:
        yield Check("endpoints", "elsewhere", "note", "not asked", "sandbox doctor --probe")
    if probe:
        yield from _answers(settings, environ, servers)
    else:
        yield from _named(settings, environ)


def _named(settings: "Settings", environ: dict[str, str]) -> Iterator[Check]:
    """The models that settings name: known, and with their key."""
    from sandbox.models.catalog import resolve
    from sandbox.models.key_ring import with_keyring
    from sandbox.models.price_book import load_prices

    book, ring = load_prices(settings.prices), with_keyring(environ)
    for name in dict.fromkeys((settings.model, *settings.fallbacks)):
        try:
            info = resolve(name, book, ring, settings.api_base)
        except SandboxError as error:
            yield Check("models", name, "bad", error.message, error.hint)
            continue
        if info.key.missing:
            hint = f"set {info.key.variable} in the environment, .env or the keyring"
            yield Check("models", name, "bad", "its key is missing", hint)
        else:
            price = "" if info.price or info.offline else ", price unknown"
            yield Check("models", name, "ok", "named by the settings, not asked" + price)


def _server(server: "Server", settings: "Settings") -> Check:
    place = server.place
    if server.problem:
        told = f"{_plain(place.base)}: {server.problem}"
        hint = "is it running, and the address right? --probe asks it for a reply"
        return Check("endpoints", place.name, "warn" if server.answers else "bad", told, hint)
    names = ", ".join(server.models[:4]) + (" …" if len(server.models) > 4 else "")
    told = f"{_plain(place.base)}: {names or 'no model is loaded'}"
    if not server.models or place.asked_for or place.shape == "ollama":
        hint = f"sandbox chat --model {server.models[0]}" if server.models else ""
    else:
        hint = f"SANDBOX_API_BASE={place.base} sandbox chat --model {server.models[0]}"
    return Check("endpoints", place.name, "ok", told, hint)


def _plain(base: str) -> str:
    """The address without a user and password."""
    scheme, found, rest = base.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if found else base


def _answers(
    settings: "Settings", environ: dict[str, str], servers: "list[Server]"
) -> Iterator[Check]:
    """One word from the default model, its fallbacks, one of each provider, and local ones."""
    from sandbox import wiring
    from sandbox.adapters.clocks import MonotonicStopwatch
    from sandbox.export.cost import money
    from sandbox.models.probe import probe

    listed = [c.name for c in wiring.model_choices(settings) if c.key and c.provider != "sandbox"]
    by_provider = {name.partition("/")[0]: name for name in reversed(listed)}
    own = [n for s in servers if s.place.asked_for or s.place.shape == "ollama" for n in s.models]
    names = dict.fromkeys((settings.model, *settings.fallbacks, *by_provider.values(), *own[:2]))
    stopwatch = MonotonicStopwatch()
    get = wiring.models_of(settings, settings.seed)
    for one in asyncio.run(probe([n for n in names if n != "sandbox/human"], get, stopwatch)):
        if one.problem:
            yield Check("models", one.model, "bad", one.problem, one.hint)
        else:
            told = (
                f"first word after {one.first:.2f} s, {one.whole:.2f} s in all, {money(one.cost)}"
            )
            yield Check("models", one.model, "ok", told)
