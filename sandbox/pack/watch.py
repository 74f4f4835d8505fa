"""Sees whether a pack's files were touched since it was loaded, without reading them."""

from collections.abc import Callable, Mapping

from sandbox.domain.faults import SandboxError
from sandbox.pack.digest import stamps
from sandbox.pack.find import is_shipped, prompts_folder
from sandbox.pack.load import load_pack
from sandbox.pack.own import where_it_lies
from sandbox.pack.pack import Pack


class PackWatch:
    """Gives the pack as it lies on disk now, loading it again only when a file was touched."""

    def __init__(self, pack: Pack, load: Callable[[str], Pack] = load_pack) -> None:
        """`load`: how the pack at a path was loaded, so that it is loaded the same way again."""
        self._load = load
        self._seen = stamps(pack.root, prompts_folder(pack.root))
        self._is_shipped = is_shipped(pack.root)

    def latest(self, pack: Pack) -> Pack:
        """`pack` itself when nothing was touched, else the new version.

        Raises `SandboxError` naming file and line when the new version is broken, or when it
        changes the tables or the seed of a world that is running already.
        """
        # Only of a shipped pack can a copy appear that stands in for it.
        root = where_it_lies(pack.root) if self._is_shipped else pack.root
        now = stamps(root, prompts_folder(root))
        if now == self._seen:
            return pack
        new = self._load(str(root))
        check_seed(pack.digests, new.digests)
        self._seen = now
        return new


def check_seed(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Raises `SandboxError` where tables or seed differ: a world that runs keeps its own."""
    changed = changed_seed(before, after)
    if changed:
        raise SandboxError(
            f"{changed} changed under a running session", "start a new session to use it"
        )


_SEED = ("schema.yaml", "rows/")


def changed_seed(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What of tables and seed differs between two maps of files to digests, "" if nothing does."""
    return next((name for name in _SEED if _part(before, name) != _part(after, name)), "")


def _part(digests: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name: mark for name, mark in digests.items() if name.startswith(prefix)}
