"""The one function everything leaves through: no personal value and no provider key gets past it.

`redact` is the customer's door in, `mask` the door out to logs, prompts, errors and exports, and
`restore` gives tools and the screen the real values back.
"""

import re
from collections.abc import Iterable, Iterator

from pydantic import Field

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.personal import Span
from sandbox.domain.text import RawText
from sandbox.log.items import Item
from sandbox.privacy.found import Found
from sandbox.privacy.kinds import (
    PLACEHOLDER,
)
from sandbox.privacy.text_mask import GONE, LARGE, TextMask, writable

_FEWEST_DIGITS = 7
_ABOVE_CARDS = 10**20
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


class Mask(TextMask):
    """Masks and restores for one session; see `TextMask` for what it is made of."""

    def redact(self, text: str | RawText, turn: int) -> Redaction:
        """Puts placeholders in the place of personal data.

        What only looks like a placeholder becomes one of kind `literal`, so that nobody can have
        somebody's data restored by typing `[EMAIL_1]`. Half surrogate pairs become U+FFFD.
        """
        raw = writable(text if isinstance(text, str) else text.reveal())
        finds = self._finds(raw, GONE)
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

    def keeps(self, values: list[JSON]) -> bool:
        """Whether masking each of these values is known to change nothing.

        False also where one of them was never looked at.
        """
        self._renew()
        return self._is_as_before(values)

    def leaves_alone(self, items: Iterable[Item], turn: int, shared: bool = False) -> bool:
        """Whether masking messages and tools changes nothing, kept by their digests.

        They go out with every request, and so are looked at once and not in every turn. `shared`:
        they are the pack's own, and what one session has found out all of its sessions know.
        """
        self._renew()
        for item in items:
            if item.digest not in self._safe:
                if not (shared and self._is_plain_item(item)):
                    if self.mask(item.value, turn) != item.value:
                        return False
                    if shared and self._plain is not None:
                        self._plain.add_item(item.digest, self._texts(item.value))
                self._safe.add(item.digest)
        return True

    def _is_plain_item(self, item: Item) -> bool:
        return self._plain is not None and self._plain.holds_item(item.digest, self.known)

    def _texts(self, value: JSON, cue: str = "") -> Iterator[tuple[str, str]]:
        """What a value says, each text after its cue; large numbers too, for one may be a phone."""
        if isinstance(value, str):
            yield cue, value
        elif isinstance(value, dict):
            for key, item in value.items():
                yield "", key
                yield from self._texts(item, self._cue(key))
        elif isinstance(value, list | tuple):
            for item in value:
                yield from self._texts(item, cue)
        elif isinstance(value, int | float) and value >= _LEAST_MASKED:
            yield "number", str(value)

    def is_safe(self, item: Item) -> bool:
        """Whether `leaves_alone` has seen it, and nothing was learned since."""
        return item.digest in self._safe

    def unsearched(self, value: JSON) -> list[tuple[str, str]]:
        """The texts of a value that masking it would look through, each with its cue.

        None at all where they are so short together that nobody would notice.
        """
        self._renew()
        found = list(self._new_texts(value, ""))
        return found if sum(len(text) for text, _ in found) > LARGE else []

    def _new_texts(self, value: JSON, cue: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            if self._answers.get(cue, value) is None:
                yield value, cue
        elif isinstance(value, dict):
            for key, item in value.items():
                yield from self._new_texts(key, "")
                yield from self._new_texts(item, self._cue(key))
        elif isinstance(value, list | tuple):
            for item in value:
                yield from self._new_texts(item, cue)

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
            same, cues = self._same, self._cues
            for key, item in value.items():
                said = cues.get(key)
                if said is None:
                    if type(key) is not str or not self._stays(key, ""):
                        return False
                    said = cues[key] = self._cue(key)
                # Most members are texts seen before: those cost no call.
                if type(item) is str and (said, item) in same:
                    continue
                if not self._is_as_before(item, said):
                    return False
            return True
        if kind is list:
            for item in value:  # noqa: SIM110 (asked of every value of every event)
                if not self._is_as_before(item, cue):
                    return False
            return True
        return value is None or kind is bool or (kind is int and value < _LEAST_MASKED)

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
            key: self._masked(value[key], turn, self._cue(safe[key]))
            for key in sorted(value, key=safe.__getitem__)
        }
        return {safe[key]: masked[key] for key in value}

    def _masked_keys(self, value: dict, turn: int) -> dict[object, str]:
        """How each key is written.

        Personal ones in the order in which they come, which in a replay is that of the log: sorted,
        surrogates stand in another order than what they are for.
        """
        if all(map(self._cues.__contains__, value)):
            return {key: key for key in value}
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

    def _masked_number(self, number: int | float, turn: int) -> JSON:
        if not 10**_FEWEST_DIGITS <= number * 10 < _ABOVE_CARDS or int(number) != number:
            return number
        digits = str(int(number))
        masked = self._masked_text(digits, turn) if self.known.number_kind(digits) else digits
        return number if masked == digits else masked
