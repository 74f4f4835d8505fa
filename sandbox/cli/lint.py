"""`sandbox lint`: everything that is wrong with a pack, by file and line."""

from pathlib import Path
from typing import Annotated

import typer

from sandbox.cli import complete, diagnostics, options, output


def lint(
    pack: Annotated[
        str,
        typer.Argument(
            metavar="[PACK]",
            help="Pack by name or path; else the setting's, brightcart.",
            autocompletion=complete.packs,
            show_default=False,
        ),
    ] = "",
    lock: Annotated[
        bool, typer.Option("--lock", help="Enter new versions of prompts in lock.toml first.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Check a pack; exit 1 when something is wrong with it."""
    from sandbox.pack.find import find_pack, path_from_here
    from sandbox.pack.lint import lint_pack
    from sandbox.policy.lint import look as look_at_rules
    from sandbox.replay.lint import look as look_at_recordings
    from sandbox.settings import load_settings

    name = pack or load_settings().pack
    root = find_pack(name)
    if lock:
        root = _lock(root)
    findings = lint_pack(root, [look_at_rules, look_at_recordings])
    if as_json:
        output.data([finding.model_dump(mode="json") for finding in findings])
    else:
        for f in findings:
            where = path_from_here(root, f.file) + (f":{f.line}" if f.line else "")
            output.line(f"{where}: {f.severity}: {f.message}" + (f" ({f.hint})" if f.hint else ""))
        output.line(f"{name}: {output.counted(len(findings), 'finding')}")
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(diagnostics.FINDING)


def _lock(root: Path) -> Path:
    """Writes lock.toml, in a copy if the pack is shipped; returns the folder of the pack."""
    from sandbox.pack.find import prompts_folder
    from sandbox.pack.finding import Report
    from sandbox.pack.load import load_pack
    from sandbox.pack.lock import lock_text, read_lock
    from sandbox.pack.own import copied_words, own_pack

    root, copied = own_pack(root)
    if copied:
        diagnostics.note(copied_words(root))
    folder = prompts_folder(root)
    if folder is None:
        return root
    file = folder / "lock.toml"
    before = file.read_text("utf-8") if file.exists() else None
    text = lock_text(load_pack(str(root)).templates, read_lock(before, Report()))
    if text == before:
        diagnostics.note("lock.toml names these versions already")
    else:
        file.write_text(text, "utf-8", newline="\n")
        diagnostics.note("wrote lock.toml")
    return root
