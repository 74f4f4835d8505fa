"""What has changed since a recording was made: the likely causes of its first difference."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.hop import PromptOutput
from sandbox.log.codec import digest
from sandbox.log.event import HopFinished, ModelRequested, PackChanged, SessionStarted
from sandbox.pack.find import prompts_folder
from sandbox.pack.pack import Pack
from sandbox.replay.compare import Change, Comparison
from sandbox.replay.divergence import Difference, short
from sandbox.replay.may_differ import MayDiffer, Spot
from sandbox.replay.tape import Tape

_FACETS: Final = (
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
_LIKELY: Final = {
    "context": ("procedure", "seed rows", "tables"),
    "route": ("intents", "domain settings", "procedure"),
    "retrieve": ("knowledge",),
    "prompt": ("prompt", "tool schema", "procedure", "knowledge", "domain settings"),
    "infer": ("tool schema", "prompt", "domain settings"),
    "validate": ("tool schema", "seed rows", "tables"),
    "repair": ("tool schema",),
    "policy": ("policy", "seed rows", "tool schema"),
    "execute": ("tool code", "tool schema", "domain settings", "seed rows"),
    "respond": ("tool schema", "procedure"),
}
"""What a hop is made from: a change of that is likelier than one of anything else."""
_MOST_FIELDS: Final = 5
_LONGEST: Final = 80


def code_version() -> str:
    """Version of this program, as the log names it."""
    try:
        return version("hopscope")
    except PackageNotFoundError:
        return "0"


def causes(found: Difference, tape: Tape, pack: Pack) -> tuple[str, ...]:
    """What differs between the recording and the working tree, the likeliest first.

    By facet and file; prompts with version and digest, tools with the fields of their schema.
    """
    likely = _LIKELY.get(found.hop.split(" ")[1] if " " in found.hop else "", ())
    names: list[tuple[int, str]] = []
    for file in _changed_files(tape, pack):
        facet = _facet(file)
        rank = likely.index(facet) if facet in likely else len(likely)
        names.append((rank, f"{facet} changed: {_named(file, pack)}"))
        names += [(rank, f"  {detail}") for detail in _details(file, tape, pack)]
    told = [name for _, name in sorted(names, key=lambda one: one[0])]
    told += [*_settings(found), *_code(tape)]
    if told:
        return (*told, *_pack_digest(tape, pack))
    return ("nothing in the pack changed: the program itself, or chance",)


def _changed_files(tape: Tape, pack: Pack) -> list[str]:
    recorded = _files_at(tape)
    names = sorted({*recorded, *pack.digests})
    return [name for name in names if recorded.get(name) != pack.digests.get(name)]


def _files_at(tape: Tape) -> dict[str, str]:
    files: dict[str, str] = {}
    for event in tape.events[: tape.cursor + 1]:
        if isinstance(event, SessionStarted | PackChanged):
            files = event.files
    return files


def _named(file: str, pack: Pack) -> str:
    """Where it lies: prompts may have a folder of the pack's name beside `fixtures/`."""
    folder = prompts_folder(pack.root)
    if not file.startswith("prompts/") or folder is None or folder.parent == pack.root:
        return file
    return f"prompts/{folder.name}/{file.removeprefix('prompts/')}"


def _facet(name: str) -> str:
    return next((facet for start, facet in _FACETS if name.startswith(start)), "pack")


def _details(file: str, tape: Tape, pack: Pack) -> Iterator[str]:
    if file.startswith("prompts/"):
        yield from _prompts(file, tape, pack)
    elif file == "tools.yaml":
        yield from _schemas(tape, pack)


def _prompts(file: str, tape: Tape, pack: Pack) -> Iterator[str]:
    """Version and digest of a template that the recording used, then and now."""
    name = file.removeprefix("prompts/").removesuffix(".md.j2")
    now = pack.templates.get(name)
    then = _last_prompt(tape, now.id if now else name)
    if then is None:
        return
    if now is None:
        yield f"{then.template} version {then.version} is gone"
        return
    raised = f"{then.version} → {now.version}" if then.version != now.version else now.version
    yield f"{now.id}: version {raised}, digest {then.digest[:8]} → {now.digest[:8]}"


def _last_prompt(tape: Tape, template: str) -> PromptOutput | None:
    used = (
        event.output
        for event in reversed(tape.events[: tape.cursor + 1])
        if isinstance(event, HopFinished) and isinstance(event.output, PromptOutput)
    )
    return next((output for output in used if output.template == template), None)


def _schemas(tape: Tape, pack: Pack) -> Iterator[str]:
    """Each tool that the recording told a model of and that is now told otherwise, by field."""
    told = _tools(tape)
    for name, then in sorted(told.items()):
        contract = pack.contracts.get(name)
        if contract is None:
            yield f"tool {name} is gone"
            continue
        now = {"description": contract.description, "parameters": contract.arguments}
        for change in islice(_changes(then, now), _MOST_FIELDS):
            yield f"tool {name} {change.pointer}: {_said(change)}"
    # A model is always told of every read; writes come with their procedure.
    reads = (name for name, contract in pack.contracts.items() if not contract.writes)
    yield from (f"tool {name} is new" for name in sorted(reads) if told and name not in told)


def _tools(tape: Tape) -> dict[str, JSON]:
    """Tools as the recording's models were told of them, up to the request after the cursor."""
    told: dict[str, JSON] = {}
    for number, event in enumerate(tape.events):
        if isinstance(event, ModelRequested):
            for tool in event.tools:
                told[tool.name] = {"description": tool.description, "parameters": tool.parameters}
            if number > tape.cursor:
                break
    return told


def _changes(then: JSON, now: JSON) -> list[Change]:
    """Fields that differ; of a list of plain values, what came and went."""
    return Comparison(MayDiffer(), Spot("tool", 0)).changes(_sets(then), _sets(now))


def _sets(value: JSON) -> JSON:
    """The same with enums as mappings, so that one more in front does not move all others."""
    if isinstance(value, dict):
        return {
            name: {str(one): one for one in item}
            if name in ("enum", "required") and isinstance(item, list)
            else _sets(item)
            for name, item in value.items()
        }
    return [_sets(item) for item in value] if isinstance(value, list) else value


def _said(change: Change) -> str:
    if change.expected is None:
        return f"{short(change.got, _LONGEST)} is new"
    if change.got is None:
        return f"{short(change.expected, _LONGEST)} is gone"
    return f"{short(change.expected, _LONGEST)} → {short(change.got, _LONGEST)}"


def _settings(found: Difference) -> Iterator[str]:
    """Model and settings of a request, where these are what differs."""
    request = found.then or found
    if request.kind == "model_requested" and request.pointer.startswith(("/model", "/settings")):
        what = "model" if request.pointer == "/model" else request.pointer[1:].replace("/", " ")
        yield f"{what}: recorded with {request.expected}, this is {request.got}"


def _code(tape: Tape) -> Iterator[str]:
    started = tape.events[0]
    if isinstance(started, SessionStarted) and started.code != code_version():
        yield f"code version: recorded with {started.code}, this is {code_version()}"


def _pack_digest(tape: Tape, pack: Pack) -> Iterator[str]:
    recorded = _files_at(tape)
    if recorded != dict(pack.digests):
        then, now = digest(recorded)[:8], digest(dict(pack.digests))[:8]
        yield f"pack {pack.name}: version {pack.version}, digest {then} → {now}"
