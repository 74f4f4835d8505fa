"""`sandbox new`: a pack of one's own, small and whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import options, output
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.pack.pack import Pack


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new pack.")],
    as_json: options.AsJson = False,
) -> None:
    """Start a pack: an agent that talks at once, in files that you change."""
    from sandbox.cli.new_recording import record
    from sandbox.pack.find import known_packs
    from sandbox.pack.load import load_pack
    from sandbox.pack.naming import check_name
    from sandbox.pack.starter.files import starter_files
    from sandbox.pack.starter.writing import write_new
    from sandbox.settings import load_settings

    check_name(name)
    where = dict(known_packs(load_settings().packs or None)).get(name)
    if where is not None:
        message = f"there is a pack {name} already, in {where}"
        raise SandboxError(message, "give another name", code=2)
    folder = write_new(name, starter_files(name), record)
    _tell(load_pack(str(folder)), folder, as_json)


def _tell(pack: "Pack", folder: Path, as_json: bool) -> None:
    name, where = pack.name, folder.as_posix()
    if as_json:
        output.data(
            {
                "pack": name,
                "folder": where,
                "prompts": f"prompts/{name}",
                "tables": sorted(pack.tables),
                "tools": sorted(pack.contracts),
                "intents": [intent.id for intent in pack.intents],
                "procedures": sorted(pack.procedures),
                "articles": [article.id for article in pack.articles],
                "recordings": sorted(path.name for path in (folder / "recordings").iterdir()),
            }
        )
        return
    counts = (
        (len(pack.tables), "table"),
        (len(pack.contracts), "tool"),
        (len(pack.intents), "intent"),
        (len(pack.procedures), "procedure"),
        (len(pack.articles), "article"),
    )
    output.line(f"made {where} and prompts/{name}:")
    output.line(f"{', '.join(output.counted(n, noun) for n, noun in counts)}, rules, a recording")
    output.line()
    commands = (
        (f"sandbox --pack {name}", "talk with it; say: I can't come on Thursday"),
        (f"sandbox lint {name}", "what is wrong with it, by file and line"),
        (f"sandbox replay {where}/recordings", "its recording, as a test"),
    )
    output.table([list(row) for row in commands], ("next", ""))
    output.line(f"{where}/README.md tells the next five minutes")
