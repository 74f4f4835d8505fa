"""redact: puts placeholders in the place of personal data. Fails closed."""

from sandbox.domain.hop import RedactOutput
from sandbox.domain.text import RawText
from sandbox.privacy.mask import Mask


def redact(raw: RawText, mask: Mask, turn: int) -> RedactOutput:
    """The customer's words with placeholders, and where each stands."""
    redaction = mask.redact(raw.reveal(), turn)
    return RedactOutput(text=redaction.text, spans=redaction.spans)
