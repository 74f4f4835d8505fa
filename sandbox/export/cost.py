"""A cost in words."""

from sandbox.domain.money import Cost


def money(cost: Cost) -> str:
    """Dollars as people read them; an unknown cost is "–", never 0."""
    return "cost –" if cost.nano is None else amount(cost)


def amount(cost: Cost) -> str:
    """The same in a column that says what it is."""
    if cost.nano is None:
        return "–"
    text = f"${cost.nano / 1e9:.6f}".rstrip("0").rstrip(".")
    # What rounds to nothing is not nothing.
    text = "<$0.000001" if cost.nano and text == "$0" else text
    return f"≈{text}" if cost.known == "estimated" else text
