"""`sandbox tools`, `models`, `packs`: what is there."""

from typing import Annotated

import typer

from sandbox.cli import complete, options, output


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


def models(as_json: options.AsJson = False) -> None:
    """Models that can answer: offline ones, and those whose key was found."""
    from sandbox import wiring
    from sandbox.settings import load_settings

    choices = wiring.model_choices(load_settings())
    if as_json:
        output.data([vars(choice) for choice in choices])
        return
    rows = [[c.name, f"{c.window:,}" if c.window else "–", c.price, c.note] for c in choices]
    output.table(rows, ("model", "window", "price in / out per 1M tokens", "note"))


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
