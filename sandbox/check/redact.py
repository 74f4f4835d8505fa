"""`check redact`: what of a text is personal, and the text without it."""

from sandbox.domain.base import JSON
from sandbox.hub.masking import mask_for, new_vault
from sandbox.pack.pack import Pack


def redacted(text: str, pack: Pack) -> dict[str, JSON]:
    """`{"masked", "spans": [{"start", "end", "kind", "rule"}]}`, offsets into `text`.

    Each text on its own: placeholders count from 1 again. A span that is not just masked says what
    its `action` is: hash or drop.
    """
    mask = mask_for(new_vault(pack), pack)
    redaction = mask.redact(text, 1)
    spans: list[JSON] = []
    for one in redaction.found:
        span: dict[str, JSON] = one.model_dump(include={"start", "end", "kind", "rule"})
        action = "drop" if one.kind == "secret" else mask.rules.get(one.kind, "mask")
        spans.append({**span, "action": action} if action in ("hash", "drop") else span)
    return {"masked": redaction.text, "spans": spans}
