"""Texts about a session without the personal values in them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession


def masked(texts: list[str], live: "LiveSession") -> list[str]:
    """`texts` with placeholders: the session's for what it has masked, others for what is found.

    The session's own vault learns nothing of it.
    """
    from sandbox.hub.masking import mask_for, new_vault

    known = sorted(live.parts.mask.vault.pairs(), key=lambda pair: -len(pair[1]))
    mask = mask_for(new_vault(live.pack), live.pack)
    found: list[str] = []
    for text in texts:
        for entry, value in known:
            if value and entry.kind != "literal":
                text = text.replace(value, entry.text)  # noqa: PLW2901
        found.append(str(mask.mask(text, 0)))
    return found
