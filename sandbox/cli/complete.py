"""What the shell offers after Tab. Nothing heavy is imported, and a mistake offers nothing."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path

import typer

_NOBODY = ("nobody", "has to identify first")

Completer = Callable[[str], list[tuple[str, str]]]
"""From what is typed so far to (word, what it is)."""


def _completer(words: Callable[[], Iterable[tuple[str, str]]]) -> Completer:
    @wraps(words)
    def complete(incomplete: str) -> list[tuple[str, str]]:
        try:
            return [(word, says) for word, says in words() if word.startswith(incomplete)]
        # A traceback in the middle of a command line helps nobody.
        except Exception:
            return []

    # typer reads parameters through the wrapper, and would look for those of `words`.
    del complete.__wrapped__
    return complete


@_completer
def packs() -> Iterable[tuple[str, str]]:
    from sandbox.pack.find import known_packs

    return known_packs()


@_completer
def models() -> Iterator[tuple[str, str]]:
    from sandbox.adapters.clocks import SystemWall
    from sandbox.models.catalog import known_models
    from sandbox.models.price_book import load_prices
    from sandbox.settings import environment

    for info in known_models(load_prices(), SystemWall().utc()[:10], environment()):
        yield info.name, "offline" if info.offline else info.provider


@_completer
def sessions() -> Iterator[tuple[str, str]]:
    from sandbox.hub.folder import home_of_all, sessions_in
    from sandbox.settings import home_folder, load_settings

    yield "last", "the session written to last"
    for folder in reversed(sessions_in(home_of_all(home_folder(load_settings())))):
        yield folder.id, "session"


def replayable(incomplete: str) -> list[tuple[str, str]]:
    """Recordings and folders below what is typed, then sessions."""
    return [*_recordings(incomplete), *sessions(incomplete)]


def customers(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Keys of the customers in the seed of the pack that the line names, or of the default one."""
    return _completer(lambda: [_NOBODY, *customers_in(_pack(context))])(incomplete)


def tools(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Tools of the pack that the line names, or of the default one."""
    return _completer(lambda: _tools(_pack(context)))(incomplete)


def faults(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Targets of the pack that the line names, then the faults that can hit them."""
    return _completer(lambda: _faults(_pack(context), incomplete))(incomplete)


@_completer
def hops() -> Iterator[tuple[str, str]]:
    from typing import get_args

    from sandbox.domain.hop import HopName

    for name in get_args(HopName):
        yield name, "hop"


def words(*known: str) -> Completer:
    """Offers fixed words."""
    return _completer(lambda: [(word, "") for word in known])


def _pack(context: typer.Context) -> Path:
    from sandbox.pack.find import find_pack
    from sandbox.settings import load_settings

    return find_pack(str(context.params.get("pack") or load_settings().pack))


# The files are read without the loader's checks, which take ten times as long.
def customers_in(pack: Path) -> list[tuple[str, str]]:
    """(key, table) of every customer in the seed of the pack in this folder.

    Raises whatever reading a broken pack raises.
    """
    import yaml

    table = yaml.safe_load((pack / "domain.yaml").read_text("utf-8"))["customer_table"]
    nested = pack / "rows" / f"{table}.jsonl"
    rows = _nested_rows(nested) if nested.exists() else _plain_rows(nested.with_suffix(".csv"))
    return [(str(row.get("id") or next(iter(row.values()))), table) for row in rows]


def _plain_rows(file: Path) -> list[dict[str, str]]:
    import csv

    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _nested_rows(file: Path) -> list[dict[str, object]]:
    import json

    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def _tools(pack: Path) -> Iterator[tuple[str, str]]:
    import yaml

    for name, contract in yaml.safe_load((pack / "tools.yaml").read_text("utf-8")).items():
        if not name.startswith("x-"):
            yield name, str(contract.get("effect", ""))


def _faults(pack: Path, incomplete: str) -> Iterator[tuple[str, str]]:
    import yaml

    from sandbox.domain.fault_spec import DATABASE, MODEL, MODEL_FAULTS, TOOL_FAULTS

    target, named, _ = incomplete.partition(":")
    if named:
        for fault in MODEL_FAULTS if target == MODEL else TOOL_FAULTS:
            yield f"{target}:{fault}", "fault"
        return
    contracts = yaml.safe_load((pack / "tools.yaml").read_text("utf-8"))
    tools = {name: one for name, one in contracts.items() if not name.startswith("x-")}
    for service in sorted({one["service"] for one in tools.values()}):
        yield f"{service}:", "service"
    for name, one in tools.items():
        yield f"{one['service']}.{name}:", str(one.get("effect", ""))
    yield f"{MODEL}:", "the model"
    yield f"{DATABASE}:", "every back-end"


def _recordings(incomplete: str) -> Iterator[tuple[str, str]]:
    folder, _, begun = incomplete.rpartition("/")
    lead = incomplete[: len(incomplete) - len(begun)]
    try:
        inside = sorted(Path(folder or ("/" if lead else ".")).expanduser().iterdir())
    except OSError:
        return
    for path in inside:
        if not path.name.startswith(begun) or (path.name.startswith(".") and not begun):
            continue
        if path.is_dir():
            yield f"{lead}{path.name}/", "folder"
        elif path.name.endswith(".rec.jsonl"):
            yield f"{lead}{path.name}", "recording"
