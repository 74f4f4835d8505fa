"""A comparison in Markdown, for a pull request or a wiki."""

import re
from collections.abc import Iterator, Sequence

from sandbox.compare.align import Row
from sandbox.compare.comparison import Comparison
from sandbox.compare.report.parts import hop_words, notes, repeats
from sandbox.compare.words import facts

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def markdown(found: Comparison) -> str:
    """The scoreboard, what was said, and the hops that differ."""
    return "\n".join(_lines(found)).rstrip("\n") + "\n"


def _lines(found: Comparison) -> Iterator[str]:
    yield f"# Comparison {found.id}"
    yield ""
    yield f"{_safe(found.about)}. The first model is the base."
    yield ""
    words = [facts(found, row) for row in found.rows]
    yield from _table(
        ["", *(row.label for row in found.rows)],
        [[name, *(one[name] for one in words)] for name in words[0]],
    )
    sessions = [row.first.session or "–" for row in found.rows]
    yield "| session | " + " | ".join(f"`{one}`" for one in sessions) + " |"
    yield ""
    told = [*notes(found), *repeats(found)]
    yield from (f"* {_safe(line)}" for line in told)
    if told:
        yield ""
    yield from _turns(found)


def _turns(found: Comparison) -> Iterator[str]:
    labels = [ran.arm.label for ran in found.arms]
    for number, asked in enumerate(found.asked, 1):
        yield f"## Turn {found.before + number}"
        yield ""
        yield f"> {_safe(' '.join(asked.split()))}"
        yield ""
        for ran in found.arms:
            turns = ran.first.own.turns
            reply = turns[number - 1].reply if number <= len(turns) else ""
            yield f"* **{_safe(ran.arm.label)}**: {_safe(' '.join(reply.split())) or '–'}"
        rows = [row for row in found.aligned if row.turn == number]
        different = [row for row in rows if row.different]
        yield ""
        yield f"{len(rows) - len(different)} hops are the same, {len(different)} are not."
        if different:
            yield ""
            yield from _table(["hop", *labels], [_hop(row) for row in different])
        yield ""


def _hop(row: Row) -> list[str]:
    cells = [hop_words(row, at) for at in range(len(row.cells))]
    return [f"{row.name} {row.subject}".strip(), *cells]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(map(_safe, header)) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(_safe(" ".join(cell.split())) for cell in row) + " |"


def _safe(text: str) -> str:
    """Text that no Markdown reader takes for a mark, a link or HTML."""
    return _SPECIAL.sub(r"\\\1", text)
