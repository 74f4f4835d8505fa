"""How long models took when they were last called, from the index of past sessions."""

from dataclasses import dataclass
from typing import Final

from sandbox.domain.turn import HUMAN
from sandbox.log.index import SessionIndex

_NEWEST: Final = """
    SELECT t.model, u.first_token_ns, u.ns, t.began
    FROM t_usage u JOIN t_turn t USING (session, turn)
    WHERE u.fault IS NULL AND u.ns IS NOT NULL AND u.model <> ?
    ORDER BY t.began, u.session, u.turn, u.hop, u.attempt"""


@dataclass(frozen=True)
class Latency:
    """Of the last call that was answered: seconds to the first token, and in all; when (UTC)."""

    first: float | None
    whole: float
    when: str


def latencies(index: SessionIndex) -> dict[str, Latency]:
    """By the name under which a turn asked for the model; what a person answered is no model's."""
    return {
        row["model"]: Latency(
            first=None if row["first_token_ns"] is None else row["first_token_ns"] / 1e9,
            whole=row["ns"] / 1e9,
            when=row["began"],
        )
        for row in index.select(_NEWEST, (HUMAN,))
    }
