"""A copy of a session as it was before one of its turns: log, world, ledger, vault, snapshots.

Breaker states, armed faults, counters of faults, the clock and the dice are folds of the log or
live in the world, so they are copied with them; nothing is shared with the session forked from.
"""

import os
import shutil

from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import SessionFolder
from sandbox.log.cut import Cut, cut_before, turns_in
from sandbox.log.event import SessionForked
from sandbox.log.lock import held
from sandbox.log.writer import LogWriter
from sandbox.pack.pack import Pack
from sandbox.privacy.vault import Vault
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import fork, fork_at_turn
from sandbox.world.snapshots import path_of, snapshots_in


def fork_session(
    source: SessionFolder, turn: int | None, target: SessionFolder, pack: Pack, wall: str = ""
) -> None:
    """Makes `target` the session `source` as it was when its turn number `turn` began.

    One past the last turn, or None, is its head. `wall`: the real date. Raises `SandboxError` when
    there is no such turn, a turn runs or was cut short, or `target` is there already; then nothing
    is left behind. The chain of the log is not checked here: whoever opens the copy does that.
    """
    with held(source.lock):
        data = source.log.read_bytes()
        turn = _checked(data, turn, source)
        cut = cut_before(data, turn)
        target.make()
        try:
            _copy(source, turn, target, pack, at_head=turn > turns_in(data)[0])
            forked = SessionForked(parent=source.id, after=turn - 1, at=cut.at, wall=wall)
            _copy_log(source, target, cut, forked)
        except BaseException:
            shutil.rmtree(target.path, ignore_errors=True)
            raise


def _copy(
    source: SessionFolder, turn: int, target: SessionFolder, pack: Pack, at_head: bool
) -> None:
    world = WorldDatabase.open(source.world, pack)
    try:
        copy = fork(world, target.world) if at_head else fork_at_turn(world, target.world, turn)
        copy.close()
    finally:
        world.close()
    if source.vault.exists():
        # Nothing of a fork is synced before its first turn: it would be made again.
        Vault.load(source.vault).up_to(turn - 1).save(target.vault, durable=False)
    if source.packs.is_dir():
        # Versions are written once and then only read, so one copy on disk serves all branches.
        shutil.copytree(source.packs, target.packs, copy_function=_link)
    for kept in snapshots_in(source.snapshots):
        if kept.after < turn:
            target.snapshots.mkdir(mode=0o700, exist_ok=True)
            # Nobody writes to one once it has its name.
            _link(*(str(path_of(one.snapshots, kept.name)) for one in (source, target)))


def _copy_log(source: SessionFolder, target: SessionFolder, cut: Cut, event: SessionForked) -> None:
    """The lines that it shares, then where it comes from."""
    shutil.copyfile(source.log, target.log)
    os.truncate(target.log, cut.length)
    writer = LogWriter(target.log, cut.last)
    try:
        # Synced with the first turn; until then nothing would be lost that is not in the source.
        writer.append(event)
    finally:
        writer.close()


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _checked(data: bytes, turn: int | None, source: SessionFolder) -> int:
    """The number of the turn to fork at. Raises `SandboxError`."""
    turns, ended = turns_in(data)
    turn = turns + 1 if turn is None else turn
    if not 0 < turn <= turns + 1:
        many = "1 turn" if turns == 1 else f"{turns} turns"
        raise SandboxError(
            f"session {source.id} has {many}, so none begins with number {turn}",
            f"fork at a turn from 1 to {turns + 1}",
            code=2,
        )
    if turn > turns > ended:
        raise SandboxError(
            f"turn {turns} of {source.id} was cut short, so there is no state after it",
            f"fork at turn {turns}, or take it up first: sandbox --resume {source.id}",
        )
    return turn
