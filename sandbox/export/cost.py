"""A cost in words."""

from sandbox.domain.money import Cost


def money(cost: Cost) -> str:
    """Dollars as people read them; an unknown cost is "–", never 0."""
    if cost.nano is None:
        return "cost –"
    text = f"${cost.nano / 1e9:.6f}".rstrip("0").rstrip(".")
    return f"≈{text}" if cost.known == "estimated" else text
