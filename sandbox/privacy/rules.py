"""Filter packs: what is done about each kind of personal data, and why, as tables of data."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from sandbox.domain.personal import Action, PersonalKind, Privacy
from sandbox.privacy.kinds import KINDS

FIXED: Final = frozenset[PersonalKind](("literal",))
"""What a customer typed that looks like a placeholder: it has to become another one."""

Rules = Mapping[PersonalKind, Action]
"""The action for each kind; one that is missing is masked."""


def rules_of(privacy: Privacy) -> Rules:
    """The filter pack's actions with the pack's own over them."""
    return {**filter_actions(privacy.filter), **privacy.kinds}


@cache
def filter_actions(name: str) -> Rules:
    """The actions of a filter pack that ships; none for "". Raises `ValueError` for a bad file."""
    if not name:
        return {}
    text = files("sandbox.privacy.data").joinpath(f"{name}.toml").read_text("utf-8")
    rows = tomllib.loads(text)["kinds"]
    wrong = set(rows) - set(KINDS) | FIXED & set(rows)
    if wrong:
        raise ValueError(f"filter pack {name}: no such kind: {', '.join(sorted(wrong))}")
    return {kind: row["action"] for kind, row in rows.items()}
