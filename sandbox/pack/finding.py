"""What is wrong with a pack, as data. All parts of the loader report here and go on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from sandbox.domain.base import Frozen
from sandbox.domain.faults import SandboxError

Severity = Literal["error", "warning"]


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

    def error(self, file: str, message: str, line: int = 0, hint: str = "") -> None:
        self.findings.append(Finding(file=file, line=line, message=message, hint=hint))

    def warn(self, file: str, message: str, line: int = 0, hint: str = "") -> None:
        self.findings.append(
            Finding(file=file, line=line, message=message, hint=hint, severity="warning")
        )

    @property
    def failed(self) -> bool:
        """True once something is wrong that a pack can't be used with."""
        return any(finding.severity == "error" for finding in self.findings)

    def in_order(self) -> list[Finding]:
        """Errors before warnings, then by file and line, each once."""
        unique = dict.fromkeys(self.findings)
        return sorted(unique, key=lambda f: (f.severity != "error", f.file, f.line, f.message))


def nearest(word: str, known: Iterable[str], lead: str = "did you mean") -> str:
    """`did you mean "orders"?`, or the names there are; "" when there are none."""
    names = sorted(known)
    close = get_close_matches(word, names, n=2, cutoff=0.6)
    if close:
        return f"{lead} {' or '.join(close)}?"
    return f"there are: {', '.join(names[:12])}" if names else ""
