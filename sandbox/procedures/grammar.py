"""The ```steps block of a procedure's Markdown, as flat steps. For authors: docs/procedures.md.

A branch becomes: `when` (jumps to `otherwise` if false), its steps, and, if `otherwise:` follows,
a "jump" over the other steps. `approve` is a `when` with no steps of its own. All jumps go forward,
so a walk always ends.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from sandbox.domain.procedure import Step
from sandbox.procedures.lexer import SyntaxFault, tokens_of
from sandbox.procedures.line import read_line
from sandbox.procedures.splice import with_rejections

_FENCE: Final = re.compile(r"^```steps[ ]*$(.*?)^```[ ]*$\n?", re.MULTILINE | re.DOTALL)
_ENDS: Final = ("stop", "hand_off", "switch")


class StepError(ValueError):
    """A line that is no step. `line` counts from 1 in the file; `message` is one sentence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


@dataclass
class _Branch:
    """The lines at one depth. `when` is the step that they hang on, None at the top."""

    indent: int
    when: int | None = None
    jump: int | None = None
    last_when: int | None = None
    ended: str = ""


@dataclass
class _Flat:
    """What has been read so far: steps, open branches, and a branch that still needs lines."""

    steps: list[Step] = field(default_factory=list)
    open: list[_Branch] = field(default_factory=list)
    waiting: _Branch | None = None


def parse_steps(markdown: str, first_line: int = 1) -> tuple[Step, ...]:
    """The steps of the one ```steps block in `markdown`.

    `first_line` is the line of the file on which `markdown` starts. Raises `StepError`.
    """
    blocks = list(_FENCE.finditer(markdown))
    if not blocks:
        raise StepError(first_line, "no block that starts with ```steps and ends with ```")
    if len(blocks) > 1:
        line = first_line + markdown.count("\n", 0, blocks[1].start())
        raise StepError(line, "a second ```steps block; a procedure has one")
    start = blocks[0].start(1)
    return parse_block(blocks[0].group(1), first_line + markdown.count("\n", 0, start))


def guidance_of(markdown: str) -> str:
    """The prose around the ```steps block."""
    return _FENCE.sub("", markdown).strip()


def parse_block(text: str, first_line: int = 1) -> tuple[Step, ...]:
    """The steps that the lines of `text` spell. Raises `StepError`."""
    flat = _Flat()
    line = first_line
    for line, raw in enumerate(text.split("\n"), first_line):
        try:
            if len(tokens_of(raw)) > 1:
                _add(flat, raw, line)
        except SyntaxFault as fault:
            raise StepError(line, str(fault)) from None
    if flat.waiting:
        raise StepError(flat.steps[-1].line, "a branch without steps; indent at least one below")
    if not flat.steps:
        raise StepError(first_line, "no steps")
    _close(flat, 0)
    return with_rejections(tuple(flat.steps))


def _add(flat: _Flat, raw: str, line: int) -> None:
    step = read_line(raw.strip(), line)
    branch = _branch_at(flat, _indent(raw))
    if step.kind == "jump":
        return _otherwise(flat, branch, step)
    if branch.ended:
        raise SyntaxFault(f"never reached: it comes after `{branch.ended}`")
    branch.last_when = None
    if step.kind in ("when", "approve"):
        branch.last_when = len(flat.steps)
    if step.kind == "when":
        flat.waiting = _Branch(branch.indent, when=len(flat.steps))
    if step.kind in _ENDS:
        branch.ended = step.kind
    flat.steps.append(step)


def _otherwise(flat: _Flat, branch: _Branch, step: Step) -> None:
    when = branch.last_when
    if when is None:
        raise SyntaxFault("`otherwise` without a `when` right before it, at the same depth")
    flat.steps.append(step)
    _aim(flat, when, len(flat.steps))
    flat.waiting = _Branch(branch.indent, jump=len(flat.steps) - 1)
    branch.last_when = None


def _branch_at(flat: _Flat, indent: int) -> _Branch:
    """The branch that a line of this indent belongs to; opens or closes branches on the way."""
    waiting, flat.waiting = flat.waiting, None
    if not flat.open:
        flat.open.append(_Branch(indent))
    elif waiting:
        if indent <= waiting.indent:
            raise SyntaxFault("a branch without steps above this line; indent what belongs to it")
        waiting.indent = indent
        flat.open.append(waiting)
    elif indent > flat.open[-1].indent:
        raise SyntaxFault("indented too far; only lines under `when` and `otherwise` are")
    else:
        _close_to(flat, indent)
    return flat.open[-1]


def _close_to(flat: _Flat, indent: int) -> None:
    depth = sum(branch.indent <= indent for branch in flat.open)
    if not depth or flat.open[depth - 1].indent != indent:
        raise SyntaxFault("its indent fits no line above it")
    _close(flat, depth)


def _close(flat: _Flat, depth: int) -> None:
    """Closes the branches from `depth` on: what jumps over them lands here."""
    for branch in flat.open[depth:]:
        start = branch.when if branch.when is not None else branch.jump
        if start is not None:
            _aim(flat, start, len(flat.steps))
    del flat.open[depth:]


def _aim(flat: _Flat, index: int, target: int) -> None:
    flat.steps[index] = flat.steps[index].model_copy(update={"otherwise": target})


def _indent(raw: str) -> int:
    spaces = raw[: len(raw) - len(raw.lstrip())]
    if spaces.strip(" "):
        raise SyntaxFault("indent with spaces, not tabs")
    return len(spaces)
