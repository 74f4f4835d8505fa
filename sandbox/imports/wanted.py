"""The end state that a line of a file speaks of, in the words of tau-bench's files."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

from sandbox.domain.base import JSON
from sandbox.imports.played import StateVerdict
from sandbox.imports.state import state_diff, state_hash
from sandbox.imports.tables import Database


@dataclass(frozen=True)
class State:
    """A state by the hash of the whole, else by what differs from the seed; "" and None: unsaid."""

    hash: str = ""
    diff: JSON = None


@dataclass(frozen=True)
class Wanted:
    """`recorded`: what came of the transcript when it was recorded; `task`: what its task wants."""

    recorded: State
    task: State

    @classmethod
    def of(cls, data: Mapping[str, JSON]) -> Self:
        """What one line says."""
        replay, detail = _object(data.get("replay")), _object(data.get("reward_detail"))
        hashes = (
            data.get("expected_state_hash"),
            replay.get("ground_truth_hash"),
            detail.get("gt_data_hash"),
        )
        return cls(
            State(_text(replay.get("final_state_hash")), replay.get("final_state_diff")),
            State(next(filter(None, map(_text, hashes)), ""), data.get("expected_state_diff")),
        )

    @property
    def given(self) -> bool:
        """Whether the line speaks of an end state at all."""
        return self.recorded != State() or self.task != State()

    @property
    def diffs(self) -> bool:
        """Whether the state before is needed to compare."""
        return any(not one.hash and one.diff is not None for one in (self.recorded, self.task))

    def against(self, before: Database, after: Database) -> tuple[StateVerdict, StateVerdict]:
        """The end state against the recorded one, and against the task's."""
        digest = cache(lambda: state_hash(after))

        def verdict(wanted: State) -> StateVerdict:
            if wanted.hash:
                return "equal" if digest() == wanted.hash else "differs"
            if isinstance(wanted.diff, dict):
                return "equal" if state_diff(before, after) == wanted.diff else "differs"
            return "not given"

        return verdict(self.recorded), verdict(self.task)


def _object(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, dict) else {}


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""
