"""The console's rows: what is armed, what was, and all that could be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.content import Content

from sandbox.domain.fault_spec import ANY, MODEL, MODEL_FAULTS, TOOL_FAULTS, FaultSpec, parse_fault
from sandbox.domain.faults import SandboxError
from sandbox.log.event import FaultDisarmed, FaultInjected
from sandbox.tui.dock.faults.words import does, fault_words, when
from sandbox.tui.dock.rowlist import ListRow
from sandbox.tui.feed.format import DASH, plural
from sandbox.tui.feed.safe import one_line
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.rowline import fit

if TYPE_CHECKING:
    from sandbox.log.fold import Session

ON, OFF = "ON ", "off"
_DIM: Final = "$foreground-muted"


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault. `number` counts the armed ones from 1, 0 when it is not armed.

    `seen` and `fired` count since it was armed, of one that is not over the whole session.
    """

    text: str
    spec: FaultSpec
    number: int = 0
    seen: int = 0
    fired: int = 0
    last: str = ""


class Fired:
    """How often a fault fired in a session, by its text; each turn that has ended is read once."""

    def __init__(self) -> None:
        self._turns: dict[int, dict[str, tuple[int, str]]] = {}

    def of(self, session: Session) -> dict[str, tuple[int, str]]:
        """Text to count and the hop it last fired in."""
        found: dict[str, tuple[int, str]] = {}
        for turn in session.turns:
            here = self._turns.get(turn.number)
            if here is None:
                here = {}
                for hop in turn.hops:
                    for event in hop.events:
                        if isinstance(event, FaultInjected):
                            here[event.spec] = (here.get(event.spec, (0, ""))[0] + 1, hop.id)
                if turn.finished is not None:
                    self._turns[turn.number] = here
            for text, (count, hop_id) in here.items():
                found[text] = (found.get(text, (0, ""))[0] + count, hop_id)
        return found


def fault_lines(session: Session, fired: Fired) -> tuple[list[FaultLine], list[FaultLine]]:
    """Those that are armed, and those that were in this session and are not any more."""
    armed = [
        FaultLine(one.text, one.spec, number, one.seen, one.fired, one.last)
        for number, one in enumerate(session.back.armoury.faults, 1)
    ]
    texts, counts = {one.text for one in armed}, fired.of(session)
    gone: dict[str, FaultLine] = {}
    for event in session.outside:
        if isinstance(event, FaultDisarmed) and event.spec not in texts:
            spec = _parsed(event.spec)
            if spec is not None:
                count, last = counts.get(event.spec, (0, ""))
                gone[event.spec] = FaultLine(event.spec, spec, fired=count, last=last)
    return armed, list(gone.values())


def catalogue() -> Iterator[FaultLine]:
    """Every fault there is, of any tool and of the model."""
    for name, faults in ((ANY, TOOL_FAULTS), (MODEL, MODEL_FAULTS)):
        for fault in faults:
            spec = FaultSpec(target=name, fault=fault)
            yield FaultLine(str(spec), spec)


def _parsed(text: str) -> FaultSpec | None:
    try:
        return parse_fault(text)
    except SandboxError:
        return None


def keyed(armed: list[FaultLine], gone: list[FaultLine]) -> dict[str, FaultLine]:
    """Every line of the console by its row's key, which stays when it is armed or disarmed."""
    found: dict[str, FaultLine] = {}
    for one in (*armed, *gone, *catalogue()):
        again = sum(key.partition(" ")[0] == one.text for key in found)
        if one.number or not again:
            found[f"{one.text} {again}" if again else one.text] = one
    return found


def rows_of(lines: dict[str, FaultLine]) -> list[ListRow]:
    """The console's rows, headed."""
    armed = {key: one for key, one in lines.items() if one.number}
    listed = {str(one.spec) for one in catalogue()}
    gone = {key: one for key, one in lines.items() if not one.number and one.text not in listed}
    rest = {key: one for key, one in lines.items() if key not in armed and key not in gone}
    rows = [ListRow("/head", _columns), *_rows(armed)]
    if not armed:
        rows.append(ListRow("/none", partial(_said, "no fault is armed")))
    if gone:
        rows += [ListRow("/gone", partial(_title, "armed before in this session")), *_rows(gone)]
    title = partial(_title, "all there are; e gives one a target and a trigger")
    return [*rows, ListRow("/all", title), *_rows(rest)]


def _rows(lines: dict[str, FaultLine]) -> Iterator[ListRow]:
    for key, one in lines.items():
        yield ListRow(key, partial(_row, one), one.last)


def _widths(width: int) -> tuple[int, int, int]:
    """Cells of target, fault and trigger; what is left goes to what the fault does."""
    if width < 64:
        return 17, max(width - 34, 6), 0
    return 22, 24, max(min(width - 63, 20), 0)


def _columns(width: int) -> Content:
    target, fault, trigger = _widths(width)
    head = f"     {fit('target', target)}{fit('fault', fault)}{fit('when', trigger)}"
    return Content(fit(f"{head}fired last  what happens", width)).stylize(_DIM)


def _row(one: FaultLine, width: int) -> Content:
    target, fault, trigger = _widths(width)
    on = one.number > 0
    aim = "any tool" if one.spec.target == ANY else one.spec.target
    counted = on or one.fired
    rest = max(width - 5 - target - fault - trigger - 12, 0)
    style = "" if on else _DIM
    return Content.assemble(
        (f"{ON if on else OFF}  ", "bold $text-warning" if on else _DIM),
        (fit(one_line(aim, 60), target - 1) + " ", "$text-accent" if on else style),
        (fit(fault_words(one.spec), fault - 1) + " ", "bold" if on else style),
        (fit(when(one.spec), trigger - 1) + " " if trigger else "", style),
        (f"{one.fired if counted else DASH!s:>5} ", "bold $text-warning" if one.fired else _DIM),
        (fit(one.last or DASH, 6), style),
        (fit(does(one.spec), rest), _DIM),
    )


def in_full(one: FaultLine) -> str:
    """All there is to say of a line, for whoever has its cursor on it."""
    seen = f", {plural(one.seen, 'call')} seen since it was armed" if one.number else ""
    return f"{one.text}: {does(one.spec)}; {when(one.spec)}{seen}"


def _title(text: str, width: int) -> Content:
    return Content(fit(f"{GLYPHS.rule * 2} {text} ", width, GLYPHS.rule)).stylize(_DIM)


def _said(text: str, width: int) -> Content:
    return Content(fit(f"     {text}", width)).stylize(_DIM)
