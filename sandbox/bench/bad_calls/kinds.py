"""Which rules belong to which kind of mistake, and what is reached for each."""

import random
from collections.abc import Mapping
from typing import Final

from sandbox.bench.bad_calls import choices, forms, held_out, held_out_forms, ids, names, values
from sandbox.bench.bad_calls.corpus import Arguments, Call
from sandbox.bench.bad_calls.traps import TRAPS
from sandbox.bench.bad_calls.values import Changed

MENDABLE: Final[Mapping[str, Mapping[str, Changed]]] = {
    "renamed": names.RENAMED,
    "miscased": names.MISCASED,
    "wrong type": values.TYPES,
    "flattened or wrapped": forms.FLATTENED,
    "near choice": choices.ENUMS,
    "id": ids.IDS,
    "broken JSON": forms.BROKEN,
    "leaked syntax": forms.LEAKED,
}
HELD_OUT: Final[Mapping[str, Mapping[str, Changed]]] = {
    "renamed": held_out.NAMES,
    "wrong type": held_out.TYPES,
    "flattened or wrapped": held_out_forms.FLATTENED,
    "near choice": held_out.ENUMS,
    "id": held_out.IDS,
    "broken JSON": held_out_forms.BROKEN,
    "leaked syntax": held_out_forms.LEAKED,
}
TARGETS: Final = {
    "renamed": 95,
    "miscased": 95,
    "wrong type": 95,
    "flattened or wrapped": 95,
    "near choice": 85,
    "id": 80,
}
"""Percent mended without a model."""
OVERALL: Final = 80
TRUNCATED: Final = forms.TRUNCATED
_AT_ONCE: Final = ("renamed", "miscased", "wrong type", "near choice", "id")
_LAST: Final = "flattened or wrapped"


def _several(count: int, wrapped: bool) -> Changed:
    """So many mistakes of different kinds in one call, the wrapping last."""

    def mutate(call: Call, dice: random.Random) -> object:
        arguments: Arguments = call.arguments
        made = 0
        for kind in dice.sample(_AT_ONCE, len(_AT_ONCE)):
            if made == count:
                break
            rule = dice.choice(list(MENDABLE[kind].values()))
            found = rule(Call(call.contract, arguments), dice)
            if isinstance(found, dict) and found != arguments:
                arguments, made = found, made + 1
        if made < count:
            return None
        if not wrapped:
            return arguments
        return dice.choice(list(MENDABLE[_LAST].values()))(Call(call.contract, arguments), dice)

    return mutate


MIXED: Final[Mapping[str, Changed]] = {
    "two mistakes": _several(2, False),
    "three mistakes": _several(3, False),
    "two mistakes, wrapped": _several(2, True),
}
__all__ = ["HELD_OUT", "MENDABLE", "MIXED", "OVERALL", "TARGETS", "TRAPS", "TRUNCATED"]
