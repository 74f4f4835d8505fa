"""`sandbox prompts`: the versions of a pack's prompts, what they say, and how they differ."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.cli.teach import LIST, ListFirst
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.cli.prompt_versions import PromptVersion, Versions

prompts = typer.Typer(cls=ListFirst, help="The versions of a pack's prompts.")

Prompt = Annotated[
    str, typer.Option("--prompt", metavar="ID", help="Which prompt of the pack; else agent.")
]


@prompts.command(LIST)
def listed(pack: options.Pack = "", as_json: options.AsJson = False) -> None:
    """Every version that is known, and where."""
    versions = _versions(pack)
    names = sorted({prompt for prompt, _ in versions.found})
    found = [one for name in names for one in versions.of(name)]
    if as_json:
        output.data([_data(one) for one in found])
        return
    rows = [
        [
            one.prompt,
            one.version,
            one.digest[:8],
            ", ".join(_where(one)),
            output.counted(len(one.sessions), "session") if one.sessions else "–",
        ]
        for one in found
    ]
    output.table(rows, ("prompt", "version", "digest", "is", "kept by"))


@prompts.command()
def show(
    version: Annotated[
        str,
        typer.Argument(
            metavar="[VERSION]",
            help="Its number, a digest, or now.",
            show_default=False,
        ),
    ] = "now",
    prompt: Prompt = "agent",
    pack: options.Pack = "",
    as_json: options.AsJson = False,
) -> None:
    """What a version says, as it stands in its file."""
    one = _versions(pack).named(prompt, version)
    if as_json:
        output.data({**_data(one), "text": one.text})
    else:
        output.text(one.text if one.text.endswith("\n") else f"{one.text}\n")


@prompts.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="A", help="A version, its digest, or a file.")],
    new: Annotated[
        str, typer.Argument(metavar="[B]", help="The other one; else now.", show_default=False)
    ] = "now",
    prompt: Prompt = "agent",
    pack: options.Pack = "",
    as_json: options.AsJson = False,
) -> None:
    """How two versions differ, line by line and in a line word by word."""
    from sandbox.cli import coloured
    from sandbox.cli.prompts_diff import counts, diff_rows

    versions = _versions(pack)
    one, other = versions.named(prompt, old), versions.named(prompt, new)
    gone, came = counts(one.text, other.text)
    if as_json:
        lines = [row.text for row in diff_rows(one.text, other.text)]
        output.data(
            {"old": _data(one), "new": _data(other), "gone": gone, "came": came, "lines": lines}
        )
        return
    names = " → ".join(f"{each.label} ({each.digest[:8]})" for each in (one, other))
    if one.text == other.text:
        output.line(f"{names}: the same")
        return
    output.line(f"{names}: {output.counted(gone, 'line')} gone, {came:,} new")
    coloured.rows(diff_rows(one.text, other.text))


@prompts.command()
def lock(pack: options.Pack = "") -> None:
    """Enter new versions in lock.toml; a version that is locked stays what it was."""
    from sandbox.cli.locking import lock as write_lock
    from sandbox.pack.find import find_pack
    from sandbox.pack.finding import Report
    from sandbox.pack.lint_prompts import look
    from sandbox.pack.load import load_pack
    from sandbox.settings import load_settings

    settings = load_settings()
    root = write_lock(find_pack(pack or settings.pack, settings.packs or None))
    loaded, report = load_pack(str(root)), Report()
    look(loaded, report)
    errors = [finding for finding in report.in_order() if finding.severity == "error"]
    for finding in errors:
        diagnostics.report(finding.as_error())
    if errors:
        raise typer.Exit(diagnostics.FINDING)
    for template in loaded.templates.values():
        output.line(f"{template.id} {template.version} is locked")


def _versions(pack: str) -> "Versions":
    from sandbox import wiring
    from sandbox.cli.prompt_versions import versions_of
    from sandbox.settings import home_folder, load_settings

    settings = load_settings()
    loaded = wiring.load(settings, pack)
    if not loaded.templates:
        raise SandboxError(f"the pack {loaded.name} has no prompt", "write prompts/agent.md.j2")
    return versions_of(loaded, home_folder(settings))


def _where(one: "PromptVersion") -> list[str]:
    words = ["now"] if one.now else []
    words += ["locked"] if one.locked else ["not locked"]
    return words if one.text else [*words, "text unknown"]


def _data(one: "PromptVersion") -> dict[str, Any]:
    return {
        "prompt": one.prompt,
        "version": one.version,
        "digest": one.digest,
        "now": one.now,
        "locked": one.locked,
        "text_known": bool(one.text),
        "sessions": list(one.sessions),
    }
