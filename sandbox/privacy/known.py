"""Values the pack marks `personal:`, found wherever a text says them."""

from collections.abc import Iterable, Iterator

from sandbox.domain.personal import PersonalKind
from sandbox.privacy.digits import Run, ascii_digits, runs
from sandbox.privacy.found import Found, found
from sandbox.privacy.leaf import (
    Leaf,
    fits,
    form,
    is_word_too,
    is_worth_finding,
    leaves,
    with_edges,
)
from sandbox.privacy.numbers import Numbers, add_number, find_numbers, with_number
from sandbox.privacy.spelling import Cell, reference_to
from sandbox.privacy.trie import Match, Node, add, matches
from sandbox.privacy.words import WORD, fold

_ANSWERS = 1_000


def words_of(text: str) -> frozenset[str]:
    """The different words of a text, as `KnownValues` looks them up."""
    return frozenset(WORD.findall(text))


class KnownValues:
    """Whole cells of personal columns, matched on word borders whatever the case and the spaces.

    Of a `name` cell also the first and the last word. One that is a common English word (`Mark`,
    `May`; the list is in words.py) counts only with a capital and after an introduction ("I'm
    Mark", "Mrs. May"); one of two letters only with a capital. Phone numbers are matched by their
    digits, with or without country code. Cells of one character, and of fewer than four when they
    are digits only, are left out: they would mask half of any text.

    `cells` are (service, table, key, column, kind, value) of the seed; a find in one names it, if
    that gives the text back exactly. `extend` adds what became known later: found all the same,
    but never named, because a seed does not have it. Values are never taken out: what a customer
    has changed is still personal.
    """

    def __init__(self, cells: Iterable[Cell | tuple] = (), *, base: "KnownValues | None" = None):
        self._root: Node[Leaf] = Node()
        self._numbers: Numbers = {}
        self._forms: dict[str, list[tuple[Cell, bool]]] = {}
        self._key_values: set[str] = set()
        self._by_column: dict[str, set[str]] = {}
        self._added = 0
        self._longest = 0
        self._answers: dict[tuple[str, str, str], str] = {}
        self._answered_at = 0
        self._base = base
        # The seed's layer first: a value that has a reference keeps it.
        self._layers: list[KnownValues] = [*(base._layers if base else ()), self]
        self._add(cells, seed=True)

    def fork(self) -> "KnownValues":
        """A copy for one session: shares what is known here, keeps to itself what it adds."""
        return KnownValues(base=self)

    @property
    def version(self) -> int:
        """Rises with every value added, here or in what this was forked from."""
        # Asked for every string: a sum over a generator would take four times as long.
        return self._added + (self._base.version if self._base is not None else 0)

    @property
    def longest(self) -> int:
        """Characters of the longest value."""
        return max(layer._longest for layer in self._layers)

    def extend(self, cells: Iterable[Cell | tuple]) -> None:
        """Adds cells of rows written since the seed, or values a customer gave."""
        self._add(cells, seed=False)

    def cells(self, kind: PersonalKind, text: str) -> Iterator[Cell]:
        """Whole cells of this kind that are `text`, whatever its case, spaces and separators."""
        return (cell for cell, _ in self._cells(kind, text))

    def holds(self, kind: PersonalKind, text: str) -> bool:
        """Whether a whole cell of this kind is `text`, whatever its case, spaces and separators."""
        return any(True for _ in self.cells(kind, text))

    def reference(self, kind: PersonalKind, text: str, region: str = "US") -> str:
        """The reference to a whole seed cell that rebuilds `text` exactly, or an empty string."""
        asked = (kind, text, region)
        if self._answered_at != self.version or len(self._answers) > _ANSWERS:
            self._answers, self._answered_at = {}, self.version
        if asked not in self._answers:
            written = (
                self._reference(cell, None, text, region)
                for cell, seed in self._cells(kind, text)
                if seed
            )
            self._answers[asked] = next(filter(None, written), "")
        return self._answers[asked]

    def is_key_value(self, token: str) -> bool:
        """Whether a personal column is itself the key of a row, and this its value."""
        return any(token in layer._key_values for layer in self._layers)

    def is_cell(self, column: str, text: str) -> bool:
        """Whether a name that is a common word too (`Brown`) is a whole cell of this column.

        Free text has it all the time; in a field that is called like the column it is the name.
        """
        return any(text in layer._by_column.get(column, ()) for layer in self._layers)

    def columns(self) -> frozenset[str]:
        """The columns in which `is_cell` is true of something."""
        return frozenset().union(*(layer._by_column for layer in self._layers))

    @property
    def has_learned(self) -> bool:
        """Whether anything was added here, beyond the layers below."""
        return self._added > 0

    def may_be_among(self, words: frozenset[str], has_number: bool) -> bool:
        """False only if nothing that was added here is in a text of these (folded) words.

        `has_number`: the text has a run of seven digits. Layers below are not asked.
        """
        # A key that became personal is no id any more, and what it excused may be a find.
        if self._key_values or (has_number and self._numbers):
            return True
        return not words.isdisjoint(self._root.next.keys())

    def number_kind(self, digits: str) -> PersonalKind | None:
        """The kind of a cell that is exactly these digits (7 or more), separators aside."""
        known = (at for at in with_number(self._number_layers(), digits, digits))
        return next((at.cell.kind for at in known if at.digits == digits), None)

    def find(
        self,
        text: str,
        found_runs: list[Run] | None = None,
        region: str = "US",
        words: frozenset[str] | None = None,
    ) -> list[Found]:
        """Every known value in the text, in no order; finds may overlap.

        `words`: those of the text, if somebody has them already.
        """
        hits = list(self._find_words(text, region, words))
        numbers = self._number_layers()
        if numbers:
            for start, end, kind in find_numbers(numbers, text, found_runs or runs(text)):
                value = text[start:end]
                hits.append(found(start, end, kind, value, self.reference(kind, value, region)))
        return hits

    def _add(self, cells: Iterable[Cell | tuple], seed: bool) -> None:
        for given in cells:
            cell = given if isinstance(given, Cell) else Cell(*given)
            if not is_worth_finding(cell.value) or (not seed and self._has(cell)):
                continue
            self._added += 1
            self._longest = max(self._longest, len(cell.value))
            self._forms.setdefault(form(cell.kind, cell.value), []).append((cell, seed))
            if cell.key == cell.value:
                self._key_values.add(cell.key)
            if cell.kind == "name" and is_word_too(cell.value):
                self._by_column.setdefault(cell.column, set()).add(cell.value)
            add_number(self._numbers, cell, seed)
            for leaf in leaves(cell, seed):
                add(self._root, [fold(word) for word in WORD.findall(leaf.text)], leaf)

    def _has(self, cell: Cell) -> bool:
        return any(known.value == cell.value for known, _ in self._cells(cell.kind, cell.value))

    def _cells(self, kind: PersonalKind, text: str) -> Iterator[tuple[Cell, bool]]:
        """Cells of this kind that are this text in some spelling, and whether the seed has them."""
        if kind == "phone":
            for known in with_number(self._number_layers(), text, ascii_digits(text)):
                if known.cell.kind == kind:
                    yield known.cell, known.seed
        wanted = form(kind, text)
        for layer in self._layers:
            yield from layer._forms.get(wanted, ())

    def _number_layers(self) -> list[Numbers]:
        return [layer._numbers for layer in self._layers if layer._numbers]

    def _reference(self, cell: Cell, part: int | None, text: str, region: str) -> str:
        """A key that is itself personal must not show in a reference."""
        is_personal = "@" in cell.key or self.is_key_value(cell.key)
        return "" if is_personal else reference_to(cell, part, text, region)

    def _find_words(self, text: str, region: str, words: frozenset[str] | None) -> Iterator[Found]:
        roots: list[Node] = [layer._root for layer in self._layers if layer._root.next]
        # The words of a text are few, its occurrences of words many: look each word up once.
        words = words_of(text) if words is None and roots else words or frozenset()
        firsts = {word for root in roots for word in words if fold(word) in root.next}
        done = 0
        for word in WORD.finditer(text) if firsts else ():
            if word[0] in firsts and word.start() >= done:
                hit = self._hit(text, roots, word.span(), region)
                if hit:
                    done = hit.end
                    yield hit

    def _hit(
        self, text: str, roots: list[Node], word: tuple[int, int], region: str
    ) -> Found | None:
        for match in matches(roots, text, *word):
            hit = self._best(text, match, region)
            if hit:
                return hit
        return None

    def _best(self, text: str, match: Match, region: str) -> Found | None:
        """The find of the first leaf that fits and can be named, else of the first that fits."""
        unnamed: Found | None = None
        for leaf in match.leaves:
            start, end = with_edges(text, match, leaf)
            if not fits(text, start, end, match, leaf):
                continue
            value = text[start:end]
            reference = self._reference(leaf.cell, leaf.part, value, region) if leaf.seed else ""
            if reference:
                return found(start, end, leaf.cell.kind, value, reference)
            unnamed = unnamed or found(start, end, leaf.cell.kind, value)
        return unnamed
