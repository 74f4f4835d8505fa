"""How one tool path stands to another, in words."""

from collections.abc import Sequence
from difflib import SequenceMatcher


def path_words(base: Sequence[str], arm: Sequence[str]) -> str:
    """`same`; or `no: +get_order, -issue_refund`, in the order of the session."""
    if list(base) == list(arm):
        return "same"
    told: list[str] = []
    matcher = SequenceMatcher(None, list(base), list(arm), autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            told += [f"-{tool}" for tool in base[i1:i2]] + [f"+{tool}" for tool in arm[j1:j2]]
    return f"no: {', '.join(told)}"
