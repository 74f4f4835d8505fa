"""The files that `sandbox compare` writes: reports and recordings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.cli import diagnostics
from sandbox.compare.arm import Arm
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.compare.comparison import Comparison

_NO_NAME = re.compile(r"[^A-Za-z0-9._]+")


@dataclass(frozen=True)
class Files:
    """Paths as they were given, "" for none. `save` is what the recordings' names begin with."""

    html: str
    markdown: str
    save: str
    force: bool

    def check(self, arms: Sequence[Arm]) -> None:
        """Raises `SandboxError` (code 2) before anything runs: two files of one name, no folder,

        or a recording that is there already.
        """
        wanted = list(self._wanted(arms))
        seen: dict[Path, str] = {}
        for who, path in wanted:
            other = seen.setdefault(path.resolve(), who)
            if other != who:
                raise SandboxError(
                    f"{other} and {who} both want {path.name}", "give one another name", code=2
                )
            if path.is_dir() or not path.resolve().parent.is_dir():
                what = "is a folder" if path.is_dir() else "would lie in a folder that there is not"
                raise SandboxError(f"{who}: {path.name} {what}", "name a file", code=2)
        there = [path for who, path in wanted if who.startswith("--save") and path.exists()]
        if there and not self.force:
            raise SandboxError(f"{there[0].name} is there already", "--force replaces it", code=2)

    def write(self, found: "Comparison") -> None:
        """Writes them and says so. Raises `SandboxError` when one can't be written."""
        from sandbox.compare.report.markdown import markdown
        from sandbox.compare.report.page import page

        if self.html:
            _write(Path(self.html), page(found))
        if self.markdown:
            _write(Path(self.markdown), markdown(found))
        if self.save:
            self._save(found)

    def _save(self, found: "Comparison") -> None:
        from sandbox.cli.saving import save_session
        from sandbox.hub.folder import find_session
        from sandbox.settings import home_folder, load_settings

        home = home_folder(load_settings())
        for ran in found.arms:
            if ran.first.session:
                title = f"{found.about}: {ran.arm.label}"
                folder = find_session(home, ran.first.session)
                path, _ = save_session(folder, self._recording(ran.arm), title)
                diagnostics.note(f"saved {path.name}")

    def _wanted(self, arms: Sequence[Arm]) -> Iterator[tuple[str, Path]]:
        """(who wants it, path)."""
        if self.html:
            yield "--html", Path(self.html)
        if self.markdown:
            yield "--markdown", Path(self.markdown)
        for arm in arms if self.save else ():
            yield f"--save of {arm.label}", self._recording(arm)

    def _recording(self, arm: Arm) -> Path:
        from sandbox.cli.saving import recording_path

        name = _NO_NAME.sub("-", arm.label).strip("-")
        return recording_path(Path(f"{self.save}-{name}"))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise SandboxError(
            f"can't write {path.name}: {error.strerror}", "name a folder that you may write"
        ) from None
    diagnostics.note(f"wrote {path.name}")
