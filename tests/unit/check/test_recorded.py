"""The input of every recorded decision, rebuilt from the log alone."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox.check.recorded import Fold, Recorded
from sandbox.check.seed import SeedRows
from sandbox.domain.base import JSON
from sandbox.domain.verdict import Decision
from sandbox.log.event import Event
from sandbox.log.reader import read_log
from sandbox.log.recording import read_recording
from sandbox.pack.load import load_pack
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.wiring import rules_of
from tests.golden.stories import STORIES, Stage

ROOT = Path(__file__).parents[3]
RECORDINGS = sorted((ROOT / "fixtures/brightcart/recordings").glob("*.rec.jsonl"))
LIVE = (
    "refund",
    "refund-edited",
    "refund-approved",
    "refund-rejected",
    "refund-twice",
    "cancel",
    "cancelled-turn",
    "denied",
    "lost-reply",
    "overlapping-reads",
    "switched-model",
    "thirty-turns",
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(str(ROOT / "fixtures/brightcart"))


@pytest.fixture(scope="module")
def seed(pack: Pack) -> SeedRows:
    return SeedRows(pack)


def rebuilt(pack: Pack, seed: SeedRows, events: tuple[Event, ...]) -> list[Recorded]:
    return list(Fold(pack, seed, events).decisions())


@pytest.mark.parametrize("name", LIVE)
async def test_a_fold_rebuilds_exactly_what_the_rules_read(
    name: str, pack: Pack, seed: SeedRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stories without personal values of their own: those would be surrogates in a fold."""
    rules, read = rules_of(pack), list[Any]()

    def listen(document: Mapping[str, JSON]) -> Decision:
        read.append(json.loads(json.dumps(document)))
        return rules(document)

    monkeypatch.setattr("sandbox.wiring.parts.rules_of", lambda _: listen)
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    live = await STORIES[name][1](Stage(settings, pack, tmp_path))
    await live.close()
    found = rebuilt(pack, seed, read_log(live.folder.log).events)
    assert read
    assert [one.document for one in found] == read


def test_a_decision_that_nobody_answered_is_one_too(pack: Pack, seed: SeedRows) -> None:
    path = next(one for one in RECORDINGS if one.name.startswith("cancelled-turn"))
    found = rebuilt(pack, seed, read_recording(path).log.events)
    assert [one.decision.rule for one in found if one.tool == "cancel_order"] == ["cancel-asks"]
