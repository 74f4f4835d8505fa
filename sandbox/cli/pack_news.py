"""Tells what was saved in a session's pack since it was last asked, and whether it can be used."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sandbox.domain.faults import SandboxError
from sandbox.pack.digest import stamps
from sandbox.pack.find import prompts_folder
from sandbox.pack.own import where_it_lies
from sandbox.tui.trying.door import News

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.pack.finding import Finding
    from sandbox.pack.pack import Pack

Stamps = dict[str, tuple[int, int]]


class PackNews:
    """Looks at the times of files; only when they stand still is anything read.

    `root`: the pack's folder. `load`: the pack as it lies there now, or `SandboxError`. `digests`:
    of the files that the session runs on.
    """

    def __init__(
        self, root: "Path", load: "Callable[[], Pack]", digests: Mapping[str, str]
    ) -> None:
        self._root = root
        self._load = load
        self._known = dict(digests)
        self._told = self._last = self._stamps()

    def look(self) -> News | None:
        """What is new, once; None where nothing was saved, or somebody is still writing."""
        now = self._stamps()
        if now == self._told:
            return None
        if now != self._last:
            self._last = now
            return None
        touched = {name for name in {*now, *self._told} if now.get(name) != self._told.get(name)}
        self._told = now
        return self._news(touched)

    def _stamps(self) -> Stamps:
        root = where_it_lies(self._root)
        try:
            return stamps(root, prompts_folder(root))
        except OSError:  # a file went away between its name and its time
            return {}

    def _news(self, touched: set[str]) -> News | None:
        try:
            pack = self._load()
        except SandboxError as error:
            return News(tuple(sorted(touched)), error.message, error.hint)
        before, self._known = self._known, dict(pack.digests)
        names = {*before, *self._known}
        files = tuple(sorted(name for name in names if before.get(name) != self._known.get(name)))
        if not files:
            return None
        findings = _findings(pack, files)
        for finding in findings:
            if finding.severity == "error":
                return News(files, f"{finding.where}: {finding.message}", finding.hint)
        warnings = tuple(f"{one.where}: {one.message}" for one in findings)
        return News(files, warnings=warnings)


def _findings(pack: "Pack", files: tuple[str, ...]) -> "list[Finding]":
    """What lint says of these files; rules are only tried where one of theirs changed."""
    from sandbox.pack.lint import looked_at
    from sandbox.policy.lint import look as look_at_rules

    rules = any(name.startswith("policy/") for name in files)
    # A version that is not locked yet is no news: it is being written.
    found = [one for one in looked_at(pack) if "lock.toml" not in one.message]
    found = [one for one in found if not _left_behind(one)]
    return [
        *(look_at_rules(pack) if rules else ()),
        *(one for one in found if one.file in files),
    ]


def _left_behind(finding: "Finding") -> bool:
    """A prompt whose version was not raised works all the same; lint is the place to say it."""
    return finding.message.startswith("its text is not that of version")
