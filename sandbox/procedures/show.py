"""The fixed form in which a prompt carries the active procedure and the state, and its reader.

    <procedure id="damaged_item" title="Damaged item">
      1. ask order_id "What is the order number?"
    > 2. call get_order(order_id)
      3. when get_order.status != "delivered":
      4.   stop
    </procedure>
    <state>
    {"customer": "C-0007", "order_id": "O-10042"}
    </state>

Every value stands on one line as JSON with `<` and `>` escaped, so no data can close the block.
The last well-formed block counts: a template puts it after anything a customer wrote.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.domain.base import JSON
from sandbox.domain.procedure import Procedure
from sandbox.log.by_identity import ByIdentity
from sandbox.procedures.engine import active
from sandbox.procedures.line import write_line
from sandbox.procedures.run import Run

_TEXT: Final = r'("(?:[^"\\]|\\.)*")'
_OPEN: Final = re.compile(rf"<procedure id={_TEXT} title={_TEXT}>")
_STEP: Final = re.compile(r"([> ]) [0-9]+\. +(\S.*)")
_CLOSE: Final = ["</procedure>", "<state>"]


@dataclass(frozen=True)
class Shown:
    """What a prompt shows: `step` is the active step's line, "" if there is none."""

    procedure: str
    title: str
    step: str
    steps: tuple[str, ...]
    state: Mapping[str, JSON] = field(default_factory=dict)


def show(procedure: Procedure, run: Run, state: Mapping[str, JSON]) -> str:
    """The block for a prompt, without a newline at its end. `state` as by `prompt_state`."""
    at = run.at if active(run, procedure) is not None else -1
    lines = [f"<procedure id={_json(procedure.id)} title={_json(procedure.title)}>"]
    for index, line in enumerate(_lines_of(procedure)):
        lines.append(f"{'>' if index == at else ' '} {line}")
    return "\n".join([*lines, *_CLOSE, _json(dict(state)), "</state>"])


def read_shown(prompt: str) -> Shown | None:
    """The last well-formed block in `prompt`, or None. Never raises."""
    lines = prompt.split("\n")
    for end in range(len(lines) - 1, 3, -1):
        if lines[end] == "</state>" and lines[end - 3 : end - 1] == _CLOSE:
            shown = _read(lines[: end - 3], lines[end - 1])
            if shown:
                return shown
    return None


def _read(lines: list[str], state_line: str) -> Shown | None:
    """The block whose steps end `lines`, or None if anything about it is odd."""
    state = _loads(state_line)
    steps: list[tuple[str, str]] = []
    for line in reversed(lines):
        step = _STEP.fullmatch(line)
        if step:
            steps.insert(0, (step[1], step[2]))
            continue
        opening = _OPEN.fullmatch(line)
        marked = [text for mark, text in steps if mark == ">"]
        if not opening or not isinstance(state, dict) or len(marked) > 1:
            return None
        return Shown(
            procedure=str(_loads(opening[1])),
            title=str(_loads(opening[2])),
            step=marked[0] if marked else "",
            steps=tuple(text for _, text in steps),
            state=state,
        )
    return None


def _written(procedure: Procedure) -> tuple[str, ...]:
    """Its steps as they stand in every prompt, numbered and indented, without the mark."""
    questions = {one.name: one.ask for one in procedure.variables}
    return tuple(
        f"{index}. {'  ' * depth}{write_line(step, questions.get(step.variable, ''))}"
        for index, (step, depth) in enumerate(
            zip(procedure.steps, _depths(procedure), strict=True), 1
        )
    )


_lines_of: Final = ByIdentity(_written)


def _depths(procedure: Procedure) -> list[int]:
    """How deep each step lies in branches: a "jump" (`otherwise:`) as deep as its `when`.

    What is done by a `do` lies one deeper.
    """
    depths = [0] * len(procedure.steps)
    for index, step in enumerate(procedure.steps):
        if step.kind in ("when", "jump", "do"):
            end = step.otherwise
            last = procedure.steps[end - 1] if step.kind == "when" and end else None
            if last is not None and last.kind == "jump":
                end -= 1
            for inner in range(index + 1, min(end, len(depths))):
                depths[inner] += 1
    return depths


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def _loads(text: str) -> JSON:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
