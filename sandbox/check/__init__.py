"""One hop on its own, without a session: on the pack's seed world, no model, nothing written."""
