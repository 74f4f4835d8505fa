"""A copy of a session as it was before one of its turns: log, world, ledger and vault.

Breaker states, armed faults, counters of faults, the clock and the dice are folds of the log or
live in the world, so they are copied with them; nothing is shared with the session forked from.
"""

import json
import shutil
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import SessionFolder
from sandbox.log.event import SessionForked, TurnStarted
from sandbox.log.lock import held
from sandbox.log.reader import Log, parse_log
from sandbox.log.writer import LogWriter
from sandbox.pack.pack import Pack
from sandbox.privacy.vault import Vault
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import fork_at_turn


def fork_session(source: SessionFolder, turn: int, target: SessionFolder, pack: Pack) -> None:
    """Makes `target` the session `source` as it was when its turn number `turn` began.

    One past the last turn is its head. Raises `SandboxError` when there is no such turn, a turn is
    running, or `target` is there already; then nothing is left behind.
    """
    with held(source.lock):
        data = source.log.read_bytes()
        log = parse_log(data, source.log.name)
        _check(log, turn, source)
        kept = data[: _start_of(turn, data, log)]
        target.make()
        try:
            _copy(source, turn, target, pack, kept)
        except BaseException:
            shutil.rmtree(target.path, ignore_errors=True)
            raise


def _copy(source: SessionFolder, turn: int, target: SessionFolder, pack: Pack, kept: bytes) -> None:
    world = WorldDatabase.open(source.world, pack)
    try:
        fork_at_turn(world, target.world, turn).close()
    finally:
        world.close()
    if source.vault.exists():
        Vault.load(source.vault).up_to(turn - 1).save(target.vault)
    if source.packs.is_dir():
        shutil.copytree(source.packs, target.packs)
    _write_log(target.log, kept, SessionForked(parent=source.id, after=turn - 1))


def _write_log(path: Path, kept: bytes, event: SessionForked) -> None:
    path.write_bytes(kept)
    log = parse_log(kept, path.name)
    at = log.events[-1].at if log.events else ""
    writer = LogWriter(path, log.last, set(log.blobs))
    try:
        writer.append(event.model_copy(update={"at": at}))
        writer.sync()
    finally:
        writer.close()


def _check(log: Log, turn: int, source: SessionFolder) -> None:
    started = [event for event in log.events if isinstance(event, TurnStarted)]
    if not 0 < turn <= len(started) + 1:
        raise SandboxError(
            f"session {source.id} has {len(started)} turns, so none begins with number {turn}",
            f"fork at a turn from 1 to {len(started) + 1}",
            code=2,
        )


def _start_of(turn: int, data: bytes, log: Log) -> int:
    """The offset of the line that starts `turn`; the end of the whole lines for the head."""
    offset = 0
    for line in data[: log.whole].split(b"\n")[:-1]:
        if _starts(line, turn):
            return offset
        offset += len(line) + 1
    return log.whole


def _starts(line: bytes, turn: int) -> bool:
    if b'"turn_started"' not in line:
        return False
    event = json.loads(line)
    return event.get("kind") == "turn_started" and event.get("turn") == turn
