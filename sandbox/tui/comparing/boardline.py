"""Draws one line of the scoreboard: as many figures as its width has room for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.content import Content

from sandbox.export.tokens import sign
from sandbox.tui.feed.format import DASH, count, dollars
from sandbox.tui.feed.safe import one_line
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.rowline import fit

if TYPE_CHECKING:
    from sandbox.compare.board import ArmRow
    from sandbox.tui.comparing.picture import Picture

_LAST: Final = 1_000
"""Weight of a column that is never dropped."""


@dataclass(frozen=True, slots=True)
class Column:
    """`weight`: those with the least are dropped first. Text is left, figures right."""

    name: str
    width: int
    weight: int
    left: bool = False


_COLUMNS: Final = (
    Column("state", 9, _LAST, left=True),
    Column("path", 7, 90, left=True),
    Column("effect", 7, 95, left=True),
    Column("rep", 3, 80),
    Column("den", 3, 78),
    Column("hops", 4, 75),
    Column("TTFT", 8, 40),
    Column("latency", 8, 70),
    Column("tokens", 10, 50),
    Column("cost", 8, 85),
    Column("known", 9, 30, left=True),
)
_MODEL: Final = 16
_MODEL_WIDE: Final = 62


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that fit, and the cells of the model's name."""

    width: int
    model: int
    columns: tuple[Column, ...]


def layout(width: int, longest: int) -> Layout:
    """Columns for a scoreboard of `width` cells whose longest model name has `longest`."""
    columns = list(_COLUMNS)

    def room() -> int:
        return width - 3 - sum(one.width + 1 for one in columns) - 1

    wanted = min(max(longest, 8), _MODEL_WIDE)
    while room() < min(wanted, _MODEL) and len(columns) > 1:
        columns.remove(min(columns, key=lambda one: one.weight))
    return Layout(width, max(min(room(), wanted), 6), tuple(columns))


def head(cols: Layout) -> Content:
    """The names of the columns."""
    names = " ".join(_cell(one, one.name) for one in cols.columns)
    return Content(f"   {fit('model', cols.model)} {names}").stylize("$foreground-muted")


def draw_arm(cols: Layout, label: str, picture: Picture | None, arm: int, chosen: bool) -> Content:
    """One arm that has figures."""
    cells: list[tuple[str, str]] = []
    row = picture.rows[arm] if picture is not None else None
    told = picture.facts[arm] if picture is not None else {}
    for one in cols.columns:
        text, style = _value(one.name, row, told) if row is not None else (DASH, "")
        cells += [(_cell(one, text), style), (" ", "")]
    return Content.assemble(*_named(cols, label, arm, chosen), *cells[:-1])


def draw_running(
    cols: Layout, label: str, words: str, arm: int, chosen: bool, tone: str
) -> Content:
    """One arm without figures yet: a line of progress, or why it has none."""
    rest = max(cols.width - 4 - cols.model, 0)
    return Content.assemble(
        *_named(cols, label, arm, chosen), (fit(one_line(words, rest * 2), rest), tone)
    )


def _named(cols: Layout, label: str, arm: int, chosen: bool) -> list[tuple[str, str]]:
    mark = GLYPHS.cursor if chosen else " "
    base = "b" if arm == 0 else " "
    style = "bold $foreground" if chosen else "$foreground"
    return [
        (mark, "bold $text-accent"),
        (base, "$foreground-muted"),
        (f" {fit(short(label, cols.model), cols.model)} ", style),
    ]


def short(label: str, room: int) -> str:
    """A model's name in `room` cells. Its end tells two of one provider apart, and #1 from #2."""
    label = one_line(label, 200)
    if len(label) > room:
        label = label.rpartition("/")[2]
    return label if len(label) <= room else f"…{label[len(label) - room + 1 :]}"


def _cell(column: Column, text: str) -> str:
    if column.left:
        return fit(text, column.width)
    return fit(text.rjust(column.width) if len(text) <= column.width else text, column.width)


_OF_CALLS = ("path", "effect", "rep", "den", "hops", "tokens", "cost", "known")
"""What nobody can say of an arm whose model was never asked."""


def _value(name: str, row: ArmRow, told: dict[str, str]) -> tuple[str, str]:
    figures = row.figures
    if not figures.model_calls and name in _OF_CALLS:
        return DASH, ""
    repairs = figures.repairs + row.asked_model
    used = figures.used
    about = sign(used.estimated, used.untold)
    tokens = DASH if used.unknown else f"{about}{count(used.input)}/{count(used.output)}"
    effect = row.first.effect
    state = "budget" if row.state == "over_budget" else told["state"]
    values = {
        "state": (state, "" if row.state == "done" else "bold $text-error"),
        "path": _held(row.first.same_path),
        "effect": _held(effect.same if effect is not None else None),
        "rep": (str(repairs), "$text-warning" if repairs else ""),
        "den": (str(figures.denials), "$text-error" if figures.denials else ""),
        "hops": (str(row.hops), ""),
        "TTFT": (told["first token"], ""),
        "latency": (told["turn p50"], ""),
        "tokens": (tokens, ""),
        "cost": (dollars(row.cost), "bold" if row.cost.nano else ""),
        "known": (row.cost.known, ""),
    }
    return values[name]


def _held(same: bool | None) -> tuple[str, str]:
    """Against the base; – for the base itself and where one of both has no turn."""
    if same is None:
        return DASH, "$foreground-muted"
    return ("same", "$text-success") if same else ("≠ other", "bold $text-error")
