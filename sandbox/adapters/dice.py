"""Seeded chance as a pure function of seed and key: nothing to keep, nothing to lose."""

import hashlib


class SeededDice:
    """A stream for each (turn, call position, purpose)."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def roll(self, turn: int, position: int, purpose: str) -> float:
        """A number in 0 ≤ x < 1 from 53 bits of BLAKE2b over seed and key."""
        key = f"{self._seed}:{turn}:{position}:{purpose}".encode()
        bits = int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big") >> 11
        return bits / (1 << 53)
