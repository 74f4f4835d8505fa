"""Runs an imported conversation through the hub, its tools for real, and holds it to its file."""

from collections.abc import Iterator
from itertools import repeat
from typing import cast

from sandbox.domain.base import JSON
from sandbox.domain.hop import ParseOutput
from sandbox.hops.window import result_of
from sandbox.hub.live import LiveSession
from sandbox.imports.actor import PREFIX, TranscriptModel
from sandbox.imports.conversations import Answer, Conversation, Spoken
from sandbox.imports.played import CallDifference, Played
from sandbox.imports.state import Tables, state_of
from sandbox.imports.step_ins import step_ins
from sandbox.imports.told import Differing, differences
from sandbox.imports.wanted import Wanted
from sandbox.log.fold import Hop, Turn


async def play(conversation: Conversation, live: LiveSession) -> Played:
    """Says every turn in the fresh session `live`, the recorded model answering."""
    world = cast(Tables, live.parts.ports.rows)
    actor = TranscriptModel(conversation.model)
    live.parts.model_for = lambda name: actor
    live.switch_model(f"{PREFIX}{conversation.model}")
    played = Played(conversation.id, conversation.line, conversation.model)
    played.notes += conversation.notes
    wanted = Wanted.of(conversation.data)
    before = state_of(world) if wanted.diffs else {}
    for spoken in conversation.turns:
        actor.begin(spoken)
        await live.send(spoken.words)
        _hold(spoken, actor, live, played)
    if wanted.given:
        played.as_recorded, played.as_task = wanted.against(before, state_of(world))
    return played


def _hold(spoken: Spoken, actor: TranscriptModel, live: LiveSession, played: Played) -> None:
    """Compares the turn that has just ended with the transcript's."""
    turn = live.session.turns[-1]
    played.turns += 1
    played.step_ins += step_ins(turn)
    told = [*_told(turn), *repeat(None, len(spoken.answers))]
    number = 0
    for answer, results in zip(spoken.answers, told, strict=False):
        for call, recorded in zip(answer.calls, answer.results, strict=True):
            number += 1
            played.calls += 1
            if recorded is None:
                played.without_result += 1
            elif results is None:
                played.unplayed += 1
            elif fields := _fields(recorded, results[call.position], live):
                found = CallDifference(turn.number, number, call.tool, fields)
                played.differing.append(found)
            else:
                played.equal += 1
    _note_ends(spoken, actor, turn, played)


def _fields(recorded: str, masked: JSON, live: LiveSession) -> tuple[Differing, ...]:
    """Where a result is not the recorded one, masked; () when they are equal."""
    # An export of ours is masked as the log is here; other files hold real values.
    found = differences(recorded, live.restore(masked))
    if not found or not differences(recorded, masked):
        return ()
    mask, turn = live.parts.mask, len(live.session.turns)
    return tuple(
        Differing(one.pointer, mask.mask(one.expected, turn), mask.mask(one.got, turn))
        for one in found
    )


def _told(turn: Turn) -> Iterator[list[JSON]]:
    """For each reply with calls, and each without, what the model was told of its calls."""
    parses = [i for i, hop in enumerate(turn.hops) if isinstance(hop.output, ParseOutput)]
    for start, end in zip(parses, [*parses[1:], len(turn.hops)], strict=True):
        yield _results(turn.hops[start:end])


def _results(hops: list[Hop]) -> list[JSON]:
    parsed = hops[0].output
    calls = parsed.calls if isinstance(parsed, ParseOutput) else ()
    return [result_of(call.position, hops) for call in calls]


def _note_ends(spoken: Spoken, actor: TranscriptModel, turn: Turn, played: Played) -> None:
    left = len(spoken.answers) - actor.played
    if left:
        played.notes.append(f"turn {turn.number}: {left} answers of the transcript were not played")
    last: Answer | None = spoken.answers[-1] if spoken.answers else None
    if actor.asked_more and (last is None or last.calls):
        played.notes.append(f"turn {turn.number}: the transcript ends without a reply")
    elif actor.asked_more:
        played.notes.append(f"turn {turn.number}: the hub asked for more than the transcript has")
