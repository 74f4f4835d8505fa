"""Every version of a pack's prompts that can be found: in its files, its lock, and sessions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.pack.pack import Pack, Template

NOW: Final = "now"
_FEWEST_SIGNS: Final = 4
"""Of a digest, so that a number of a version is never taken for one."""


@dataclass(frozen=True)
class PromptVersion:
    """One text of one prompt. `text`: the whole file, "" where only its digest is known.

    `now`: it is what the pack holds. `locked`: lock.toml names it. `sessions`: those that ran on
    it, the newest first. `file`: where it was read, for one that is given by its path.
    """

    prompt: str
    version: str
    digest: str
    text: str = ""
    now: bool = False
    locked: bool = False
    sessions: tuple[str, ...] = ()
    file: str = ""

    @property
    def label(self) -> str:
        """`agent 2`."""
        return f"{self.prompt} {self.version}"


@dataclass
class Versions:
    """Versions by prompt and digest, in the order in which `add` met them."""

    found: dict[tuple[str, str], PromptVersion] = field(default_factory=dict)

    def add(self, one: PromptVersion) -> None:
        """A text that is known already gains what this one knows of it."""
        key = (one.prompt, one.digest)
        old = self.found.get(key)
        if old is None:
            self.found[key] = one
            return
        self.found[key] = replace(
            old,
            text=old.text or one.text,
            now=old.now or one.now,
            locked=old.locked or one.locked,
            sessions=tuple(dict.fromkeys((*old.sessions, *one.sessions))),
        )

    def of(self, prompt: str) -> list[PromptVersion]:
        """Those of one prompt, by version; of two texts of one version the present one last."""
        mine = [one for one in self.found.values() if one.prompt == prompt]
        return sorted(mine, key=lambda one: (_order(one.version), one.now, one.digest))

    def named(self, prompt: str, word: str) -> PromptVersion:
        """The version `now`, of this number, digest or file. Raises `SandboxError` (code 2)."""
        if Path(word).is_file():
            return read_file(Path(word))
        mine = self.of(prompt)
        same = [one for one in mine if one.version == word]
        if word == NOW:
            same = [one for one in mine if one.now]
        elif not same and len(word) >= _FEWEST_SIGNS:
            same = [one for one in mine if one.digest.startswith(word)]
        if not same:
            known = ", ".join(dict.fromkeys(one.version for one in mine))
            hint = f"there are {known}, {NOW}, a digest or a file" if mine else "sandbox prompts"
            raise SandboxError(f"{prompt} has no version {word[:40]!r}", hint, code=2)
        best = next((one for one in same if one.locked), same[-1])
        if not best.text:
            raise SandboxError(
                f"the text of {best.label} is nowhere: only its digest is in lock.toml",
                "a session that ran on it would keep it; version control may have it",
            )
        return best


def versions_of(pack: "Pack", home: Path) -> Versions:
    """Those of `pack` as it is, of its lock.toml, and of the copies in sessions under `home`."""
    from sandbox.pack.digest import LOCK
    from sandbox.pack.finding import Report
    from sandbox.pack.lock import read_lock

    versions = Versions()
    for template in pack.templates.values():
        text = pack.files[f"prompts/{template.id}.md.j2"]
        versions.add(PromptVersion(template.id, template.version, template.digest, text, now=True))
    for prompt, locked in read_lock(pack.files.get(LOCK), Report()).items():
        for version, digest in locked.items():
            versions.add(PromptVersion(prompt, version, digest, locked=True))
    for one in _kept(pack.name, home):
        versions.add(one)
    return versions


def read_file(path: Path) -> PromptVersion:
    """A prompt that lies anywhere. Raises `SandboxError` naming the file."""
    from sandbox.pack.digest import PROMPT

    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SandboxError(f"can't read {path.name}: {said}") from None
    template = _template(text, path.name)
    if template is None:
        hint = "it begins with ---, `id: …`, `version: …`, ---"
        raise SandboxError(f"{path.name} is no prompt", hint, code=2)
    shown = path.name.removesuffix(PROMPT)
    return PromptVersion(template.id, template.version, template.digest, text, file=shown)


def _kept(pack: str, home: Path) -> Iterator[PromptVersion]:
    """The prompts that sessions of this pack ran on."""
    from sandbox.hub.folder import sessions_in
    from sandbox.log.reader import read_start

    for folder in sessions_in(home):
        try:
            started = read_start(folder.log)
        except SandboxError:
            continue  # a damaged log: `sessions verify` tells of it
        if started is None or started.pack != pack or not folder.packs.is_dir():
            continue
        for path in sorted(folder.packs.glob("*/prompts/*.md.j2")):
            text = path.read_text("utf-8")
            template = _template(text, path.name)
            if template is not None:
                yield PromptVersion(
                    template.id, template.version, template.digest, text, sessions=(folder.id,)
                )


def _template(text: str, name: str) -> "Template | None":
    from sandbox.log.codec import digest
    from sandbox.pack.finding import Report
    from sandbox.pack.front_matter import read_page
    from sandbox.pack.pack import Template
    from sandbox.pack.pages import TemplateForm
    from sandbox.pack.shape import read_form

    report = Report()
    page = read_page(name, text, report)
    form = read_form(TemplateForm, page.data, page.head, report) if page else None
    if page is None or form is None:
        return None
    return Template(
        text=page.body, digest=digest(text), first_line=page.body_line, **form.model_dump()
    )


def with_prompt(pack: "Pack", version: PromptVersion) -> "Pack":
    """`pack` with this text in place of the prompt of that id.

    Raises `SandboxError` (code 2) where the pack has no such prompt, and for a broken template.
    """
    from sandbox.pack.digest import digests
    from sandbox.pack.finding import Report
    from sandbox.pack.pages import read_templates

    name = f"prompts/{version.prompt}.md.j2"
    if version.prompt not in pack.templates:
        known = ", ".join(sorted(pack.templates))
        raise SandboxError(
            f"{version.file or version.label}: the pack {pack.name} has no prompt {version.prompt}",
            f"it has: {known}",
            code=2,
        )
    files: Mapping[str, str] = {**pack.files, name: version.text}
    sums, report = digests(files), Report()
    templates = read_templates({name: version.text}, sums, report)
    if report.failed:
        raise report.in_order()[0].as_error()
    return replace(pack, files=files, digests=sums, templates={**pack.templates, **templates})


def _order(version: str) -> tuple[int, int, str]:
    """Numbers as numbers, before other words."""
    return (0, int(version), "") if version.isdecimal() else (1, 0, version)
