"""Full-text search over a pack's articles: SQLite FTS5 in memory, ranked by BM25."""

import re
import sqlite3
import threading
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from sandbox.domain.hop import Passage
from sandbox.domain.knowledge import ANYBODY, DEFAULT, Knowledge, Scope
from sandbox.knowledge.chunks import chunks_of
from sandbox.knowledge.filters import left_out
from sandbox.knowledge.stop_words import STOP_WORDS
from sandbox.pack.pack import Article

MOST_LEFT_OUT: Final = 2
"""Passages that are shown to the developer although their article is not for this customer."""

_FEW: Final = 24
"""Passages from which on BM25 can tell a rare word from a common one by counting alone.

In an index of one or two passages each word is in half of them, and none would weigh anything.
Smaller ones are filled up with passages about nothing, as if the rest were yet to be written.
"""

_WORD: Final = re.compile(r"\w+")
_MOST_WORDS: Final = 48
_MARK, _END = "\x02", "\x03"
_MARKED: Final = re.compile(f"{_MARK}([^{_END}]*){_END}")

_FIND: Final = f"""
    SELECT id, title, shown, -bm25(passages, 0.0, ?, ?, ?, ?),
           highlight(passages, 1, '{_MARK}', '{_END}') || ' ' ||
           highlight(passages, 2, '{_MARK}', '{_END}') || ' ' ||
           highlight(passages, 3, '{_MARK}', '{_END}') || ' ' ||
           highlight(passages, 4, '{_MARK}', '{_END}'), article
    FROM passages WHERE passages MATCH ? AND id != ''
"""


class KnowledgeSearch:
    """`ports.Search` over `articles`. The index is built at the first search; any thread may ask.

    Scores are BM25 with its sign flipped (higher is better), rounded to 4 digits.
    """

    def __init__(self, articles: Iterable[Article], knowledge: Knowledge = DEFAULT) -> None:
        self._articles = {article.id: article for article in articles}
        self._knowledge = knowledge
        self._index: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    def search(self, query: str, limit: int, scope: Scope = ANYBODY) -> tuple[Passage, ...]:
        """At most `limit` passages, best first, ties by id; then some that `scope` leaves out.

        No words, no passages.
        """
        words = query_words(query)
        if not words or limit <= 0:
            return ()
        weights = self._knowledge.weights
        counts = (weights.title, weights.headings, weights.tags, weights.body)
        with self._lock:
            rows = self._ready().execute(_FIND, (*counts, _match(words))).fetchall()
        ranked = sorted(((round(row[3], 4), row) for row in rows), key=lambda r: (-r[0], r[1][0]))
        here: list[Passage] = []
        elsewhere: list[Passage] = []
        best = 0.0
        for score, row in ranked:
            why = left_out(self._articles[row[5]], scope)
            best = best or (0.0 if why else score)
            passage = _passage(score, best, row, self._knowledge, why)
            (elsewhere if why else here).append(passage)
        likely = (one for one in elsewhere if one.score >= self._knowledge.used_over)
        return (*here[:limit], *islice(likely, MOST_LEFT_OUT))

    def _ready(self) -> sqlite3.Connection:
        if self._index is None:
            index = sqlite3.connect(":memory:", check_same_thread=False)
            index.execute(
                "CREATE VIRTUAL TABLE passages USING fts5("
                "id UNINDEXED, title, headings, tags, body, shown UNINDEXED, article UNINDEXED,"
                " tokenize = 'porter unicode61 remove_diacritics 2')"
            )
            rows = [
                (c.id, c.title, c.headings, c.tags, c.body, c.text, c.article)
                for c in chunks_of(self._articles.values())
            ]
            rows += _filler(rows)
            index.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            self._index = index
        return self._index


def _filler(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """As many passages of the usual length as are missing from `_FEW`."""
    if not rows:
        return []
    words = sum(len(_WORD.findall(" ".join(row[1:5]))) for row in rows) // len(rows)
    return [("", "", "", "", "filler " * words, "", "")] * max(0, _FEW - len(rows))


def query_words(query: str) -> list[str]:
    """The words of a question that say what it is about, each once, in order."""
    words = (word.lower() for word in _WORD.findall(query))
    kept = (word for word in words if word not in STOP_WORDS and len(word) > 1)
    return list(dict.fromkeys(kept))[:_MOST_WORDS]


def _match(words: list[str]) -> str:
    # Each word in quotes is a plain string to FTS5, so nothing in a question is its syntax.
    return " OR ".join(f'"{word}"' for word in words)


def _passage(
    score: float, best: float, row: tuple[Any, ...], knowledge: Knowledge, left: str
) -> Passage:
    matched = sorted({word.lower() for word in _MARKED.findall(row[4])})
    low = score < knowledge.used_over
    used = not (left or low) and score >= best * knowledge.near
    why = f"matches {', '.join(matched)}"
    if left:
        why += f"; {left}"
    elif low:
        why += f"; {score:.2f} is below {knowledge.used_over:.2f}"
    elif not used:
        why += "; far below the best"
    return Passage(id=row[0], title=row[1], text=row[2], score=score, used=used, why=why)
