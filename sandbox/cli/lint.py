"""`sandbox lint`: everything that is wrong with a pack, by file and line."""

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
    from sandbox.check.articles import look as look_at_articles
    from sandbox.check.knowledge import look as look_at_knowledge
    from sandbox.check.policy_tests import look as look_at_policy_tests
    from sandbox.check.secrets import look as look_for_secrets
    from sandbox.cli.locking import lock as write_lock
    from sandbox.pack.find import find_pack, path_from_here
    from sandbox.pack.lint import lint_pack
    from sandbox.policy.lint import look as look_at_rules
    from sandbox.replay.lint import look as look_at_recordings
    from sandbox.settings import load_settings

    name = pack or load_settings().pack
    root = find_pack(name)
    if lock:
        root = write_lock(root)
    checks = [
        look_at_rules,
        look_at_policy_tests,
        look_at_recordings,
        look_for_secrets,
        look_at_articles,
        look_at_knowledge,
    ]
    findings = lint_pack(root, checks)
    if as_json:
        output.data([finding.model_dump(mode="json") for finding in findings])
    else:
        for f in findings:
            where = path_from_here(root, f.file) + (f":{f.line}" if f.line else "")
            output.line(f"{where}: {f.severity}: {f.message}" + (f" ({f.hint})" if f.hint else ""))
        hints = sum(finding.severity == "hint" for finding in findings)
        also = f", {output.counted(hints, 'hint')}" if hints else ""
        output.line(f"{name}: {output.counted(len(findings) - hints, 'finding')}{also}")
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(diagnostics.FINDING)
