"""A reply never quotes the agent's instructions, and holds no run of letters that hides something.

Lines of the pack's prompts are compared word by word; what is encoded (base64, hex) can't be read,
so a run that is longer than any id or tracking number is not shown at all.
"""

import re
from functools import lru_cache
from typing import Final

from sandbox.pack.pack import Pack

INSTRUCTION: Final = "[instruction]"
ENCODED: Final = "[encoded text]"
_RUN: Final = re.compile(r"(?<![\w+/=-])(?=[\w+/=-]*\d|[\w+/=-]*[A-Z][a-z])[A-Za-z0-9+/=_-]{40,}")
_TEMPLATE: Final = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_WORD: Final = re.compile(r"[^\W_]+")
_ROW: Final = 9
"""Words in a row that are no accident."""


def unleaked(text: str, pack: Pack) -> tuple[str, tuple[str, ...]]:
    """`text` without instructions and encoded runs, and what was taken out."""
    gone: list[str] = []
    if _RUN.search(text):
        text = _RUN.sub(lambda found: gone.append("encoded text") or ENCODED, text)
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


@lru_cache(maxsize=16)
def _rows_of(texts: tuple[str, ...]) -> frozenset[str]:
    rows: set[str] = set()
    for text in texts:
        for part in _TEMPLATE.split(text):
            words = [one.lower() for one in _WORD.findall(part)]
            rows |= {" ".join(words[at : at + _ROW]) for at in range(len(words) - _ROW + 1)}
    return frozenset(rows)
