"""`sandbox check retrieve`: which passages a question finds; recall over a labelled file."""

from typing import Annotated, Any

import typer

from sandbox.cli import check as checks
from sandbox.cli import diagnostics, options, output
from sandbox.domain.base import JSON


def retrieve(
    text: checks.Text = "",
    file: checks.Lines = None,
    summary: Annotated[
        bool, typer.Option("--summary", help="With --file: only the figures, as one JSON object.")
    ] = False,
    language: Annotated[
        str, typer.Option(metavar="TAG", help="Search for a customer of this language.")
    ] = "",
    product: Annotated[
        str, typer.Option(metavar="NAME", help="Search for a customer of this product.")
    ] = "",
    pack: options.Pack = "",
    as_json: options.AsJson = False,
) -> None:
    """Which passages a question finds, why each is in or out, and the recall over a file."""
    from sandbox import wiring
    from sandbox.check.retrieve import retrieved, summary_line, summary_of
    from sandbox.domain.knowledge import Scope

    loaded = checks.load(pack)
    search, settings = wiring.search_of(loaded), loaded.knowledge
    scope = Scope(
        now=loaded.now,
        language=language or settings.language,
        product=product or settings.product,
    )
    done: list[dict[str, JSON]] = []

    def judge(given: dict[str, Any]) -> dict[str, JSON]:
        verdict = retrieved(given, loaded, search, scope)
        done.append(verdict)
        return verdict

    given = {"text": text} if text else None
    try:
        checks.judged(judge, given, file, as_json, _lines, quiet=summary)
    finally:
        figures = summary_of(done)
        if file is not None and summary:
            output.data(figures)
        elif file is not None and figures:
            diagnostics.note(summary_line(figures))


def _lines(verdict: dict[str, Any]) -> list[str]:
    """Each passage with its score, whether the model sees it, and why."""
    passages = verdict["passages"]
    if not passages:
        return ["nothing is found"]
    width = max(len(one["id"]) for one in passages)
    return [
        f"{one['score']:8.4f}  {'in ' if one['used'] else 'out'}  {one['id']:{width}}  {one['why']}"
        for one in passages
    ]
