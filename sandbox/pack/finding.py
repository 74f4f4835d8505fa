"""What is wrong with a pack, as data. All parts of the loader report here and go on."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from sandbox.domain.base import Frozen
from sandbox.domain.faults import SandboxError

Severity = Literal["error", "warning", "hint"]
"""A hint is no fault: something to look at when there is time."""
_RANKS = ("error", "warning", "hint")
_UNREAD, _FORM, _ACROSS = range(3)
"""By cause: a file that can't be read, what one file says, how files fit each other."""


class Finding(Frozen):
    """One mistake. `file` is the path in the pack, `line` counts from 1 (0 = the whole file)."""

    file: str
    line: int = 0
    message: str
    hint: str = ""
    severity: Severity = "error"

    @property
    def where(self) -> str:
        """`tools.yaml:12`, or just `tools.yaml`."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def as_error(self) -> SandboxError:
        """The same as the one-line error that a user sees."""
        return SandboxError(f"{self.where}: {self.message}", self.hint, code=2)


@dataclass
class Report:
    """Collects findings, so that one look at a pack shows all its mistakes."""

    findings: list[Finding] = field(default_factory=list)
    _unread: set[str] = field(default_factory=set)
    _stages: dict[Finding, int] = field(default_factory=dict)
    _stage: int = _FORM
    _follows: bool = False

    def error(self, file: str, message: str, line: int = 0, hint: str = "") -> None:
        self._add(Finding(file=file, line=line, message=message, hint=hint), self._stage)

    def warn(self, file: str, message: str, line: int = 0, hint: str = "") -> None:
        found = Finding(file=file, line=line, message=message, hint=hint, severity="warning")
        self._add(found, self._stage)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Findings that were put together elsewhere."""
        for finding in findings:
            self._add(finding, self._stage)

    def unread(self, file: str, message: str, line: int = 0, hint: str = "") -> None:
        """An error because of which nothing of `file` is known; the first one counts."""
        if file not in self._unread:
            self._unread.add(file)
            self._add(Finding(file=file, line=line, message=message, hint=hint), _UNREAD)

    @contextmanager
    def across(self, *files: str) -> Iterator[None]:
        """What is found within rests on `files` (`tools.yaml`, or a folder as `tools/`).

        It follows from a mistake in them where one could not be read, and is then left out.
        """
        before, self._stage = self._stage, _ACROSS
        try:
            with self.resting_on(*files):
                yield
        finally:
            self._stage = before

    @contextmanager
    def resting_on(self, *files: str) -> Iterator[None]:
        """The same for what one file says and that is read by the light of another."""
        before = self._follows
        unread = any(name.startswith(file) for name in self._unread for file in files)
        self._follows = before or unread
        try:
            yield
        finally:
            self._follows = before

    def _add(self, finding: Finding, stage: int) -> None:
        if stage == _UNREAD or not self._follows:
            self.findings.append(finding)
            self._stages.setdefault(finding, stage)

    @property
    def failed(self) -> bool:
        """True once something is wrong that a pack can't be used with."""
        return any(finding.severity == "error" for finding in self.findings)

    def in_order(self) -> list[Finding]:
        """Errors before warnings before hints, causes first, then by file and line.

        Each once.
        """

        def place(f: Finding) -> tuple[int, int, str, int, str]:
            stage = self._stages.get(f, _FORM) if f.severity == "error" else _FORM
            return _RANKS.index(f.severity), stage, f.file, f.line, f.message

        return sorted(dict.fromkeys(self.findings), key=place)


def nearest(word: str, known: Iterable[str], lead: str = "did you mean") -> str:
    """`did you mean "orders"?`, or the names there are; "" when there are none."""
    names = sorted(known)
    close = get_close_matches(word, names, n=2, cutoff=0.6)
    if close:
        return f"{lead} {' or '.join(close)}?"
    return f"there are: {', '.join(names[:12])}" if names else ""
