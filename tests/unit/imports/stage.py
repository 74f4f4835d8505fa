"""Imported packs for tests: the library of the examples, and the retail domain of tau-bench."""

import gzip
import json
import os
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sandbox.adapters.clocks import SteppingClock
from sandbox.imports.bodies import body_files
from sandbox.imports.domain import Domain, pack_files
from sandbox.imports.specs import read_specs
from sandbox.imports.tables import customer_table, read_database
from sandbox.imports.writing import write_pack
from sandbox.pack.pack import Pack
from sandbox.ports import Attempt
from sandbox.settings import Settings, load_settings
from sandbox.tools.toolbox import WorldToolbox
from sandbox.world.database import WorldDatabase

ROOT = Path(__file__).parents[3]
LIBRARY = ROOT / "examples" / "library"
SMALL = ROOT / "tests" / "data" / "retail-small"
SPECS = ROOT / "tests" / "data" / "tau-bench-retail" / "tools.json"
BODIES = ROOT / "examples" / "retail" / "tools.py"
SHARED = ROOT.parent / "shared"
RETAIL = SHARED / "data" / "tau-bench" / "retail"
TALKS = SHARED / "data" / "trajectories" / "retail-gpt4o-20.jsonl.gz"


def shared(path: Path) -> Path:
    """A file of the shared data; skips where there is none, fails where CI ought to have it."""
    if not path.exists():
        if os.environ.get("CI") == "true" and SHARED.exists():
            pytest.fail(f"{SHARED.name} is beside the checkout, but {path.name} is missing")
        pytest.skip(f"540 tasks and 20 conversations are not here (../shared/data: {path.name})")
    return path


def domain(name: str, specs: Path, database: Path, bodies: tuple[Path, ...], **more: Any) -> Domain:
    """A domain as `sandbox import openai` reads it."""
    records = read_database(database)
    return Domain(
        name=name,
        title=name.capitalize(),
        now="2026-01-01T09:00:00Z",
        region="US",
        currency="USD",
        customers=customer_table(records, ""),
        specs=read_specs(specs),
        database=records,
        bodies=body_files(bodies),
        **more,
    )


def imported(target: Path, made: Domain) -> Pack:
    """The domain as a pack on the disk."""
    return write_pack(target / made.name, pack_files(made), made.database)


def library(target: Path) -> Pack:
    """The example with four of its five bodies."""
    bodies = (LIBRARY / "bodies.py",)
    return imported(target, domain("library", LIBRARY / "tools.json", LIBRARY / "db.json", bodies))


def small_retail(target: Path) -> Pack:
    """The retail domain with the few records that its small data touches."""
    return imported(target, domain("retail", SPECS, SMALL / "db.json.gz", (BODIES,)))


def settings_for(pack: Pack) -> Settings:
    """Settings in whose packs this one is found by name."""
    return load_settings().model_copy(update={"packs": str(pack.root.parent)})


def lines(path: Path) -> list[Any]:
    """The values of a JSON Lines file, plain or gzip."""
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in text.decode().splitlines() if line]


@dataclass
class Run:
    """What the actions of one task came to: which ended in an error, and which rows changed."""

    errors: list[bool] = field(default_factory=list[bool])
    rows: dict[tuple[str, str], dict[str, Any] | None] = field(default_factory=dict)


async def run_actions(pack: Pack, world: WorldDatabase, actions: list[dict[str, Any]]) -> Run:
    """Calls the tools one after the other on `world`, as the execute hop would."""
    clock = SteppingClock(pack.now, 1)
    box = WorldToolbox(world, pack.contracts, pack.functions, lambda: "", clock)
    run = Run()
    for number, action in enumerate(actions):
        tool, arguments = action["name"], action["arguments"]
        key = f"key-{number}" if pack.contracts[tool].writes else ""
        reply = await box.attempt(
            Attempt(tool=tool, arguments=arguments, key=key, turn=1, hop=number)
        )
        run.errors.append(reply.outcome.status != "ok")
        run.rows.update({(one.table, one.key): one.after for one in reply.changes})
    return run


def worlds(folder: Path, pack: Pack) -> Generator[WorldDatabase]:
    """Fresh worlds, each closed and gone when the next one is asked for."""
    while True:
        path = folder / "task.sqlite"
        world = WorldDatabase.create(path, pack, scratch=True)
        try:
            yield world
        finally:
            world.close()
            for left in folder.glob("task.sqlite*"):
                left.unlink()
