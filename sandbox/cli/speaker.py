"""The customer that `--as` names."""

from collections.abc import Collection

from sandbox.domain.faults import SandboxError
from sandbox.pack.finding import nearest


def check_speaker(customer: str | None, known: Collection[str], table: str) -> None:
    """Raises `SandboxError` (code 2) for a customer who is not in the seed of the pack."""
    if customer is None or customer == "nobody" or customer in known:
        return
    near = nearest(customer, known) if known else ""
    some = near if near.startswith("did") else f"for example {min(known)}" if known else ""
    hint = f"{some}; the table {table} in rows/ of the pack has all" if some else ""
    raise SandboxError(f"there is no customer {customer[:40]} in the seed", hint, code=2)
