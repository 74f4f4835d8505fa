"""One line of the session browser, the tree of forks, and the search in them. Plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from sandbox.domain.money import Cost

Kind = Literal["session", "recording"]
DASH: Final = "–"


@dataclass(frozen=True, slots=True)
class Entry:
    """A session or a recording. All texts are masked as in the log.

    `id` is the session's, or the recording's name; `at` when it was written to last (UTC, ISO), ""
    when unknown; `asked` and `reply` are the first and the last words; `words` all that was asked,
    in lower case. `problem`: why it can't be read. `depth`: forks from its root.
    """

    id: str
    kind: Kind
    path: Path
    at: str = ""
    title: str = ""
    model: str = ""
    turns: int = 0
    cost: Cost | None = None
    result: str = ""
    tags: tuple[str, ...] = ()
    asked: str = ""
    reply: str = ""
    words: str = field(default="", repr=False)
    pack: str = ""
    seed: int | None = None
    customer: str = ""
    hops: int = 0
    repairs: int = 0
    denials: int = 0
    faults: int = 0
    parent: str = ""
    after: int = 0
    depth: int = 0
    problem: str = ""

    @property
    def name(self) -> str:
        """What a person knows it by: its title, else what was said first."""
        if self.kind == "recording":
            return self.id
        return self.title or self.asked or "nothing said yet"

    @property
    def key(self) -> str:
        """Tells a recording from a session of the same name."""
        return f"{self.kind}:{self.path.as_posix() if self.kind == 'recording' else self.id}"

    @property
    def searched(self) -> str:
        """What a search looks at first."""
        parts = (self.id, self.title, self.asked, self.model, self.result, self.pack, *self.tags)
        return " ".join(part for part in (*parts, self.kind) if part).lower()


def tree(entries: Iterable[Entry]) -> list[Entry]:
    """Sessions with their forks below them, the family written to last first; then recordings."""
    found = list(entries)
    sessions = {one.id: one for one in found if one.kind == "session"}
    below: dict[str, list[Entry]] = {}
    for one in sessions.values():
        below.setdefault(one.parent if one.parent in sessions else "", []).append(one)
    newest: dict[str, str] = {}
    families = [list(_family(root, below, 0, newest)) for root in below.get("", [])]
    families.sort(key=lambda family: (newest[family[0].id], family[0].id), reverse=True)
    recordings = sorted((one for one in found if one.kind == "recording"), key=lambda one: one.id)
    return [one for family in families for one in family] + recordings


def _family(
    one: Entry, below: dict[str, list[Entry]], depth: int, newest: dict[str, str]
) -> Iterator[Entry]:
    """A session and all forks of it, parents first. `newest`: by id, when one of them was last."""
    yield replace(one, depth=depth)
    newest[one.id] = one.at
    for child in sorted(below.get(one.id, ()), key=lambda child: child.id):
        yield from _family(child, below, depth + 1, newest)
        newest[one.id] = max(newest[one.id], newest[child.id])


def family_of(entries: Sequence[Entry], name: str) -> list[Entry]:
    """The part of a `tree` that `name` belongs to: its root and every fork of that."""
    family: list[Entry] = []
    for one in entries:
        if one.kind != "session" or one.depth == 0:
            if any(member.id == name for member in family):
                break
            family = []
        if one.kind == "session":
            family.append(one)
    return family if any(member.id == name for member in family) else []


def search(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """Those in which every word of `typed` is found, the best first; all in their order for "".

    A word counts most in name, model, result or tags, then in what was asked, and least when only
    its letters come in their order (`rfdm` finds refund-damaged).
    """
    words = typed.lower().split()
    if not words:
        return list(entries)
    scored: list[tuple[int, int, Entry]] = []
    for place, one in enumerate(entries):
        near = one.searched
        scores = [_score(word, near, one) for word in words]
        if all(scores):
            scored.append((-sum(scores), place, one))
    return [one for _, _, one in sorted(scored, key=lambda found: found[:2])]


def _score(word: str, near: str, one: Entry) -> int:
    at = near.find(word)
    if at >= 0:
        return 4 if at == 0 or not near[at - 1].isalnum() else 3
    if word in one.words:
        return 2
    letters = iter(one.name[:60].lower())
    return 1 if len(word) > 2 and all(letter in letters for letter in word) else 0


def when(at: str, now: str) -> str:
    """`14:02` today, `yesterday`, `12 Nov` this year, else `12 Nov 25`; in local time."""
    try:
        then, today = _local(at), _local(now)
    except ValueError:
        return DASH
    days = (today.date() - then.date()).days
    if days == 0:
        return then.strftime("%H:%M")
    if days == 1:
        return "yesterday"
    return f"{then.day} {then:%b}" if then.year == today.year else f"{then.day} {then:%b %y}"


def _local(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone()
