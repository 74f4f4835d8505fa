"""`sandbox stats --define`: what a figure means, from the table that makes docs/numbers.md."""

from collections.abc import Iterator
from difflib import get_close_matches
from textwrap import wrap

from sandbox.cli import output
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.export.definitions import FIGURES
from sandbox.export.definitions.figure import Figure


def define(word: str, as_json: bool) -> None:
    """Prints the figures that `word` means: a name, a place such as meter, or `all`.

    Raises `SandboxError` (code 2) for a word that means none.
    """
    found = figures_called(word)
    if as_json:
        output.data([_data(figure) for figure in found])
    else:
        output.lines(line for figure in found for line in _lines(figure))


def figures_called(word: str) -> list[Figure]:
    """Figures by their name, the last part of it, place, label, or a word of their title."""
    plain = word.strip().lower()
    if plain == "all":
        return list(FIGURES)
    tests = (
        lambda figure: figure.name == plain,
        lambda figure: plain in (figure.place, figure.name.partition(".")[2]),
        lambda figure: plain in figure.labels,
        lambda figure: plain in figure.title.lower().replace("`", ""),
    )
    for test in tests:
        if plain and (found := [figure for figure in FIGURES if test(figure)]):
            return found
    names = {figure.name: figure.name for figure in FIGURES}
    names |= {figure.name.partition(".")[2]: figure.name for figure in FIGURES}
    near = get_close_matches(plain, names, 1)
    hint = f"did you mean {names[near[0]]}?" if near else "sandbox stats --define all lists them"
    raise SandboxError(f"there is no figure {word[:40]!r}", hint, code=2)


def _data(figure: Figure) -> JSON:
    return {
        "name": figure.name,
        "place": figure.place,
        "title": figure.title,
        "from": figure.source,
        "fields": list(figure.fields),
        "how": figure.how,
        "clock": figure.clock,
        "known": figure.known,
    }


def _lines(figure: Figure) -> Iterator[str]:
    known = ", ".join(part for part in (figure.known, figure.clock) if part)
    yield f"{figure.name}  {figure.title}".replace("`", "")
    for label, text in (("from", figure.source), ("how", figure.how), ("known", known)):
        first, *rest = wrap(text.replace("`", ""), 84) or [""]
        yield f"  {label:<6} {first}"
        yield from (f"         {line}" for line in rest)
