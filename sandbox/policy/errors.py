"""What is wrong with a policy, and where: one line from the engine's page of text."""

import re

from sandbox.domain.faults import SandboxError

SHAPE = 'begin with "package policy", then "decisions contains {…} if {…}"'

_HINTS = (
    ("`if` keyword is required", "write `decisions contains {…} if {…}`, as rego.v1 does"),
    ("package", "the first line is `package policy`"),
    ("is unsafe", "give the variable a value before this line, or declare it with `some`"),
    ("could not find function", "check the spelling, and that the function is in `package policy`"),
    ("too deep", "name the inner parts as rules of their own"),
    ("parse string as number", "the value is no plain number such as 49.90"),
    ("divide by zero", "test the divisor in a line before"),
    ("recursion", "a rule or function may not need itself"),
    ("expecting", "a value, comma or bracket is missing or left over at this place"),
)
_PLACE = re.compile(r"^--> (.*):(\d+):\d+$", re.MULTILINE)
_ERROR = re.compile(r"^error: (.*)$", re.MULTILINE)


class PolicyError(SandboxError):
    """A policy that can't be compiled or evaluated.

    `file` is the name given to `compile` ("" = no one file), `line` counts from 1 (0 = unknown),
    `problem` says what is wrong without the place; `message` has both, in one line.
    """

    def __init__(self, file: str, line: int, problem: str, hint: str = "") -> None:
        place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(place + problem, hint, code=2)  # as for any other file of a pack
        self.file = file
        self.line = line
        self.problem = problem


def from_engine(error: BaseException) -> PolicyError:
    """Reads the engine's text: `--> FILE:LINE:COLUMN`, a picture of the line, `error: …`.

    Further lines, and a native stack trace where RUST_BACKTRACE is set, are left out.
    """
    text = str(error).split("\n\nStack backtrace:")[0].strip()
    place, problem = _PLACE.search(text), _ERROR.search(text)
    first = problem[1] if problem else text.partition("\n")[0]
    said = first.strip().rstrip(".:") or type(error).__name__
    hint = next((hint for word, hint in _HINTS if word in said), "")
    return PolicyError(place[1] if place else "", int(place[2]) if place else 0, said, hint)
