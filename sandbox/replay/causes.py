"""What has changed since a recording was made: the likely causes of its first difference."""

from importlib.metadata import PackageNotFoundError, version

from sandbox.log.event import PackChanged, SessionStarted
from sandbox.pack.pack import Pack
from sandbox.replay.divergence import Difference
from sandbox.replay.tape import Tape

_FACETS = (
    ("prompts/", "prompt"),
    ("policy/", "policy"),
    ("tools.yaml", "tool schema"),
    ("tools.py", "tool code"),
    ("tools/", "tool code"),
    ("procedures/", "procedure"),
    ("intents.yaml", "intents"),
    ("knowledge/", "knowledge"),
    ("rows/", "seed rows"),
    ("schema.yaml", "tables"),
    ("domain.yaml", "domain settings"),
)


def code_version() -> str:
    """Version of this program, as the log names it."""
    try:
        return version("hopscope")
    except PackageNotFoundError:
        return "0"


def causes(found: Difference, tape: Tape, pack: Pack) -> tuple[str, ...]:
    """What differs between the recording and the working tree, by facet, and the code version."""
    names: list[str] = []
    recorded = _files_at(tape)
    for name in sorted({*recorded, *pack.digests}):
        if recorded.get(name) != pack.digests.get(name):
            names.append(f"{_facet(name)} changed: {name}")
    started = tape.events[0]
    if isinstance(started, SessionStarted) and started.code != code_version():
        names.append(f"code version: recorded with {started.code}, this is {code_version()}")
    return tuple(names) or ("nothing in the pack changed: the program itself, or chance",)


def _files_at(tape: Tape) -> dict[str, str]:
    files: dict[str, str] = {}
    for event in tape.events[: tape.cursor + 1]:
        if isinstance(event, SessionStarted | PackChanged):
            files = event.files
    return files


def _facet(name: str) -> str:
    return next((facet for start, facet in _FACETS if name.startswith(start)), "pack")
