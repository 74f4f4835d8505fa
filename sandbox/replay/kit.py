"""What a replay runs on: one version of a pack, its search and its rules."""

from dataclasses import dataclass

from sandbox.pack.pack import Pack
from sandbox.ports import Decide, Search


@dataclass(frozen=True)
class Kit:
    """A pack, loaded; its search and its rules, made ready. Replays share it."""

    pack: Pack
    search: Search
    decide: Decide
