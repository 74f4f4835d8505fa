"""`check redact`: what of a text is personal, and the text without it."""

from sandbox.domain.base import JSON
from sandbox.hub.masking import mask_for, new_vault
from sandbox.pack.pack import Pack


def redacted(text: str, pack: Pack) -> dict[str, JSON]:
    """`{"masked", "spans": [{"start", "end", "kind", "rule"}]}`, offsets into `text`.

    Each text on its own: placeholders count from 1 again.
    """
    redaction = mask_for(new_vault(pack), pack).redact(text, 1)
    spans: list[JSON] = [
        {"start": one.start, "end": one.end, "kind": one.kind, "rule": one.rule}
        for one in redaction.found
    ]
    return {"masked": redaction.text, "spans": spans}
