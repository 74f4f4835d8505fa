"""The one function everything leaves through: no personal value and no provider key gets past it.

`redact` is the customer's door in, `mask` the door out to logs, prompts, errors and exports, and
`restore` gives tools and the screen the real values back.
"""

import re
from collections.abc import Iterable

from pydantic import Field

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.personal import Span
from sandbox.domain.text import RawText
from sandbox.log.items import Item
from sandbox.privacy.answers import Answers, LearnedValues
from sandbox.privacy.cues import field_cue
from sandbox.privacy.found import Found
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.kinds import (
    PLACEHOLDER,
    REMOVED,
    SECRET,
    removed,
)
from sandbox.privacy.known import KnownValues
from sandbox.privacy.pieces import can_be_cut, pieces, runs_of
from sandbox.privacy.plain import PlainTexts
from sandbox.privacy.removed import removed_spans
from sandbox.privacy.rules import FIXED, Rules
from sandbox.privacy.settle import is_plain, settled
from sandbox.privacy.spelling import Cell
from sandbox.privacy.vault import Vault

_GONE = re.compile(rf"{re.escape(SECRET)}|{REMOVED.pattern}")
_SAFE = re.compile(rf"{PLACEHOLDER.pattern}|{_GONE.pattern}")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_FEWEST_DIGITS = 7
_ABOVE_CARDS = 10**20
_MOST_SAME = 20_000
_PIECE = "\0piece"
"""In the place of a cue: the text is a piece of another, and only what begins in it counts."""
_LEAST_MASKED = 10 ** (_FEWEST_DIGITS - 1)
"""Smaller numbers are no known card or phone."""


class Redaction(Frozen):
    """A customer's message made safe.

    `spans` are offsets into `text`, the safe text. `found` are the finds with offsets into the
    message as it came; they are in no dump and no `repr`, for they hold the real values.
    """

    text: str
    spans: tuple[Span, ...] = ()
    found: tuple[Found, ...] = Field(default=(), exclude=True, repr=False)


