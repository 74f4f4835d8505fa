"""`sandbox sessions reprice`: what a session would have cost with other models."""

from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import complete, diagnostics, options, output
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.models.price_book import PriceBook
    from sandbox.models.reprice import Repriced, Repricing


def reprice(
    session: Annotated[
        str,
        typer.Argument(
            metavar="SESSION|FILE",
            help="A session, or a recording by name or path.",
            autocompletion=complete.sessions,
        ),
    ],
    models: Annotated[
        str, typer.Option("--models", metavar="A,B,…", help="Models to price it with.")
    ],
    as_json: options.AsJson = False,
) -> None:
    """What its model calls would have cost elsewhere, by the tokens that were recorded."""
    from sandbox.cli.replayable import find
    from sandbox.log.fold import fold
    from sandbox.models.catalog import endpoint_of, resolve
    from sandbox.models.price_book import load_prices
    from sandbox.models.reprice import reprice as priced
    from sandbox.settings import environment, load_settings

    settings = load_settings()
    (found, *more) = find([session], settings)
    if more:
        raise SandboxError("one session or recording at a time", "name a file, not a folder", 2)
    book, environ = load_prices(settings.prices), environment()
    asked = [name.strip() for name in models.split(",") if name.strip()]
    if not asked:
        raise SandboxError("--models names none", "--models openai/gpt-5-mini,…", code=2)
    names = [resolve(name, book, environ, settings.api_base).name for name in asked]
    folded = fold(found.read().log.events)
    result = priced(folded, names, book, lambda n: bool(endpoint_of(n, settings.api_base)))
    if as_json:
        output.data(_data(found.name, result, book.version))
        return
    _print(found.name, folded.model, result, book)


def _data(name: str, result: "Repricing", book: str) -> dict[str, JSON]:
    return {
        "session": name,
        "recorded": result.recorded.model_dump(mode="json"),
        "calls": result.calls,
        "stopped": result.stopped,
        "input_tokens": result.input,
        "cached_tokens": result.cached,
        "output_tokens": result.output,
        "estimated_calls": result.estimated,
        "book": book,
        "models": [
            {
                "model": one.model,
                "cost": one.cost.model_dump(mode="json"),
                "turns": {
                    str(turn): cost.model_dump(mode="json") for turn, cost in one.turns.items()
                },
                "why": one.why,
            }
            for one in result.models
        ],
    }


def _print(name: str, model: str, result: "Repricing", book: "PriceBook") -> None:
    from sandbox.export.cost import amount
    from sandbox.models.catalog import nearest

    rows = [[f"recorded ({model})", amount(result.recorded), result.recorded.known, ""]]
    rows += [
        [one.model, amount(one.cost), one.cost.known, _against(one, result)]
        for one in result.models
    ]
    output.table(rows, ("model", "cost", "known", "against recorded"))
    calls = output.counted(result.calls, "model call")
    cached = f" ({result.cached:,} cached)" if result.cached else ""
    diagnostics.note(f"{name}: {calls}, {result.input:,} tokens in{cached}, {result.output:,} out")
    for note in _notes(result):
        diagnostics.note(note)
    for one in result.models:
        near = nearest(one.model, book) if one.why else []
        if near and one.model not in near:
            diagnostics.note(f"{one.model} is not listed; near it: {', '.join(near)}")


def _against(one: "Repriced", result: "Repricing") -> str:
    """`× 2.4`, where both are known and neither is nothing."""
    if not one.cost.nano or not result.recorded.nano:
        return ""
    return f"× {one.cost.nano / result.recorded.nano:.2g}"


def _notes(result: "Repricing") -> list[str]:
    notes = [one.why for one in result.models if one.why]
    if any(one.cost.known == "estimated" for one in result.models):
        notes.append("estimated: another model counts other tokens, and caches in its own way")
    if result.estimated:
        notes.append(f"the tokens of {output.counted(result.estimated, 'call')} were estimated")
    if result.stopped:
        notes.append(f"left out: {output.counted(result.stopped, 'call')} that was stopped midway")
    return notes
