"""A comparison as one HTML file: nothing is loaded from anywhere, and it works without a script.

A content security policy in its head allows only its own style and script, by their digests, so
that foreign words in a reply can neither run nor call anybody.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from html import escape

from sandbox.compare.align import Row
from sandbox.compare.board import ArmRow
from sandbox.compare.comparison import Comparison
from sandbox.compare.diff import Piece
from sandbox.compare.report.parts import hop_words, notes, repeats
from sandbox.compare.report.style import SCRIPT, STYLE
from sandbox.compare.words import facts

_BARS: dict[str, Callable[[ArmRow], float]] = {
    "turn p50": lambda row: row.figures.time.p50 or 0,
    "turn p95": lambda row: row.figures.time.p95 or 0,
    "tokens in": lambda row: row.figures.input_tokens or 0,
    "tokens out": lambda row: row.figures.output_tokens or 0,
    "cost": lambda row: row.cost.nano or 0,
}


def page(found: Comparison) -> str:
    """The whole file."""
    title = f"Comparison {found.id}"
    return "\n".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">',
            f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
            f'<header><h1>{escape(title)}</h1><span class="soft">{escape(found.about)}</span>',
            '<span class="tools"><button id="different" aria-pressed="false">only different'
            '</button><button id="theme">light / dark</button></span></header>',
            *_board(found),
            *_list([*notes(found), *repeats(found)]),
            *_turns(found),
            f"<script>{SCRIPT}</script>\n</body>\n</html>\n",
        )
    )


def _policy() -> str:
    allowed = {"style-src": STYLE, "script-src": SCRIPT}
    rules = [f"{what} 'sha256-{_digest(text)}'" for what, text in allowed.items()]
    # Widths of bars are attributes of their elements, which have no digest of their own.
    rules.append("style-src-attr 'unsafe-inline'")
    return "; ".join(("default-src 'none'", "base-uri 'none'", "form-action 'none'", *rules))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _board(found: Comparison) -> Iterator[str]:
    told = [facts(found, row) for row in found.rows]
    yield '<h2>Scoreboard</h2>\n<div class="wide"><table class="board">'
    yield f"<thead><tr><th></th>{_heads(found)}</tr></thead>\n<tbody>"
    for name in told[0]:
        cells = "".join(
            f"<td>{_bad(name, one[name])}{_bar(found, name, row)}</td>"
            for one, row in zip(told, found.rows, strict=True)
        )
        yield f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'
    sessions = "".join(f"<td>{escape(row.first.session or '–')}</td>" for row in found.rows)
    yield f'<tr><th scope="row">session</th>{sessions}</tr>\n</tbody></table></div>'


def _heads(found: Comparison) -> str:
    return "".join(
        f'<th scope="col">{escape(ran.arm.label)}{"" if ran.arm.number else " (base)"}</th>'
        for ran in found.arms
    )


def _bad(name: str, words: str) -> str:
    """What is not as it should be stands out, in words too: colour alone tells not everybody."""
    wrong = words.startswith("no:") or (name == "state" and words != "done")
    return f'<span class="bad">{escape(words)}</span>' if wrong else escape(words)


def _bar(found: Comparison, name: str, row: ArmRow) -> str:
    if name not in _BARS:
        return ""
    amount = _BARS[name]
    whole = max(amount(one) for one in found.rows)
    if not whole or not amount(row):
        return ""
    return f'<span class="bar" style="width:{amount(row) / whole:.1%}"></span>'


def _list(lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _turns(found: Comparison) -> Iterator[str]:
    diffs = [found.diff(0, ran.arm.number) for ran in found.arms[1:]]
    for number, asked in enumerate(found.asked, 1):
        yield f"<section>\n<h2>Turn {found.before + number}</h2>"
        yield f"<blockquote>{escape(asked)}</blockquote>"
        yield '<div class="wide"><table class="hops">'
        yield f"<thead><tr><th>hop</th>{_heads(found)}</tr></thead>\n<tbody>"
        yield from (_hop(row) for row in found.aligned if row.turn == number)
        replies = "".join(
            f"<td>{_reply(found, column, number, [d.replies for d in diffs])}</td>"
            for column in range(len(found.arms))
        )
        yield f'<tr class="reply"><th scope="row">reply</th>{replies}</tr>'
        yield "</tbody></table></div>\n</section>"


def _reply(
    found: Comparison, column: int, number: int, replies: Sequence[dict[int, tuple[Piece, ...]]]
) -> str:
    """The whole reply; of an arm that says otherwise than the base, word by word."""
    if column and (pieces := replies[column - 1].get(number)):
        tags = {" ": "{}", "-": "<del>{}</del>", "+": "<ins>{}</ins>"}
        return "".join(tags[piece.sign].format(escape(piece.text)) for piece in pieces)
    turns = found.arms[column].first.own.turns
    return escape(turns[number - 1].reply) if number <= len(turns) else "–"


def _hop(row: Row) -> str:
    name = escape(f"{row.name} {row.subject}".strip())
    sign = "≠ " if row.different else ""
    cells = "".join(_cell(row, column) for column in range(len(row.cells)))
    kind = "different" if row.different else "same"
    return f'<tr class="{kind}"><th scope="row">{sign}{name}</th>{cells}</tr>'


def _cell(row: Row, column: int) -> str:
    cell = row.cells[column]
    words = escape(hop_words(row, column))
    if cell is None:
        return f'<td class="other">{words}</td>' if row.differs(column) else f"<td>{words}</td>"
    ms = f'<span class="ms">{cell.ns / 1e6:.1f} ms</span>' if cell.ns is not None else ""
    kind = ' class="other"' if row.differs(column) else ""
    return f'<td{kind} title="{escape(cell.hop)}">{ms}{words}</td>'
