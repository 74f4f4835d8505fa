"""`sandbox lint`: everything that is wrong with a pack, by file and line."""

from typing import Annotated

import typer

from sandbox.cli import diagnostics, output


def lint(
    pack: Annotated[str, typer.Argument(help="Pack by name or path.")] = "brightcart",
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
) -> None:
    """Check a pack; exit 1 when something is wrong with it."""
    from sandbox.pack.find import find_pack
    from sandbox.pack.lint import lint_pack

    findings = lint_pack(find_pack(pack))
    if as_json:
        output.data([vars(finding) for finding in findings])
    else:
        for f in findings:
            where = f"{f.file}:{f.line}" if f.line else f.file
            output.line(f"{where}: {f.severity}: {f.message}" + (f" ({f.hint})" if f.hint else ""))
        output.line(f"{pack}: {len(findings)} findings")
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(diagnostics.FINDING)
