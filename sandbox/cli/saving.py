"""Writes a session as a recording."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.cli.replacing import refuse_other
from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import SessionFolder
from sandbox.log.event import PackChanged, SessionStarted
from sandbox.log.fold import Session
from sandbox.log.reader import Log, read_log
from sandbox.log.recording import SUFFIX, Head, Recording, head_in, write_lines

if TYPE_CHECKING:
    from sandbox.pack.pack import Pack
    from sandbox.privacy.mask import Mask


def refuse_empty(session: Session) -> None:
    """Raises `SandboxError` (code 2) for a session without a turn: nothing would be tested."""
    if not session.turns:
        raise SandboxError("there is no turn to record yet", "send a message first", code=2)


def save_session(
    folder: SessionFolder,
    path: Path,
    title: str,
    *,
    retitle: str = "",
    tags: Sequence[str] = (),
    only_own: str = "",
) -> tuple[Path, bool]:
    """Writes the recording; returns its path and whether a byte changed.

    What an earlier version of the file says in its head (title, tags, what may differ) is kept,
    unless `retitle` or `tags` say otherwise; `title` is for a new one. Words are masked as the
    session's are. A session whose pack changed on the way is first recorded anew on the pack as it
    is now. `only_own`: refuse to replace a recording of another session, with this as the hint.
    Raises `SandboxError`: (code 1) naming the turn for which that can't be done, (code 2) where a
    recording is refused.
    """
    path = recording_path(path)
    log = read_log(folder.log)
    if only_own:
        refuse_other(path, log, only_own)
    safe = _Words(folder, log)
    head = head_in(path) if path.exists() else None
    if head is None:
        head = Head(title=safe.words(title), pack=_started_on(log), may_differ=_suggested(log))
    given = {"title": safe.words(retitle), "tags": tuple(safe.words(tag) for tag in tags)}
    head = head.model_copy(update={name: value for name, value in given.items() if value})
    return path, write_lines(path, head, _lines(folder, log))


def recording_path(path: Path) -> Path:
    """The path with the ending of recordings."""
    return path.with_name(path.name.removesuffix(".jsonl").removesuffix(".rec") + SUFFIX)


def named_path(folder: SessionFolder, name: str) -> tuple[Path, tuple[str, ...]]:
    """Where a recording called `name` goes, and what to tell the person.

    A bare name goes to the `recordings/` of the session's pack; a path stays as it is.
    """
    said = own_copy_for(folder)
    pack = _pack_folder(_started_on(read_log(folder.log)))
    if Path(name).name != name or name.endswith(".jsonl") or pack is None:
        return Path(name), said
    return _relative(pack) / "recordings" / name, said


def own_copy(pack: Path) -> tuple[Path, tuple[str, ...]]:
    """The pack's folder where it can be changed, and what to tell the person.

    A recording is the test of a pack, so the first one that is saved brings a shipped pack along.
    The folder is relative where it lies below this one.
    """
    from sandbox.pack.own import copied_words, own_pack
    from sandbox.settings import home_folder, load_settings

    before = home_folder(load_settings())
    target, copied = own_pack(pack)
    if not copied:
        return _relative(target), ()
    moved = home_folder(load_settings()) != before
    more = ("from now on sessions begun here lie in ./.sandbox",) if moved else ()
    return target, (copied_words(target), *more)


def own_copy_for(folder: SessionFolder) -> tuple[str, ...]:
    """The same for the pack of a session, if its name still finds one: what to tell the person."""
    pack = _pack_folder(_started_on(read_log(folder.log)))
    return own_copy(pack)[1] if pack else ()


class _Words:
    """Masks what a person says of a session; the mask is only made if there are words."""

    def __init__(self, folder: SessionFolder, log: Log) -> None:
        self._folder = folder
        self._log = log
        self._mask: Mask | None = None

    def words(self, text: str) -> str:
        """The text without personal data and keys, on one line."""
        if not text.strip():
            return ""
        self._mask = self._mask or _mask_of(self._folder, self._log)
        return " ".join(str(self._mask.mask(text, 0)).split())[:200]


def _mask_of(folder: SessionFolder, log: Log) -> "Mask":
    """The session's own mask; without its pack one that knows no customers, only shapes."""
    from sandbox.hub.masking import mask_for, new_vault
    from sandbox.privacy.keys import KeyShapes
    from sandbox.privacy.known import KnownValues
    from sandbox.privacy.mask import Mask
    from sandbox.privacy.vault import Vault

    pack = _loaded(_started_on(log))
    stored = Vault.load(folder.vault) if folder.vault.exists() else None
    if pack is not None:
        return mask_for(stored or new_vault(pack), pack)
    return Mask(stored or Vault(), KnownValues([]), KeyShapes([], []))


def _lines(folder: SessionFolder, log: Log) -> bytes:
    """The log's whole lines; made anew where the pack changed within the session."""
    if not any(isinstance(event, PackChanged) for event in log.events):
        return folder.log.read_bytes()[: log.whole]
    from sandbox.testing.replays import Replays

    return Replays().update(Recording(folder.id, Head(), log)).log


def _suggested(log: Log) -> tuple[dict[str, object], ...]:
    from sandbox.replay.suggest import suggested_rules

    rules = suggested_rules(log.events)
    return tuple(rule.model_dump(mode="json", exclude_defaults=True) for rule in rules)


def _started_on(log: Log) -> str:
    """The name of the pack that a session began on, "" if its log does not tell."""
    started = log.events[0] if log.events else None
    return started.pack if isinstance(started, SessionStarted) else ""


def _pack_folder(name: str) -> Path | None:
    from sandbox.pack.find import find_pack
    from sandbox.settings import load_settings

    try:
        return find_pack(name, load_settings().packs or None)
    except SandboxError:
        return None


def _loaded(name: str) -> "Pack | None":
    from sandbox import wiring
    from sandbox.settings import load_settings

    try:
        return wiring.load(load_settings(), name)
    except SandboxError:
        return None


def _relative(folder: Path) -> Path:
    here = Path.cwd().resolve()
    return folder.relative_to(here) if here in folder.parents else folder
