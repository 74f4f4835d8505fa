"""The result of a tool call as a person writes it anew."""

import json
from typing import TYPE_CHECKING

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.replay.edited import EditedTurn
    from sandbox.settings import Settings


def read_result(text: str) -> JSON:
    """The JSON that was typed. Raises `SandboxError` (code 2) saying where it breaks."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        at = getattr(error, "colno", 1)
        hint = "it is JSON: names and texts in double quotes"
        raise SandboxError(f"the result can't be read at character {at}", hint, code=2) from None


def edited_result(settings: "Settings", name: str, hop: str, text: str) -> "EditedTurn":
    """The turn of `hop` of session `name` with another result. Raises `SandboxError`."""
    from sandbox import wiring
    from sandbox.hub.folder import find_session
    from sandbox.hub.masking import mask_for, new_vault
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log
    from sandbox.privacy.vault import Vault
    from sandbox.replay.edited import edited_turn
    from sandbox.settings import home_folder

    result = read_result(text)
    folder = find_session(home_folder(settings), name)
    session = fold(read_log(folder.log).events)
    pack = wiring.load(settings, session.started.pack if session.started else "")
    vault = Vault.load(folder.vault) if folder.vault.exists() else new_vault(pack)
    return edited_turn(session, hop, result, pack.contracts, mask_for(vault, pack))


def turn_of(edited: "EditedTurn", turn: int | None) -> int:
    """The turn to fork before. Raises `SandboxError` (code 2) where another one is asked for."""
    number = edited.turn.number
    if turn not in (None, number):
        raise SandboxError(
            f"that call is of turn {number}, not of turn {turn}", "leave out --turn", code=2
        )
    return number
