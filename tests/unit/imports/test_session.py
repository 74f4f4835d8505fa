"""A recording of ours is a session again: log byte for byte, rows and values as they were."""

from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import SessionFolder
from sandbox.imports.session import make_own, read_own
from sandbox.log.fold import fold
from sandbox.log.recording import SUFFIX
from sandbox.pack.load import load_pack
from sandbox.privacy.spelling import rebuild
from sandbox.privacy.vault import Vault
from sandbox.replay.person import lookup_in
from sandbox.settings import load_settings
from sandbox.world.database import WorldDatabase
from tests.unit.imports.stage import ROOT

RECORDINGS = ROOT / "fixtures" / "brightcart" / "recordings"
ALL = sorted(RECORDINGS.glob(f"*{SUFFIX}"))


@pytest.mark.parametrize("path", ALL, ids=[path.name.removesuffix(SUFFIX) for path in ALL])
def test_the_log_is_the_recording_s_and_its_rows_are_in_the_world(
    tmp_path: Path, path: Path
) -> None:
    pack = load_pack(str(ROOT / "fixtures" / "brightcart"))
    recording, _ = read_own(path)
    folder = SessionFolder(tmp_path / "sessions" / "again")
    make_own(path, recording, folder, pack)
    assert folder.log.read_bytes() == path.read_bytes().partition(b"\n")[2]
    world = WorldDatabase.open(folder.world, pack)
    for turn in fold(recording.log.events).turns:
        for change in turn.changes:
            row = world.row(change.table, change.key)
            assert (row is None) == (change.after is None)
    world.close()


def test_personal_values_are_the_seed_s_again_or_fakes(tmp_path: Path) -> None:
    pack = load_pack(str(ROOT / "fixtures" / "brightcart"))
    path = RECORDINGS / f"identified-first{SUFFIX}"
    recording, _ = read_own(path)
    folder = SessionFolder(tmp_path / "sessions" / "again")
    make_own(path, recording, folder, pack)
    vault = Vault.load(folder.vault)
    referred = [entry for entry in vault.entries() if entry.reference]
    assert [entry.reference for entry in referred] == ["crm.customers/C-0007#email"]
    for entry in vault.entries():
        cell = rebuild(entry.reference, lookup_in(pack), pack.region) if entry.reference else None
        assert vault.value_of(entry.text) == (cell or entry.surrogate)


async def test_it_goes_on_where_the_recording_ended(tmp_path: Path) -> None:
    pack = load_pack(str(ROOT / "fixtures" / "brightcart"))
    path = RECORDINGS / f"refund{SUFFIX}"
    recording, _ = read_own(path)
    folder = SessionFolder(tmp_path / "sessions" / "again")
    make_own(path, recording, folder, pack)
    live = await wiring.open_session(load_settings(), "again", home=tmp_path, pack=pack)
    before = len(live.session.turns)
    await live.send("My parcel arrived broken, order 10042, I want my money back")
    assert len(live.session.turns) == before + 1
    assert live.session.turns[-1].changes == []
    assert "paid back already" in live.session.turns[-1].reply
    await live.close()


def test_what_is_none_of_ours_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    other = tmp_path / "talk.jsonl"
    other.write_text('{"messages": []}\n', "utf-8")
    with pytest.raises(SandboxError, match="is no recording"):
        read_own(other)
    torn = tmp_path / f"torn{SUFFIX}"
    torn.write_bytes((RECORDINGS / f"refund{SUFFIX}").read_bytes()[:-40])
    with pytest.raises(SandboxError, match="is torn"):
        read_own(torn)


def test_a_recording_of_another_seed_leaves_no_session(tmp_path: Path) -> None:
    from tests.unit.imports.stage import library

    path = RECORDINGS / f"refund{SUFFIX}"
    recording, _ = read_own(path)
    folder = SessionFolder(tmp_path / "sessions" / "again")
    with pytest.raises(SandboxError):
        make_own(path, recording, folder, library(tmp_path / "packs"))
    assert not folder.path.exists()
