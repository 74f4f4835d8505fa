"""`sandbox sessions mark` and `rename`: what a person says of a session."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sandbox.cli import complete, options, output
from sandbox.cli.annotating import annotate_session
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.hub.annotate import Say
    from sandbox.log.event import Event
    from sandbox.log.fold import Session

_OUTCOMES = ("resolved", "handed_off", "abandoned", "failed")


def mark(
    session: options.Session,
    judgement: Annotated[
        Literal["good", "bad", "none"] | None,
        typer.Argument(
            metavar="[good|bad|none]",
            help="Your judgement of the turn; none takes a mark away.",
            autocompletion=complete.words("good", "bad", "none"),
            show_default=False,
        ),
    ] = None,
    turn: Annotated[int, typer.Option(metavar="N", help="Number of the turn; else the last.")] = 0,
    outcome: Annotated[
        Literal["resolved", "handed_off", "abandoned", "failed"] | None,
        typer.Option(
            "--outcome",
            help="How the whole session ended.",
            autocompletion=complete.words(*_OUTCOMES),
            show_default=False,
        ),
    ] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why.")] = "",
) -> None:
    """Mark a turn good or bad, or say how a session ended, with a note."""
    from sandbox.hub.outcome import end_event, mark_event

    if (judgement is None) == (outcome is None):
        raise SandboxError(
            "mark takes good, bad or none for a turn, or --outcome for the session",
            'like: sandbox sessions mark last bad --note "too long"',
            code=2,
        )
    if outcome is not None and turn:
        raise SandboxError("an outcome is the session's", "leave --turn out", code=2)

    def event(found: "Session", say: "Say") -> "Event":
        if outcome is not None:
            return end_event(found, outcome, "developer", say(note))
        which = turn or len(found.turns)
        return mark_event(found, which, None if judgement == "none" else judgement, say(note))

    folder, written = annotate_session(session, event)
    if outcome is not None:
        output.line(f"{folder.id} ended {outcome.replace('_', ' ')}, judged by you")
    elif judgement == "none":
        output.line(f"{folder.id}: turn {written.turn} has no mark")
    else:
        output.line(f"{folder.id}: turn {written.turn} marked {judgement}")


def rename(
    session: options.Session,
    title: Annotated[str, typer.Argument(metavar="TITLE", help='Words; "" takes it away.')],
) -> None:
    """Give a session a title; its id stays."""
    from sandbox.log.event import SettingChanged

    words = " ".join(title.split())[:200]
    folder, written = annotate_session(
        session, lambda found, say: SettingChanged(name="title", value=say(words))
    )
    shown = getattr(written, "value", "")
    output.line(f"{folder.id} is called {shown}" if shown else f"{folder.id} has no title")
