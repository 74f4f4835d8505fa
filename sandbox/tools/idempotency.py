"""The key under which an effect happens once."""

from collections.abc import Mapping

from sandbox.domain.base import JSON
from sandbox.domain.tool import ToolContract
from sandbox.log.codec import digest


def idempotency_key(
    contract: ToolContract, arguments: Mapping[str, JSON], occurrence: int = 0
) -> str:
    """Digest of the tool, the contract's idempotency fields and the occurrence; 32 hex digits.

    No session and no turn, so that a repeat meets the first effect. A contract that names no
    fields is told apart by all its arguments. `arguments` are in masked form.
    """
    names = contract.idempotency or tuple(sorted(arguments))
    fields = {name: _one_spelling(arguments.get(name)) for name in names}
    return digest([contract.name, fields, occurrence])


def _one_spelling(value: JSON) -> JSON:
    """JSON has one kind of number: line 1.0 is line 1, and is paid once."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_one_spelling(item) for item in value]
    if isinstance(value, dict):
        return {name: _one_spelling(item) for name, item in value.items()}
    return value
