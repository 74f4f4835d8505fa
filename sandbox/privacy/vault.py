"""The one place where real values live: placeholder to value and back, for one session."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sandbox.domain.personal import PersonalKind, Placeholder
from sandbox.privacy.digest import digest_number
from sandbox.privacy.found import Found
from sandbox.privacy.kinds import DIGEST_FROM, PLACEHOLDER, number_of, placeholder
from sandbox.privacy.leaf import form
from sandbox.privacy.spelling import Lookup, rebuild
from sandbox.privacy.surrogate import surrogate

_STRIDE = 1_009  # a prime: a second try at a surrogate must not meet the ordinals in use
_TRIES = 1_000


class Entry(Placeholder):
    """A placeholder and the turn that made it. Holds no real value, so it may be written down.

    `text` is the placeholder itself; exactly one of `reference` and `surrogate` is not empty.
    """

    turn: int = 0


class Vault:
    """Real values and their placeholders. The same text of the same kind has one placeholder.

    Another spelling of a value is another text and gets its own, so that each is restored exactly.
    `region`: the pack's country, for phone numbers without a plus.
    """

    def __init__(self, region: str = "US", key: bytes = b"") -> None:
        self.region = region
        self.key = key
        """Of the digests of hashed values. Kept here and in the vault's file, nowhere else."""
        self._entries: dict[str, Entry] = {}
        self._values: dict[str, str] = {}
        self._placeholders: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._new: list[str] = []
        self._fakes: set[tuple[str, str]] = set()
        self._expected: dict[tuple[str, str], Entry] = {}
        self._places: dict[str, int] = {}

    def __repr__(self) -> str:
        return f"<vault, {len(self._entries)} placeholders>"

    # --- placeholders

    def entry_for(
        self,
        found: Found,
        turn: int,
        is_taken: Callable[[PersonalKind, str], bool] | None = None,
        hashed: bool = False,
    ) -> Entry:
        """The entry of a find, made now when its text is new.

        `hashed`: it is numbered by a digest of the value, whatever its spelling; the first spelling
        is the one that is restored. `is_taken` tells texts that are somebody's and so can't be surrogates. Raises `ValueError`
        for a secret, which is never stored.
        """  # noqa: E501
        if found.kind == "secret":
            raise ValueError("a provider key has no entry: it is dropped, not stored")
        known = self._placeholders.get((found.kind, found.value))
        if known is not None:
            return self._entries[known]
        entry = self._expected.pop((found.kind, found.value), None)
        if entry is None or entry.text in self._entries:
            # Of what a pack's own texts hold there is no surrogate: it is counted as it was then.
            number = self._digest(found) if hashed else None
            same = self._entries.get(placeholder(found.kind, number)) if number else None
            if same is not None:
                self._placeholders[found.kind, found.value] = same.text
                return same
            entry = self._made(found, turn, is_taken, number)
        self.put(entry, found.value)
        self._new.append(entry.text)
        return entry

    def place(self, value: str) -> int:
        """Where in the log of a replay this value comes first, from 1; 0 where no log tells."""
        return self._places.get(value, 0)

    def value_of(self, text: str) -> str | None:
        """The real value of a placeholder; None when it is unknown or could not be rebuilt."""
        return self._values.get(text)

    def entry(self, text: str) -> Entry | None:
        """The entry of a placeholder."""
        return self._entries.get(text)

    def entries(self) -> tuple[Entry, ...]:
        """All entries, in order of first sight."""
        return tuple(self._entries.values())

    def pairs(self) -> Iterator[tuple[Entry, str]]:
        """Entries with their real values, as far as these are known. For memory only."""
        for text, value in self._values.items():
            yield self._entries[text], value

    def unresolved(self) -> tuple[Entry, ...]:
        """Entries without a value: their cell was no longer in the seed when this was rebuilt."""
        return tuple(entry for text, entry in self._entries.items() if text not in self._values)

    def take_new(self) -> tuple[Placeholder, ...]:
        """Placeholders made since the last take, as the log has them (its event has the turn)."""
        taken, self._new = self._new, []
        return tuple(_as_logged(self._entries[text]) for text in taken)

    def untaken(self) -> list[str]:
        """Placeholders the next `take_new` will give."""
        return list(self._new)

    def offer_again(self, logged: Iterable[str]) -> None:
        """After a crash: entries that are not among the `logged` placeholders are new again."""
        seen = set(logged)
        self._new = [text for text in self._entries if text not in seen]

    # --- copies

    def up_to(self, turn: int) -> "Vault":
        """A copy with what turns up to and with `turn` made: what a fork may know."""
        copy = Vault(self.region, self.key)
        # All at once: a thread may be adding to it.
        for entry in tuple(self._entries.values()):
            if entry.turn <= turn:
                copy.put(entry, self._values.get(entry.text))
        return copy

    @classmethod
    def rebuild(
        cls,
        entries: Iterable[Placeholder],
        lookup: Lookup,
        region: str = "US",
        seen: bool = True,
    ) -> "Vault":
        """The vault of a recording: referenced values from the seed, surrogates as they are.

        A reference whose cell is gone stays `unresolved`. With `seen=False` the vault begins empty
        and makes each of the entries again, as new, at the first sight of its value: for a replay.
        Raises `ValueError` for a reference that is none.
        """
        vault = cls(region)
        for logged in entries:
            entry = logged if isinstance(logged, Entry) else Entry(**logged.model_dump())
            value = rebuild(entry.reference, lookup, region) if entry.reference else entry.surrogate
            if seen:
                vault.put(entry, value)
            elif value is not None:
                vault._expected.setdefault((entry.kind, value), entry)
                vault._places.setdefault(value, len(vault._places) + 1)
        return vault

    def save(self, path: Path, *, durable: bool = True) -> None:
        """Writes the vault at once or not at all, readable by its owner only.

        `durable`: it would survive a power cut when this returns.
        """
        from sandbox.privacy.vault_file import save

        save(self, path, durable)

    @classmethod
    def load(cls, path: Path) -> "Vault":
        """Reads a vault. Raises `ValueError` (one line) for a torn or foreign file."""
        from sandbox.privacy.vault_file import load

        return load(path)

    def put(self, entry: Entry, value: str | None) -> None:
        """Puts a stored entry back. Raises `ValueError` when it is malformed or there already."""
        if not PLACEHOLDER.fullmatch(entry.text) or entry.text in self._entries:
            raise ValueError(f"placeholder {entry.text!r} is malformed or there twice")
        number = number_of(entry.text)
        if number < DIGEST_FROM:
            self._counts[entry.kind] = max(self._counts.get(entry.kind, 0), number)
        self._entries[entry.text] = entry
        self._fakes.add((entry.kind, entry.surrogate))
        if value is not None:
            self._values[entry.text] = value
            self._placeholders.setdefault((entry.kind, value), entry.text)

    def _digest(self, found: Found) -> int:
        """The number of a hashed value; another one where the first is somebody else's."""
        kind: PersonalKind = found.kind  # type: ignore[assignment]
        wanted = form(kind, found.value)
        for lap in range(_TRIES):
            number = digest_number(self.key, wanted, lap)
            value = self._values.get(placeholder(kind, number))
            if value is None or form(kind, value) == wanted:
                return number
        raise ValueError(f"no digest is free for a {kind}")

    def _made(
        self,
        found: Found,
        turn: int,
        is_taken: Callable[[PersonalKind, str], bool] | None,
        digest: int | None = None,
    ) -> Entry:
        kind: PersonalKind = found.kind  # type: ignore[assignment]
        number = self._counts.get(kind, 0) + 1
        fake = "" if found.reference else self._fake(kind, number, found.value, is_taken)
        if digest is not None:
            self._counts[kind] = number  # so that the next surrogate differs
        return Entry(
            text=placeholder(kind, number if digest is None else digest),
            kind=kind,
            rule=found.rule,
            reference=found.reference,
            surrogate=fake,
            turn=turn,
        )

    def _fake(
        self,
        kind: PersonalKind,
        number: int,
        like: str,
        is_taken: Callable[[PersonalKind, str], bool] | None,
    ) -> str:
        """A surrogate that is nobody's: no value or fake of this session, none of the back-end."""
        for lap in range(_TRIES):
            fake = surrogate(kind, number + lap * _STRIDE, like, self.region)
            is_used = (kind, fake) in self._fakes or (kind, fake) in self._placeholders
            if kind == "literal" or not (is_used or (is_taken and is_taken(kind, fake))):
                return fake
        raise ValueError(f"no surrogate is free for {placeholder(kind, number)}")


def _as_logged(entry: Entry) -> Placeholder:
    return Placeholder(**entry.model_dump(exclude={"turn"}))
