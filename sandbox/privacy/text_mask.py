"""Masks one text for a session, and remembers what became of it.

Most texts of a log were looked at before: what stays as it is is known by a look into a set.
"""

import re
from collections.abc import Iterable

from sandbox.domain.personal import Span
from sandbox.privacy.answers import Answers, LearnedValues
from sandbox.privacy.cues import field_cue
from sandbox.privacy.found import Found, found
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.kinds import PLACEHOLDER, REMOVED, SECRET, removed
from sandbox.privacy.known import KnownValues
from sandbox.privacy.pieces import Piece, can_be_cut, pieces, runs_of
from sandbox.privacy.plain import PlainTexts
from sandbox.privacy.removed import removed_spans
from sandbox.privacy.rules import FIXED, Rules
from sandbox.privacy.seen import SeenShapes
from sandbox.privacy.settle import is_plain, settled
from sandbox.privacy.spelling import Cell
from sandbox.privacy.vault import Vault

GONE = re.compile(rf"{re.escape(SECRET)}|{REMOVED.pattern}")
_SAFE = re.compile(rf"{PLACEHOLDER.pattern}|{GONE.pattern}")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_MOST_SAME = 20_000
LARGE = 10_000
"""Characters from which a text is worth remembering with all that was found in it."""
_COLUMN = "\0column "
"""In the place of a cue: the text is in a field that is called like a personal column."""
_PIECE = "\0piece"
"""In the place of a cue: the text is a piece of another, and only what begins in it counts."""


