"""Keys of digests, from the system's own source of chance."""

import secrets

_BYTES = 32


def new_key() -> bytes:
    """32 bytes that nobody can guess; for one session, kept in its vault."""
    return secrets.token_bytes(_BYTES)
