"""What `sandbox import messages` says of the conversations, as lines and as data."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sandbox.cli.output import counted
from sandbox.imports.conversations import Refused
from sandbox.imports.played import Played

_SHORT = 60


def lines_of(played: Played) -> Iterator[str]:
    """One conversation: a line of figures, then what differs and where the hub stepped in."""
    compared = played.calls - played.without_result
    parts = [
        counted(played.turns, "turn"),
        f"{played.equal} of {compared} tool results equal",
        *_states(played),
    ]
    yield f"{played.id}  {' · '.join(parts)}"
    for call in played.differing:
        for field in call.fields:
            where = f"turn {call.turn}, call {call.call}, {call.tool}{field.pointer or ' (all)'}"
            yield f"  differs: {where}: {_shown(field.expected)} → {_shown(field.got)}"
    if played.unplayed:
        yield f"  differs: {counted(played.unplayed, 'call')} never came to run"
    for (hop, what), turns in _grouped(played).items():
        yield f"  hub: {hop}, turn {_counted(turns)}: {what}"
    for note in played.notes:
        yield f"  note: {note}"


def summary(all_played: Sequence[Played], refused: Sequence[Refused], where: str) -> Iterator[str]:
    """The totals."""
    total = totals(all_played, refused)
    yield (
        f"{counted(total['conversations'], 'conversation')}, {counted(total['turns'], 'turn')}: "
        f"{total['equal']} of {total['compared']} tool results equal"
    )
    for name, words in (("as_recorded", "as recorded"), ("as_task", "as their task wants")):
        given = total[name]["equal"] + total[name]["differs"]
        if given:
            yield f"end state {words}: {total[name]['equal']} of {given}"
    yield f"the hub stepped in {total['step_ins']} times, of these {total['asked']} asked a person"
    if all_played:
        yield f"{counted(len(all_played), 'recording')} in {where}"
    if refused:
        yield f"{counted(len(refused), 'line')} could not be imported"


def totals(all_played: Sequence[Played], refused: Sequence[Refused]) -> dict[str, Any]:
    """Sums over the file; a state verdict by how often it came."""

    def states(name: str) -> dict[str, int]:
        found = [getattr(one, name) for one in all_played]
        return {verdict: found.count(verdict) for verdict in ("equal", "differs", "not given")}

    steps = [step for one in all_played for step in one.step_ins]
    return {
        "conversations": len(all_played),
        "refused": len(refused),
        "turns": sum(one.turns for one in all_played),
        "calls": sum(one.calls for one in all_played),
        "compared": sum(one.calls - one.without_result for one in all_played),
        "equal": sum(one.equal for one in all_played),
        "step_ins": len(steps),
        "asked": sum(step.what.startswith("confirm") for step in steps),
        "as_recorded": states("as_recorded"),
        "as_task": states("as_task"),
    }


def data_of(played: Played) -> dict[str, Any]:
    """One conversation as `--json` has it."""
    return {**asdict(played), "same": played.same}


def _states(played: Played) -> Iterable[str]:
    for verdict, words in ((played.as_recorded, "recorded"), (played.as_task, "its task wants")):
        if verdict != "not given":
            yield f"end state {'as' if verdict == 'equal' else 'not as'} {words}"


def _grouped(played: Played) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for step in played.step_ins:
        subject = f"{step.hop} {step.subject}".strip()
        found.setdefault((subject, step.what), []).append(step.turn)
    return found


def _counted(turns: list[int]) -> str:
    """`4 ×2, 6`."""
    often = Counter(turns).items()
    return ", ".join(f"{turn} ×{times}" if times > 1 else str(turn) for turn, times in often)


def _shown(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
