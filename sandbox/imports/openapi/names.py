"""Names as people write them: `petId`, `pet_id` and `PetID` are one."""

import re
from collections.abc import Mapping
from typing import Any


def plural(word: str) -> str:
    """`pet` → `pets`; a word that ends in s stays."""
    if word.endswith("s"):
        return word
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("x", "ch", "sh")) else f"{word}s"


def singular(word: str) -> str:
    """`pets` → `pet`."""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def key_of(shape: Mapping[str, Any], noun: str, parameter: str) -> str:
    """The property that a path parameter names, "" for none."""
    names = {norm(name): name for name in shape.get("properties", ())}
    wanted, short = norm(parameter), norm(parameter).removeprefix(norm(noun))
    candidates = [wanted, short, f"{norm(noun)}{wanted}"]
    if wanted.endswith("id"):
        candidates.append("id")
    return next((names[one] for one in candidates if one and one in names), "")


def like(name: str, shape: Mapping[str, Any]) -> str | None:
    """The property called as a parameter, however it is written."""
    names = {norm(prop): prop for prop in shape.get("properties", ())}
    return names.get(norm(name))


def norm(name: str) -> str:
    """Letters and digits, small."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