class Mask:
    """Masks and restores for one session.

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
        self._safe: set[str] = set()
        # Cue and text of what stays as it is, until something is learned.
        self._same: set[tuple[str, str]] = set()
        self._plain = plain
        # What the session has masked stays masked, though the back-end may have dropped it.
        self.known.extend(
            Cell("", "", "", "", entry.kind, value)
            for entry, value in self.vault.pairs()
            if entry.kind != "literal"
        )

    def redact(self, text: str | RawText, turn: int) -> Redaction:
        """Puts placeholders in the place of personal data.

        What only looks like a placeholder becomes one of kind `literal`, so that nobody can have
        somebody's data restored by typing `[EMAIL_1]`. Half surrogate pairs become U+FFFD.
        """
        raw = _writable(text if isinstance(text, str) else text.reveal())
        finds = self._finds(raw, _GONE)
        safe, spans = self._replaced(raw, finds, turn)
        return Redaction(text=safe, spans=tuple(spans), found=tuple(finds))

    def mask(self, value: JSON, turn: int) -> JSON:
        """The JSON value without personal data; placeholders in it are left alone.

        Keys of objects too. A number that is exactly a known card or phone becomes a string.
        Masking twice changes nothing. Raises `TypeError` for what is not JSON.
        """
        self._renew()
        if self._is_as_before(value):
            return value
        while True:
            self._renew()
            version = self._answers.version
            value = self._masked(value, turn)
            if self.known.version == version:
                return value
            # A later string taught a value that an earlier one may hold.

    def leaves_alone(self, items: Iterable[Item], turn: int) -> bool:
        """Whether masking messages and tools changes nothing, kept by their digests.

        They go out with every request, and so are looked at once and not in every turn.
        """
        self._renew()
        for item in items:
            if item.digest not in self._safe:
                if self.mask(item.value, turn) != item.value:
                    return False
                self._safe.add(item.digest)
        return True

    def restore(self, value: JSON, literals: bool = False) -> JSON:
        """The value with real values in the place of placeholders; unknown placeholders stay.

        `literals=True` (for the screen) also gives back what a customer typed that looked like a
        placeholder. Tools never get it: what they echo would be restored as somebody's data.
        """
        if isinstance(value, str):
            return self._restored(value, literals)
        if isinstance(value, dict):
            restored = {}
            for key, item in value.items():
                restored[self.restore(key, literals)] = self.restore(item, literals)
            return restored
        if isinstance(value, list | tuple):
            return [self.restore(item, literals) for item in value]
        return value

    # --- strings

    def _finds(self, text: str, kept: re.Pattern[str], cue: str = "") -> list[Found]:
        return settled(text, kept, self.known, self.keys, self.region, cue, self._allowed)

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

    def _restored(self, text: str, literals: bool) -> str:
        def value_of(match: re.Match[str]) -> str:
            value = self.vault.value_of(match[0])
            is_kept = value is None or (match[0].startswith("[LITERAL_") and not literals)
            return match[0] if is_kept else value  # type: ignore[return-value]

        return PLACEHOLDER.sub(value_of, text) if "[" in text else text

    # --- JSON

    def _is_as_before(self, value: JSON, cue: str = "") -> bool:  # noqa: PLR0911
        """Whether each text of the value was looked at before and stays as it is.

        Nearly all are, and then nothing is built, sorted or compared. False: it has to be masked to
        be known.
        """
        kind = type(value)
        if kind is str:
            return (cue, value) in self._same or self._stays(value, cue)
        if kind is dict:
            same = self._same
            for key, item in value.items():
                if ("", key) not in same and not (type(key) is str and self._stays(key, "")):
                    return False
                if not self._is_as_before(item, field_cue(key)):
                    return False
            return True
        if kind is list:
            for item in value:  # noqa: SIM110 (asked of every value of every event)
                if not self._is_as_before(item, cue):
                    return False
            return True
        return value is None or kind is bool or (kind is int and value < _LEAST_MASKED)

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

    def _masked(self, value: JSON, turn: int, cue: str = "") -> JSON:
        # By exact type first: this is asked of every leaf of every event.
        kind = type(value)
        if kind is str:
            return self._masked_text(value, turn, cue)
        if value is None or kind is bool:
            return value
        if kind is dict:
            is_same = self._is_as_before(value, cue)
            return value if is_same else self._masked_object(value, turn)
        if kind is list or kind is tuple:
            return [self._masked(item, turn, cue) for item in value]
        if isinstance(value, int | float):
            return self._masked_number(value, turn)
        raise TypeError(f"only JSON can be masked, not {kind.__name__}")

    def _masked_object(self, value: dict, turn: int) -> dict:
        safe = self._masked_keys(value, turn)
        # In the order of a log, which sorts its keys: placeholders are numbered at first sight, and
        # a replay must see the values in the same order. The cue is that of the masked name: a
        # second masking sees no other.
        masked = {
            key: self._masked(value[key], turn, field_cue(safe[key]))
            for key in sorted(value, key=safe.__getitem__)
        }
        return {safe[key]: masked[key] for key in value}

    def _masked_keys(self, value: dict, turn: int) -> dict[object, str]:
        """How each key is written.

        Personal ones in the order in which they come, which in a replay is that of the log: sorted,
        surrogates stand in another order than what they are for.
        """
        safe: dict[object, str] = {}
        others: list[object] = []
        for key in value:
            text = str(key)
            if self._stays(text, ""):
                safe[key] = text
            else:
                others.append(key)
        taken = set(safe.values()) if others else set[str]()
        for key in sorted(others, key=lambda one: self.vault.place(str(one))):
            written = self._masked_text(str(key), turn)
            # Two keys may both be [SECRET], or unreadable in the same way.
            while written in taken:
                written += "'"
            taken.add(written)
            safe[key] = written
        return safe

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

    def _looked_through(self, text: str, turn: int, cue: str) -> str:
        if can_be_cut(text, self.known.longest) and self._is_plain_in_pieces(text):
            return text
        clean = _writable(text)
        masked, _ = self._replaced(clean, self._finds(clean, _SAFE, cue), turn)
        # The search may have taught it a value, and earlier answers are not true any more.
        self._renew()
        if self._plain is not None and masked == text:
            self._plain.add(cue, text)
        return masked

    def _is_plain_in_pieces(self, text: str) -> bool:
        """Whether nothing is found in a long text, of which only what is new is searched.

        New pieces side by side are one search: each reaches far into the next.
        """
        for run in runs_of(pieces(text), lambda piece: self._stays(piece.of(text), _PIECE)):
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
        if self._answers.renew() or len(self._same) > _MOST_SAME:
            self._safe, self._same = set(), set()

    def _masked_number(self, number: int | float, turn: int) -> JSON:
        if not 10**_FEWEST_DIGITS <= number * 10 < _ABOVE_CARDS or int(number) != number:
            return number
        digits = str(int(number))
        masked = self._masked_text(digits, turn) if self.known.number_kind(digits) else digits
        return number if masked == digits else masked


def _writable(text: str) -> str:
    """Half a surrogate pair can be in no file, so it is shown as what it is: unreadable."""
    return _HALF_PAIR.sub("\ufffd", text)
