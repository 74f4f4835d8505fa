"""`sandbox sessions sql`: queries over all sessions, read-only."""

from typing import Annotated, Any

import typer

from sandbox.cli import options, output
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

_CELL = 60
"""Characters of one cell on a terminal; a pipe gets all of them."""


def sql(
    query: Annotated[
        str,
        typer.Argument(metavar="[QUERY]", help="One SELECT; without it, views and columns."),
    ] = "",
    as_json: options.AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, with a header.")] = False,
) -> None:
    """Query turns, hops, calls, repairs, policy and usage of all sessions with SQL."""
    from sandbox.cli.chosen import all_sessions
    from sandbox.log import index_query

    if as_json and as_csv:
        raise SandboxError("--json and --csv at once", "choose one", code=2)
    index, _ = all_sessions()
    try:
        if query.strip():
            names, rows = index_query.query(index, query)
        else:
            names = ["view", "columns"]
            rows = [(name, ", ".join(all)) for name, all in index_query.views(index).items()]
    finally:
        index.close()
    if as_json:
        keys = _once(names)
        output.data([dict(zip(keys, map(_plain, row), strict=True)) for row in rows])
    elif as_csv:
        output.csv(rows, names)
    else:
        _table(rows, names, cut=bool(query.strip()))


def _table(rows: list[tuple[Any, ...]], names: list[str], cut: bool) -> None:
    from sandbox.cli import drawing

    limit = _CELL if cut and drawing.drawn() else 0
    cells = [[_cell(value, limit) for value in row] for row in rows]
    output.lines(drawing.columns(cells, names))


def _cell(value: Any, limit: int) -> str:
    """One line; `–` for what there is not."""
    text = "–" if value is None else str(value)
    text = text.replace("\r", "").replace("\n", "⏎").replace("\t", " ")
    return f"{text[: limit - 1]}…" if limit and len(text) > limit else text


def _plain(value: Any) -> JSON:
    return value.hex() if isinstance(value, bytes) else value


def _once(names: list[str]) -> list[str]:
    """Names that are there once: a second `name` is `name_2`."""
    found: list[str] = []
    for name in names:
        count = 2
        unique = name
        while unique in found:
            unique, count = f"{name}_{count}", count + 1
        found.append(unique)
    return found
