"""Everything that is wrong with a pack, or only looks wrong."""

from collections.abc import Callable, Iterable
from pathlib import Path

from sandbox.pack import (
    lint_contracts,
    lint_files,
    lint_intents,
    lint_policy,
    lint_procedures,
    lint_prompts,
    lint_rows,
)
from sandbox.pack.find import find_pack, prompts_folder
from sandbox.pack.finding import Finding, Report, Severity
from sandbox.pack.load import build
from sandbox.pack.pack import Pack

__all__ = ["Check", "Finding", "Severity", "lint_pack"]

Check = Callable[[Pack], Iterable[Finding]]
"""A check from a layer above, such as the policy engine's."""


def lint_pack(path: str | Path, checks: Iterable[Check] = ()) -> list[Finding]:
    """All findings of the pack at `path` (or of this name), errors first, then by file and line.

    `checks` run if the pack could be put together. Raises `SandboxError` when there is no pack.
    """
    root = find_pack(str(path))
    report = Report()
    pack = build(root, report)
    lint_files.look(root, prompts_folder(root), report)
    if pack is not None:
        _look(pack, report)
        with report.across("policy/"):
            for check in checks:
                report.extend(check(pack))
    return report.in_order()


def looked_at(pack: Pack) -> list[Finding]:
    """What a pack that is loaded could do better, in the order of `lint_pack`."""
    report = Report()
    _look(pack, report)
    return report.in_order()


def _look(pack: Pack, report: Report) -> None:
    for look, files in _LOOKS.items():
        with report.across(*files):
            look(pack, report)


_LOOKS: dict[Callable[[Pack, Report], None], tuple[str, ...]] = {
    lint_contracts.look: ("tools",),
    lint_intents.look: ("intents.yaml", "procedures/", "tools.yaml"),
    lint_policy.look: ("tools.yaml", "policy/"),
    lint_procedures.look: ("procedures/", "tools.yaml", "intents.yaml"),
    lint_prompts.look: ("prompts/",),
    lint_rows.look: ("rows/", "schema.yaml"),
}
"""Each with the files that it looks at."""
