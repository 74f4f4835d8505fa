"""Markdown and templates with front matter: YAML between two `---` lines at the top."""

from dataclasses import dataclass
from typing import Any

from sandbox.pack.finding import Report
from sandbox.pack.yaml_text import Located, read_mapping


@dataclass(frozen=True)
class Page:
    """A file with front matter. `body_line` is the line of the file on which `body` starts."""

    file: str
    head: Located
    body: str
    body_line: int

    @property
    def data(self) -> dict[str, Any]:
        """The front matter."""
        return self.head.data


def read_page(file: str, text: str, report: Report) -> Page | None:
    """Front matter and body of `text`; None, with a finding, when there is no front matter."""
    lines = text.split("\n")
    if not lines or lines[0].strip() != "---":
        report.unread(file, "has no front matter", 1, "start it with ---, `id: …`, `title: …`, ---")
        return None
    end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        report.unread(
            file, "its front matter is not closed", 1, "add a line --- after the last key"
        )
        return None
    head = read_mapping(file, "\n".join(lines[1:end]), report, first_line=2)
    if head is None:
        return None
    return Page(file, head, "\n".join(lines[end + 1 :]), end + 2)
