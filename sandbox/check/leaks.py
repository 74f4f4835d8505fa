"""`check leaks`: canaries planted in a pack's rows and in messages, and where they come out again."""  # noqa: E501

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sandbox.domain.faults import SandboxError
from sandbox.hub.masking import mask_for, new_vault
from sandbox.log.recording import SUFFIX, read_recording
from sandbox.pack.pack import Pack
from sandbox.privacy.canary import Canary, Leak, canaries, leaks, row_canary, said_canaries
from sandbox.replay.sweep_actors import words_by_turn

_OTHERS: Final = 2
"""Customers who say nothing and have canaries too: what is theirs must not be said to others."""
_SAID: Final = 9_001
"""Ordinal of the canaries of messages; those of rows count from 1."""


@dataclass(frozen=True)
class Talk:
    """The customer's side of one conversation. `customer` is None for the pack's own."""

    name: str
    messages: tuple[str, ...]
    customer: str | None = None


@dataclass(frozen=True)
class Planted:
    """A pack whose rows hold canaries, all canaries, and the message that says those of messages."""  # noqa: E501

    pack: Pack
    canaries: tuple[Canary, ...]
    message: str


def recorded_talks(pack: Pack) -> list[Talk]:
    """What customers say in the pack's recordings, one conversation each, in order of their names.

    Values that a recording has not kept are the surrogates in their place.
    """
    talks = []
    for path in sorted((pack.root / "recordings").glob(f"*{SUFFIX}")):
        recording = read_recording(path)
        mask = mask_for(new_vault(pack), pack)
        said = words_by_turn(recording.log.events, mask)
        started = next((at for at in recording.log.events if at.kind == "session_started"), None)
        customer = started.principal.customer or "nobody" if started else None  # pyright: ignore
        messages = tuple(said[turn].reveal() for turn in sorted(said))
        if messages:
            talks.append(Talk(recording.name, messages, customer))
    return talks


def planted(pack: Pack, talks: Iterable[Talk]) -> Planted:
    """Canaries in the rows of those who speak and of two others, and in one message.

    Raises `SandboxError` (code 2) for a pack without a personal column in these rows.
    """
    table = pack.tables[pack.customer_table]
    keys = [str(row[table.key]) for row in pack.rows[table.name]]
    speak = {talk.customer or pack.principal.customer for talk in talks}
    chosen = speak | set([key for key in keys if key not in speak][:_OTHERS])
    made: list[Canary] = []
    rows = {
        name: tuple(_with_canaries(pack, name, row, chosen, made) for row in of_table)
        for name, of_table in pack.rows.items()
    }
    if not made:
        raise SandboxError(
            f"pack {pack.name} marks no column of its customers `personal:`",
            "without it nothing of theirs is known as personal: docs/personal-data.md",
            code=2,
        )
    said = (*canaries(_SAID), *said_canaries(_SAID))
    return Planted(replace(pack, rows=rows), (*made, *said), _message(said))


def _with_canaries(
    pack: Pack, name: str, row: Mapping[str, Any], chosen: set[str], made: list[Canary]
) -> dict[str, Any]:
    """The row with a canary in each personal cell, if it belongs to one of `chosen`."""
    table = pack.tables[name]
    owner = table.key if name == pack.customer_table else table.owner
    if not owner or str(row.get(owner)) not in chosen:
        return dict(row)
    changed = dict(row)
    for column in table.columns[1:]:
        is_plain = column.type == "text" and not column.references and not column.choices
        if column.personal and is_plain and row.get(column.name):
            canary = row_canary(column.personal, len(made) + 1)
            made.append(canary)
            changed[column.name] = canary.value
    return changed


def _message(said: Iterable[Canary]) -> str:
    words = {
        "name": "My name is {}",
        "address": "I live at {}",
        "birth_date": "I was born on {}",
        "national_id": "my social security number is {}",
        "key": "and my key is {}",
    }
    return (
        ". ".join(words.get(at.kind, f"my {at.kind} is {{}}").format(at.value) for at in said) + "."
    )


def place_of(line: str) -> str:
    """Where a line of a log stands: the turn, the hop and the event, or that it is a blob."""
    event = json.loads(line)
    kind = event.get("kind", "")
    if kind == "blob":
        return "a text of the prompt or a tool (blob)"
    hop = (
        event.get("output", {}).get("hop", "") if kind == "hop_finished" else event.get("name", "")
    )
    turn = f"turn {event['turn']}, " if event.get("turn") else ""
    return f"{turn}{hop + ', ' if hop else ''}{kind}"


def text_leaks(sink: str, text: str, of: tuple[Canary, ...]) -> list[Leak]:
    """The canaries in a text, by the name of what it is."""
    return [leak.model_copy(update={"sink": sink}) for leak in leaks(text, of)]
