"""What a person did at the stops of a turn, from the log: nobody is asked again."""

import asyncio
from collections import Counter

from sandbox.domain.step import Place, Spot, StepAct, Stop
from sandbox.log.event import Event, HopStarted, StepActed, StepStopped
from sandbox.log.fold import Turn
from sandbox.log.steps import act_words
from sandbox.privacy.mask import Mask
from sandbox.replay.answers import not_there
from sandbox.replay.divergence import Difference
from sandbox.replay.tape import Interrupted, Tape

Where = tuple[str, str, int]
"""A hop by name, subject, and which of these in its turn it is, from 1."""


class TapeStepper:
    """Stops where the tape stops, and says what the tape says."""

    def __init__(self, tape: Tape, mask: Mask) -> None:
        self._tape = tape
        self._mask = mask

    def wants(self, spot: Spot) -> str:
        event = self._tape.peek() if spot.number else self._ahead(spot)
        if isinstance(event, StepStopped) and event.place == spot.place:
            return event.spec
        return ""

    async def stop(self, stop: Stop) -> StepAct:
        event = self._tape.peek()
        if isinstance(event, StepActed):
            return read_act(event, self._mask)
        if event is None:
            # The last thing on the tape of a turn that a crash cut. It is not gone on with unasked.
            raise Interrupted
        raise not_there(self._tape, f"what a person did {stop.spot.words}")

    def _ahead(self, spot: Spot) -> Event | None:
        """The event that follows the start of the hop which `spot` will be in."""
        events = self._tape.events
        for at in range(self._tape.cursor, len(events) - 1):
            event = events[at]
            if event.turn != spot.turn:
                return None
            if isinstance(event, HopStarted) and (event.name, event.call) == (spot.name, spot.call):
                return events[at + 1]
        return None


def tape_stepper(tape: Tape, mask: Mask) -> TapeStepper | None:
    """None for a tape without a stop, which then costs nothing."""
    stopped = any(isinstance(event, StepStopped) for event in tape.events)
    return TapeStepper(tape, mask) if stopped else None


class TurnStepper:
    """Does again what a person changed in `turn`, at the hop of the same name, subject and count.

    For a run whose hops may be others. `left`: what has found no such hop so far, None for a stop
    at which the turn ended. Where it was only gone on, that is done again too: reads that were
    stopped at ran one after the other.
    """

    def __init__(self, turn: Turn, mask: Mask) -> None:
        self._mask = mask
        self._seen = Counter[tuple[str, str]]()
        self._queued = Counter[tuple[str, str]]()
        self._now = ("", 0)
        self.left: dict[tuple[Where, Place], StepActed | None] = {}
        self._cancelled = turn.finished is not None and turn.finished.outcome == "cancelled"
        counts = Counter[tuple[str, str]]()
        for hop in turn.hops:
            counts[hop.name, hop.subject] += 1
            where = (hop.name, hop.subject, counts[hop.name, hop.subject])
            place: Place = "before"
            for event in hop.events:
                if isinstance(event, StepStopped):
                    place = event.place
                    self.left[where, place] = None
                elif isinstance(event, StepActed):
                    self.left[where, place] = event

    def wants(self, spot: Spot) -> str:
        key = (self._where(spot), spot.place)
        return f"{spot.place}:{spot.name}" if key in self.left else ""

    async def stop(self, stop: Stop) -> StepAct:
        act = self.left.pop((self._where(stop.spot), stop.spot.place))
        if act is None:
            raise asyncio.CancelledError if self._cancelled else Interrupted
        return read_act(act, self._mask)

    def missed(self, turn: int) -> list[Difference]:
        """The changes that came to nothing, because the hop they were made at did not come."""
        return [
            Difference(
                turn=turn,
                hop=f"{name} {subject}".rstrip(),
                kind="step_acted",
                pointer="",
                expected=act_words(act),
                got=f"it did not come to {place} {name} number {count}",
            )
            for ((name, subject, count), place), act in self.left.items()
            if act is not None and act.action != "go_on"
        ]

    def _where(self, spot: Spot) -> Where:
        pair = (spot.name, spot.subject)
        if not spot.number:
            # Asked ahead, as others may have been that are not open yet either.
            self._queued[pair] += 1
            return (*pair, self._seen[pair] + self._queued[pair])
        if spot.hop != self._now[0]:
            self._seen[pair] += 1
            self._queued[pair] = max(0, self._queued[pair] - 1)
            self._now = (spot.hop, self._seen[pair])
        return (*pair, self._now[1])


def turn_stepper(turn: Turn, mask: Mask) -> TurnStepper | None:
    """None for a turn that nobody stopped."""
    events = (event for hop in turn.hops for event in hop.events)
    stopped = any(isinstance(event, StepStopped) for event in events)
    return TurnStepper(turn, mask) if stopped else None


def read_act(event: StepActed, mask: Mask) -> StepAct:
    """The act as the person made it, real values put back."""
    after = mask.restore(event.after) if event.action == "edit" else None
    reason = str(mask.restore(event.reason))
    return StepAct(action=event.action, by=str(mask.restore(event.by)), value=after, reason=reason)
