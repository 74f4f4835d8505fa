"""The one function everything leaves through: no personal value and no provider key gets past it.

`redact` is the customer's door in, `mask` the door out to logs, prompts, errors and exports, and
`restore` gives tools and the screen the real values back.
"""

import re
from collections.abc import Iterator

from pydantic import Field

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.personal import Span
from sandbox.domain.text import RawText
from sandbox.privacy.detect import detect
from sandbox.privacy.found import Found, moved
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.kinds import PLACEHOLDER, SECRET
from sandbox.privacy.known import KnownValues
from sandbox.privacy.spelling import Cell
from sandbox.privacy.vault import Vault

_SAFE = re.compile(rf"{PLACEHOLDER.pattern}|{re.escape(SECRET)}")
_SECRET = re.compile(re.escape(SECRET))
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_CACHED_LENGTH = 2_000
_CACHED_STRINGS = 10_000
_FEWEST_DIGITS = 7

_LEARNED = frozenset(("phone", "address", "value"))
"""Kinds found by the words around them: once found, the session knows them anywhere."""


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
    """

    def __init__(
        self, vault: Vault, known: KnownValues, keys: KeyShapes, region: str = "US"
    ) -> None:
        self.vault = vault
        self.known = known.fork()
        self.keys = keys
        self.region = region
        self._cache: dict[str, str] = {}
        self._cached_at = -1
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
        finds = self._settled(raw, _SECRET)
        safe, spans = self._replaced(raw, finds, turn)
        return Redaction(text=safe, spans=tuple(spans), found=tuple(finds))

    def mask(self, value: JSON, turn: int) -> JSON:
        """The JSON value without personal data; placeholders in it are left alone.

        Keys of objects too. A number that is exactly a known card or phone becomes a string.
        Masking twice changes nothing. Raises `TypeError` for what is not JSON.
        """
        while True:
            version = self.known.version
            value = self._masked(value, turn)
            if self.known.version == version:
                return value
            # A later string taught a value that an earlier one may hold.

    def restore(self, value: JSON, literals: bool = False) -> JSON:
        """The value with real values in the place of placeholders; unknown placeholders stay.

        `literals=True` (for the screen) also gives back what a customer typed that looked like a
        placeholder. Tools never get it: what they echo would be restored as somebody's data.
        """
        if isinstance(value, str):
            return self._restored(value, literals)
        if isinstance(value, dict):
            pairs = ((self.restore(k, literals), self.restore(v, literals)) for k, v in value.items())
            return dict(pairs)
        if isinstance(value, list | tuple):
            return [self.restore(item, literals) for item in value]
        return value

    # --- strings

    def _settled(self, text: str, kept: re.Pattern[str]) -> list[Found]:
        """Finds in order, such that what is left between them holds no further find.

        A second masking sees exactly those gaps, so it finds nothing.
        """
        fixed = [match.span() for match in kept.finditer(text)]
        finds: list[Found] = []
        while True:
            version = self.known.version
            taken = sorted([*fixed, *((find.start, find.end) for find in finds)])
            fresh = list(self._found_between(text, taken))
            self._learn(fresh)
            finds += fresh
            if not fresh and self.known.version == version:
                return sorted(finds, key=lambda find: find.start)

    def _found_between(self, text: str, taken: list[tuple[int, int]]) -> Iterator[Found]:
        nothing: set[str] = set()
        for start, end in _gaps(len(text), taken):
            gap = text[start:end]
            if gap in nothing or not gap.strip():
                continue
            finds = detect(gap, self.known, self.keys, self.region)
            if not finds:
                nothing.add(gap)
            for find in finds:
                yield moved(find, start)

    def _learn(self, finds: list[Found]) -> None:
        for find in finds:
            kind = find.kind
            if kind in _LEARNED and kind != "secret" and not self.known.holds(kind, find.value):
                self.known.extend([Cell("", "", "", "", kind, find.value)])

    def _replaced(self, text: str, finds: list[Found], turn: int) -> tuple[str, list[Span]]:
        parts: list[str] = []
        spans: list[Span] = []
        at = length = 0
        for find in finds:
            before = text[at : find.start]
            start = length + len(before)
            shown = SECRET
            if find.kind != "secret":
                entry = self.vault.entry_for(find, turn, self.known.holds)
                shown = entry.text
                spans.append(
                    Span(
                        start=start,
                        end=start + len(shown),
                        placeholder=shown,
                        kind=entry.kind,
                        rule=entry.rule,
                    )
                )
            parts += (before, shown)
            at, length = find.end, start + len(shown)
        return "".join((*parts, text[at:])), spans

    def _restored(self, text: str, literals: bool) -> str:
        def value_of(match: re.Match[str]) -> str:
            value = self.vault.value_of(match[0])
            is_kept = value is None or (match[0].startswith("[LITERAL_") and not literals)
            return match[0] if is_kept else value  # type: ignore[return-value]

        return PLACEHOLDER.sub(value_of, text) if "[" in text else text

    # --- JSON

    def _masked(self, value: JSON, turn: int) -> JSON:
        if isinstance(value, str):
            return self._masked_text(value, turn)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return self._masked_number(value, turn)
        if isinstance(value, list | tuple):
            return [self._masked(item, turn) for item in value]
        if isinstance(value, dict):
            return self._masked_object(value, turn)
        raise TypeError(f"only JSON can be masked, not {type(value).__name__}")

    def _masked_object(self, value: dict, turn: int) -> dict:
        masked: dict[str, JSON] = {}
        for key, item in value.items():
            safe = self._masked_text(str(key), turn)
            while safe in masked:  # two keys that are both [SECRET]
                safe += "'"
            masked[safe] = self._masked(item, turn)
        return masked

    def _masked_text(self, text: str, turn: int) -> str:
        if self._cached_at != self.known.version or len(self._cache) > _CACHED_STRINGS:
            self._cache, self._cached_at = {}, self.known.version
        known = self._cache.get(text)
        if known is not None:
            return known
        clean = _writable(text)
        masked, _ = self._replaced(clean, self._settled(clean, _SAFE), turn)
        if len(text) <= _CACHED_LENGTH:
            self._cache[text] = masked
        return masked

    def _masked_number(self, number: int | float, turn: int) -> JSON:
        digits = str(int(number)) if float(number).is_integer() else ""
        kind = self.known.number_kind(digits) if len(digits) >= _FEWEST_DIGITS else None
        return number if kind is None else self._masked_text(digits, turn)


def _writable(text: str) -> str:
    """Half a surrogate pair can be in no file, so it is shown as what it is: unreadable."""
    return _HALF_PAIR.sub("\ufffd", text)


def _gaps(length: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in taken:
        if at < start:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length
