"""`sandbox tools`, `models`, `packs`: what is there."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from sandbox.cli import complete, diagnostics, options, output
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.models.latency import Latency
    from sandbox.models.listing import Choice
    from sandbox.settings import Settings

_MOST_ROWS: Final = 40


def tools(pack: options.Pack = "", as_json: options.AsJson = False) -> None:
    """The tools of a pack, with their contracts."""
    from sandbox import wiring
    from sandbox.settings import load_settings

    contracts = wiring.load(load_settings(), pack).contracts
    if as_json:
        output.data([contract.model_dump(mode="json") for contract in contracts.values()])
        return
    rows = [
        [c.subject, c.effect, ", ".join(c.arguments.get("properties", {})), c.description]
        for c in contracts.values()
    ]
    output.table(rows, ("tool", "effect", "arguments", "does"))


def models(
    words: Annotated[
        str,
        typer.Argument(
            metavar="[WORDS]", help="Only models whose name has these words.", show_default=False
        ),
    ] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Also models whose key is missing.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Models that can answer: offline ones, and those whose key or server was found."""
    from sandbox.adapters.clocks import SystemWall
    from sandbox.models.listing import choices, search
    from sandbox.models.local_servers import find_servers, places
    from sandbox.settings import environment, load_settings

    settings, environ = load_settings(), environment()
    found = choices(
        SystemWall().utc()[:10],
        environ,
        settings,
        known=everything or bool(words),
        servers=find_servers(places(settings.api_base, environ), settings.api_key),
        latencies=_latencies(settings),
    )
    found = search(found, words) if words else found
    if as_json:
        output.data([vars(choice) for choice in found])
        return
    if not found:
        raise SandboxError(f"no model is called anything like {words[:40]!r}", "", code=2)
    output.table(
        [_model_row(choice) for choice in found[:_MOST_ROWS]],
        ("model", "window", "$ in / out per 1M", "tools", "1st token", "note"),
    )
    if len(found) > _MOST_ROWS:
        diagnostics.note(f"{len(found) - _MOST_ROWS:,} more: narrow it down, or --json for all")


def model_list(settings: "Settings", asking: bool) -> "list[Choice]":
    """Every known model, as the screen's picker lists them. Only `asking` asks local servers."""
    from sandbox.adapters.clocks import SystemWall
    from sandbox.models.listing import choices
    from sandbox.models.local_servers import find_servers, places
    from sandbox.settings import environment

    environ, today = environment(), SystemWall().utc()[:10]
    if not asking:
        return choices(today, environ, settings, known=True)
    servers = find_servers(places(settings.api_base, environ), settings.api_key)
    past = _latencies(settings)
    return choices(today, environ, settings, known=True, servers=servers, latencies=past)


def _model_row(choice: "Choice") -> list[str]:
    tools = {True: "yes", False: "no", None: "?"}[choice.tools]
    window = f"{choice.window:,}" if choice.window else "–"
    return [choice.name, window, choice.price, tools, choice.first_token, choice.note]


def _latencies(settings: "Settings") -> "dict[str, Latency]":
    from sandbox.hub.folder import sessions_in
    from sandbox.log.index import open_index
    from sandbox.models.latency import latencies
    from sandbox.settings import home_folder

    home = home_folder(settings)
    folders = sessions_in(home)
    if not folders:
        return {}
    return latencies(open_index(home, {folder.id: folder.log for folder in folders}))


def packs(
    copy: Annotated[
        str,
        typer.Option(
            metavar="PACK",
            help="Copy a shipped pack to ./fixtures, to be changed.",
            autocompletion=complete.packs,
        ),
    ] = "",
    as_json: options.AsJson = False,
) -> None:
    """Packs that can be opened by name; --copy makes a shipped one yours."""
    from sandbox.pack.find import find_pack, known_packs

    if copy:
        from sandbox.pack.own import copied_words, own_pack

        target, copied = own_pack(find_pack(copy))
        output.line(copied_words(target) if copied else f"{copy} is yours to change already")
        return
    found = known_packs()
    if as_json:
        output.data([{"pack": name, "where": where} for name, where in found])
        return
    output.table([[name, where] for name, where in found], ("pack", "where"))
