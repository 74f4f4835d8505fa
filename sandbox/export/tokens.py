"""Tokens in words. What nobody told is "–", never 0; a sum without it is told with "≥"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    # The screen's first frame comes before the domain.
    from sandbox.domain.base import JSON
    from sandbox.domain.money import Used
    from sandbox.domain.turn import Totals

UNKNOWN: Final = "–"


def sign(estimated: bool, untold: int) -> str:
    """What stands before a sum: ≥ where a part of it is not known, ≈ where one is an estimate."""
    return ("≥" if untold else "") + ("≈" if estimated else "")


def amounts(used: Used) -> tuple[str, str]:
    """Of input and output, to the last token: `≈1,204`, `≥812`, `–`."""
    if used.unknown:
        return UNKNOWN, UNKNOWN
    before = sign(used.estimated, used.untold)
    return f"{before}{used.input:,}", f"{before}{used.output:,}"


def in_and_out(used: Used) -> str:
    """`≈1,204 in 40 out`, the sign before the first as it is for both."""
    given, output = amounts(used)
    return f"{given} in {output.lstrip('≥≈')} out"


def totals_data(totals: Totals, used: Used) -> dict[str, JSON]:
    """Totals as JSON; tokens that nobody told are null, and `tokens_untold` counts their calls."""
    data = totals.model_dump(mode="json") | {"tokens_untold": used.untold}
    return data | ({"input_tokens": None, "output_tokens": None} if used.unknown else {})
