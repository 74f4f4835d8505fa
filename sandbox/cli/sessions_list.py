"""`sandbox sessions list`: every session on a line, searched and filtered."""

from typing import Annotated, Any, Literal

import typer

from sandbox.cli import complete, output
from sandbox.cli.options import AsJson
from sandbox.domain.money import Cost

_SEARCHED = """
    SELECT session FROM sessions s WHERE
      instr(fold(session || ' ' || title || ' ' || model || ' ' || pack), ?1) OR EXISTS (
        SELECT 1 FROM t_turn t WHERE t.session = s.session AND
          instr(fold(t.asked || ' ' || t.reply || ' ' || t.note), ?1))
"""


def list_sessions(
    search: Annotated[
        str, typer.Option(metavar="WORDS", help="All of these words, in its turns or title.")
    ] = "",
    outcome: Annotated[
        Literal["resolved", "handed_off", "abandoned", "failed", "open"] | None,
        typer.Option(
            "--outcome",
            help="Only those that ended so.",
            autocompletion=complete.words("resolved", "handed_off", "abandoned", "failed", "open"),
            show_default=False,
        ),
    ] = None,
    mark: Annotated[
        Literal["good", "bad", "any"] | None,
        typer.Option(
            "--mark",
            help="Only those with a turn that is marked so.",
            autocompletion=complete.words("good", "bad", "any"),
            show_default=False,
        ),
    ] = None,
    comparison: Annotated[
        str,
        typer.Option(metavar="ID|none", help="Only arms of this comparison; none: no arms at all."),
    ] = "",
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=0, help="Only the last N; 0 for all.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Every session, oldest first."""
    from sandbox.cli.chosen import all_sessions

    index, folders = all_sessions()
    try:
        found = {row["session"]: row for row in index.select("SELECT * FROM sessions")}
        for word in search.casefold().split():
            having = {row["session"] for row in index.select(_SEARCHED, (word,))}
            found = {name: row for name, row in found.items() if name in having}
    finally:
        index.close()
    # In the order in which they were written to, as `last` means it.
    rows = [found[folder.id] for folder in folders if folder.id in found]
    rows = [row for row in rows if _fits(row, outcome, mark)]
    if comparison:
        wanted = "" if comparison == "none" else comparison
        rows = [row for row in rows if (row["comparison"] or "") == wanted]
    rows = rows[-limit:] if limit else rows
    if as_json:
        output.data(rows)
    else:
        _table(rows)


def _fits(row: dict[str, Any], outcome: str | None, mark: str | None) -> bool:
    ended = row["outcome"] or "open"
    marks = {"good": row["good"], "bad": row["bad"], "any": row["good"] + row["bad"]}
    return outcome in (None, ended) and (mark is None or bool(marks[mark]))


def _table(rows: list[dict[str, Any]]) -> None:
    from sandbox.cli import drawing

    header = ("session", "model", "turns", "outcome", "marks", "cost", "title or first words")
    lines = drawing.columns([_cells(row) for row in rows], header)
    # A terminal's lines are not broken; a pipe gets all of them.
    width = drawing.width() if drawing.drawn() else None
    output.lines(line[:width] for line in lines)


def _cells(row: dict[str, Any]) -> list[str]:
    from sandbox.export.cost import money

    if row["problem"]:
        return [row["session"], "", "", "", "", "", row["problem"]]
    marks = [f"{row[name]} {name}" for name in ("good", "bad") if row[name]]
    words = " ".join((row["title"] or row["asked"] or "").split())[:100]
    if row["comparison"]:
        asked = " ".join((row["asked"] or "").split())[:100]
        words = f"compare {row['comparison']}, {row['arm']}: {asked}"
    elif row["parent"]:
        words = f"fork of {row['parent']} after turn {row['forked_after']}: {words}"
    ended = (row["outcome"] or "open").replace("_", " ")
    nano = row["cost_nano"]
    cost = money(Cost(nano=nano, known=row["cost_known"])) if nano is not None else "–"
    by = "" if row["judged_by"] in ("engine", "") else "*"
    return [
        row["session"],
        row["model"],
        str(row["turns"]),
        f"{ended}{by}",
        " ".join(marks),
        cost,
        words,
    ]
