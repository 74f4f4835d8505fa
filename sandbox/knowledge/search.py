"""Full-text search over a pack's articles: SQLite FTS5 in memory, ranked by BM25."""

import re
import sqlite3
import threading
from collections.abc import Iterable
from typing import Final

from sandbox.domain.hop import Passage
from sandbox.knowledge.chunks import chunks_of
from sandbox.knowledge.stop_words import STOP_WORDS
from sandbox.pack.pack import Article

USED_OVER: Final = 2.8
"""A passage with a lower score is shown to the developer but not to the model."""

NEAR_THE_BEST: Final = 0.5
"""Nor is one that scores below this share of the best."""

_WORD: Final = re.compile(r"\w+")
_MOST_WORDS: Final = 48
_MARK, _END = "\x02", "\x03"
_MARKED: Final = re.compile(f"{_MARK}([^{_END}]*){_END}")

# Weights after bm25's first argument: id (not indexed), title, tags, text.
_FIND: Final = f"""
    SELECT id, title, text, -bm25(passages, 0.0, 3.0, 2.0, 1.0),
           highlight(passages, 1, '{_MARK}', '{_END}') || ' ' ||
           highlight(passages, 2, '{_MARK}', '{_END}') || ' ' ||
           highlight(passages, 3, '{_MARK}', '{_END}')
    FROM passages WHERE passages MATCH ?
"""


class KnowledgeSearch:
    """`ports.Search` over `articles`. The index is built at the first search; any thread may ask.

    Scores are BM25 with its sign flipped (higher is better), rounded to 4 digits.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = tuple(articles)
        self._index: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    def search(self, query: str, limit: int) -> tuple[Passage, ...]:
        """At most `limit` passages, best first, ties by id. No words, no passages."""
        words = query_words(query)
        if not words or limit <= 0:
            return ()
        with self._lock:
            rows = self._ready().execute(_FIND, (_match(words),)).fetchall()
        ranked = sorted(((round(row[3], 4), row) for row in rows), key=lambda r: (-r[0], r[1][0]))
        best = ranked[0][0] if ranked else 0.0
        return tuple(_passage(score, best, row) for score, row in ranked[:limit])

    def _ready(self) -> sqlite3.Connection:
        if self._index is None:
            index = sqlite3.connect(":memory:", check_same_thread=False)
            index.execute(
                "CREATE VIRTUAL TABLE passages USING fts5("
                "id UNINDEXED, title, tags, text,"
                " tokenize = 'porter unicode61 remove_diacritics 2')"
            )
            rows = ((c.id, c.title, c.tags, c.text) for c in chunks_of(self._articles))
            index.executemany("INSERT INTO passages VALUES (?, ?, ?, ?)", rows)
            self._index = index
        return self._index


def query_words(query: str) -> list[str]:
    """The words of a question that say what it is about, each once, in order."""
    words = (word.lower() for word in _WORD.findall(query))
    kept = (word for word in words if word not in STOP_WORDS and len(word) > 1)
    return list(dict.fromkeys(kept))[:_MOST_WORDS]


def _match(words: list[str]) -> str:
    # Each word in quotes is a plain string to FTS5, so nothing in a question is its syntax.
    return " OR ".join(f'"{word}"' for word in words)


def _passage(score: float, best: float, row: tuple[str, str, str, float, str]) -> Passage:
    matched = sorted({word.lower() for word in _MARKED.findall(row[4])})
    used = score >= USED_OVER and score >= best * NEAR_THE_BEST
    why = f"matches {', '.join(matched)}"
    if not used:
        low = score < USED_OVER
        why += f"; {score:.2f} is below {USED_OVER:.2f}" if low else "; far below the best"
    return Passage(id=row[0], title=row[1], text=row[2], score=score, used=used, why=why)