class TextMask:
    """What is done with one text of a session: what it holds is found, and a placeholder put there.

    `known` is shared by all sessions of a pack; `self.known` is the session's own extension of
    it, to be extended with the cells of rows the session writes, before their event is masked.
    `rules`: what is done about each kind; without one it is masked. A value that `known` has is
    never allowed.
    `plain` is shared by all sessions whose `known`, `keys` and `region` are the same, if `known`
    itself is never extended.
    """

    def __init__(
        self,
        vault: Vault,
        known: KnownValues,
        keys: KeyShapes,
        region: str = "US",
        plain: PlainTexts | None = None,
        rules: Rules | None = None,
    ) -> None:
        self.vault = vault
        # Surrogates keep clear of the seed alone: in a replay, rows and messages hold surrogates.
        self._is_taken = known.holds
        self.known = LearnedValues(known)
        self.keys = keys
        self.region = region
        self.rules: Rules = rules or {}
        self._allowed = frozenset(
            kind for kind, action in self.rules.items() if action == "allow" and kind not in FIXED
        )
        self._answers = Answers(self.known)
        self._seen = SeenShapes()
        self._safe: set[str] = set()
        # Cue and text of what stays as it is, until something is learned.
        self._same: set[tuple[str, str]] = set()
        # Of keys among these, what each says of the value in its field.
        self._cues: dict[str, str] = {}
        self._columns = frozenset[str]()
        self._plain = plain
        # What the session has masked stays masked, though the back-end may have dropped it.
        self.known.extend(
            Cell("", "", "", "", entry.kind, value)
            for entry, value in self.vault.pairs()
            if entry.kind != "literal"
        )

    def _finds(self, text: str, kept: re.Pattern[str], cue: str = "") -> list[Found]:
        seen = self._seen if len(text) > LARGE or self._seen.holds(text, cue) else None
        return settled(text, kept, self.known, self.keys, self.region, cue, self._allowed, seen)

    def search(self, texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Looks through texts, each with its cue, and keeps what their shapes are.

        Gives those in which nothing is. Masks and learns nothing, so that a thread may do it:
        masking them is quick then.
        """
        known, seen = self.known.fork(), self._seen
        plain: list[tuple[str, str]] = []
        for text, cue in texts:
            is_column = cue.startswith(_COLUMN)
            own = field_cue(cue.removeprefix(_COLUMN)) if is_column else cue
            clean = writable(text)
            finds = settled(clean, _SAFE, known, self.keys, self.region, own, self._allowed, seen)
            if not (finds or is_column) and clean == text:
                plain.append((text, cue))
        return plain

    def note_plain(self, texts: Iterable[tuple[str, str]]) -> None:
        """Takes it that nothing is in these texts, for what is known now."""
        for text, cue in texts:
            self._answers.put(cue, text, text)

    def _replaced(self, text: str, finds: list[Found], turn: int) -> tuple[str, list[Span]]:
        parts: list[str] = []
        spans: list[Span] = []
        at = length = 0
        for find in finds:
            before = text[at : find.start]
            start = length + len(before)
            shown = SECRET
            action = "mask" if find.kind in FIXED else self.rules.get(find.kind, "mask")  # pyright: ignore
            if find.kind != "secret" and action == "drop":
                shown = removed(find.kind)
            elif find.kind != "secret":
                # What is known is masked, though its kind is allowed.
                action = "hash" if action == "hash" else "mask"
                entry = self.vault.entry_for(find, turn, self._is_taken, action == "hash")
                shown = entry.text
                spans.append(
                    Span(
                        start=start,
                        end=start + len(shown),
                        placeholder=shown,
                        kind=entry.kind,
                        rule=entry.rule,
                        action=action,
                    )
                )
            parts += (before, shown)
            at, length = find.end, start + len(shown)
        safe = "".join((*parts, text[at:]))
        return safe, sorted((*spans, *removed_spans(safe)), key=lambda span: span.start)

    def _stays(self, text: str, cue: str) -> bool:
        """Whether the text is known to stay as it is; False also when it was never looked at."""
        known = self._answers.get(cue, text)
        if known is None and self._is_known_plain(text, cue):
            self._answers.put(cue, text, text)
            known = text
        if known != text:
            return False
        self._same.add((cue, text))
        return True

    def _masked_text(self, text: str, turn: int, cue: str = "") -> str:
        known = self._answers.get(cue, text)
        return self._masked_anew(text, turn, cue) if known is None else known

    def _is_known_plain(self, text: str, cue: str = "") -> bool:
        return self._plain is not None and self._plain.holds(cue, text, self.known)

    def _masked_anew(self, text: str, turn: int, cue: str) -> str:
        plain = self._is_known_plain(text, cue)
        masked = text if plain else self._looked_through(text, turn, cue)
        self._answers.put(cue, text, masked)
        return masked

    def _cue(self, key: str) -> str:
        """What the name of a field says of the value in it."""
        return f"{_COLUMN}{key}" if key in self._columns else field_cue(key)

    def _looked_through(self, text: str, turn: int, cue: str) -> str:
        if cue.startswith(_COLUMN):
            column = cue.removeprefix(_COLUMN)
            if self.known.is_cell(column, text):
                name = found(0, len(text), "name", text, self.known.reference("name", text))
                return self._replaced(text, [name], turn)[0]
            cue = field_cue(column)
        is_new = not self._seen.holds(text, cue)
        if is_new and can_be_cut(text, self.known.longest) and self._is_plain_in_pieces(text):
            return text
        clean = writable(text)
        masked, _ = self._replaced(clean, self._finds(clean, _SAFE, cue), turn)
        # The search may have taught it a value, and earlier answers are not true any more.
        self._renew()
        if len(masked) > LARGE:
            self._answers.put(cue, masked, masked)  # as masking twice changes nothing
        if self._plain is not None and masked == text:
            self._plain.add(cue, text)
        return masked

    def _is_plain_in_pieces(self, text: str) -> bool:
        """Whether nothing is found in a long text, of which only what is new is searched.

        New pieces side by side are one search: each reaches far into the next.
        """
        same = self._same

        def is_known(piece: Piece) -> bool:
            own = piece.of(text)
            return (_PIECE, own) in same or self._stays(own, _PIECE)

        for run in runs_of(pieces(text), is_known):
            joined = text[run[0].start : run[-1].reach]
            if _HALF_PAIR.search(joined) or not is_plain(
                joined, _SAFE, self.known, self.keys, self.region, self._allowed
            ):
                return False
            for piece in run:
                own = piece.of(text)
                if self._plain is not None:
                    self._plain.add(_PIECE, own)
                self._answers.put(_PIECE, own, own)
        return True

    def _renew(self) -> None:
        """Forgets the answers that what was learned since may change."""
        self._seen.renew(self.known)
        if self._answers.renew() or len(self._same) > _MOST_SAME:
            self._safe, self._same, self._cues = set(), set(), {}
            self._columns = self.known.columns()


def writable(text: str) -> str:
    """Half a surrogate pair can be in no file, so it is shown as what it is: unreadable."""
    return _HALF_PAIR.sub("\ufffd", text)
