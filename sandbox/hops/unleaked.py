"""A reply never quotes the agent's instructions, and holds no run of letters that hides something.

Lines of the pack's prompts are compared word by word; what is encoded (base64, hex) can't be read,
so a run that is longer than any id or tracking number is not shown at all.
"""

import re
from functools import lru_cache
from typing import Final

from sandbox.hops.links import URL
from sandbox.pack.pack import Pack

INSTRUCTION: Final = "[instruction]"
ENCODED: Final = "[encoded text]"
_RUN: Final = re.compile(r"(?<![\w+/=-])(?=[\w+/=-]*\d|[\w+/=-]*[A-Z][a-z])[A-Za-z0-9+/=_-]{40,}")
_LONG: Final = 40
"""Letters; no id or tracking number is longer."""
_PLAIN: Final = re.compile(r"[A-Z]?[a-z]*|[A-Z]+|\d+")
"""A part of a name: a word or a number."""
_TEMPLATE: Final = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_WORD: Final = re.compile(r"[^\W_]+")
_ROW: Final = 9
"""Words in a row that are no accident."""


def unleaked(text: str, pack: Pack) -> tuple[str, tuple[str, ...]]:
    """`text` without instructions and encoded runs, and what was taken out.

    The addresses in `text` are those that `neutral` let stand.
    """
    gone: list[str] = []
    if _RUN.search(text):
        text, hidden_runs = _without_runs(text)
        gone += hidden_runs
    rows = _rows_of(tuple(template.text for template in pack.templates.values()))
    words = list(_WORD.finditer(text))
    hidden: list[tuple[int, int]] = []
    for at in range(len(words) - _ROW + 1):
        if " ".join(one[0].lower() for one in words[at : at + _ROW]) in rows:
            start, end = words[at].start(), words[at + _ROW - 1].end()
            if hidden and start <= hidden[-1][1]:
                hidden[-1] = (hidden[-1][0], end)
            else:
                hidden.append((start, end))
    for start, end in reversed(hidden):
        gone.append("instructions")
        text = f"{text[:start]}{INSTRUCTION}{text[end:]}"
    return text, tuple(dict.fromkeys(gone))


def _without_runs(text: str) -> tuple[str, list[str]]:
    addresses = [found.span() for found in URL.finditer(text)]
    gone: list[str] = []

    def hide(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in addresses) or _is_name(found[0]):
            return found[0]
        gone.append("encoded text")
        return ENCODED

    return _RUN.sub(hide, text), gone


def _is_name(run: str) -> bool:
    """Whether it is words and numbers between hyphens or slashes, and no cut-up code."""
    parts = re.split("[/-]", run)
    mixed = [part for part in parts if not _PLAIN.fullmatch(part)]
    return max(map(len, parts)) < _LONG and sum(map(len, mixed)) < _LONG


@lru_cache(maxsize=16)
def _rows_of(texts: tuple[str, ...]) -> frozenset[str]:
    rows: set[str] = set()
    for text in texts:
        for part in _TEMPLATE.split(text):
            words = [one.lower() for one in _WORD.findall(part)]
            rows |= {" ".join(words[at : at + _ROW]) for at in range(len(words) - _ROW + 1)}
    return frozenset(rows)
