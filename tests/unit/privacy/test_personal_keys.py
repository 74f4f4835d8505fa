"""Objects with personal keys: a replay sees surrogates, and numbers them as the session did."""

import random

import pytest

from sandbox.domain.base import JSON
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues
from sandbox.privacy.mask import Mask
from sandbox.privacy.vault import Vault

PHONES = [f"+1 202 555 {number:04d}" for number in range(100, 130)]


def _mask(vault: Vault) -> Mask:
    return Mask(vault, KnownValues(), KeyShapes())


def _nowhere(service: str, table: str, key: str, column: str) -> str | None:
    return None


@pytest.mark.parametrize("seed", range(20))
def test_a_replay_makes_the_same_placeholders_in_the_same_order(seed: int) -> None:
    dice = random.Random(seed)
    phones = dice.sample(PHONES, dice.randrange(2, 14))
    value: JSON = {
        **{phone: {"mail": f"m{at}@private.example", "at": at} for at, phone in enumerate(phones)},
        "note": "no more",
    }
    live = _mask(Vault())
    logged = live.mask(value, 1)
    made = live.vault.take_new()
    # As a log has it: sorted, and with surrogates in the place of what they are for.
    tape = _mask(Vault.rebuild(made, _nowhere))
    read = tape.restore({key: logged[key] for key in sorted(logged)})
    again = _mask(Vault.rebuild(made, _nowhere, seen=False))
    assert again.mask(read, 1) == logged
    assert again.vault.take_new() == made


def test_two_keys_that_are_both_dropped_stay_two() -> None:
    keys = ["sk-abcdefghijklmnopqrstuvwx", "sk-zyxwvutsrqponmlkjihgfedc"]
    masked = _mask(Vault()).mask(dict.fromkeys(keys, 1), 1)
    assert len(masked) == 2
    assert not any(key in str(masked) for key in keys)


def test_a_find_that_the_log_does_not_have_is_a_difference_and_no_error() -> None:
    live = _mask(Vault())
    live.mask({"a": PHONES[0], "b": PHONES[1]}, 1)
    made = live.vault.take_new()
    again = _mask(Vault.rebuild(made, _nowhere, seen=False))
    # Found first in the replay, it takes the number that the log has for another.
    unknown, known = again.mask(["+44 20 7946 0958", made[0].surrogate], 1)
    assert unknown != known
    assert len({unknown, known, again.mask(made[1].surrogate, 1)}) == 3


def test_keys_that_are_unreadable_in_the_same_way_stay_two() -> None:
    keys = (f"a{chr(0xD800 + half)}" for half in range(2))
    masked = _mask(Vault()).mask(dict(zip(keys, (1, 2), strict=True)), 1)
    assert sorted(masked.values()) == [1, 2]
