"""What a message is about, without the row that it names beside it."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from sandbox.domain.schema import Table

_BEFORE = r"(?:^|[,;:.!?(\n\"“–-])\s*"
_LEAD = r"(?:(?:and|it's|it|is|was|about|for|from|re|regarding|with|my|the|this)\s+)*"
_SIGN = r"(?:\s*(?:number|no\.?|nr\.?|id|is|[:#]))*\s*"
_WORD = re.compile(r"[^\W\d_]{3}")
_AFTER = r"\s*(?=$|[,;:.!?)\n\"”–-])"


def topic(text: str, tables: Mapping[str, Table]) -> str:
    """`text` without a row that is named beside the sentence, as in "it broke, order 10042".

    That says which one, not what is wanted: "order" would speak for whatever is asked of orders.
    Where the row is part of the sentence ("where is my order 10042?") nothing is taken out.
    """
    found = _pattern(tuple(sorted(_names(tables.values()))))
    rest = found.sub(" ", text) if found else text
    return rest.strip(' ,;:.!?()"“”-') if rest != text and _WORD.search(rest) else text


def _names(tables: Iterable[Table]) -> Iterable[tuple[str, str]]:
    return ((table.noun, table.prefix) for table in tables if table.noun and table.digits)


@lru_cache(maxsize=16)
def _pattern(names: tuple[tuple[str, str], ...]) -> re.Pattern[str] | None:
    if not names:
        return None
    rows = "|".join(
        rf"{re.escape(noun)}s?{_SIGN}(?:{re.escape(prefix)})?\d{{2,}}" for noun, prefix in names
    )
    keys = "|".join(rf"#?{re.escape(prefix)}\d{{2,}}" for _, prefix in names if prefix)
    either = f"(?:{rows}|{keys})" if keys else f"(?:{rows})"
    return re.compile(f"{_BEFORE}{_LEAD}{either}{_AFTER}", re.IGNORECASE)
