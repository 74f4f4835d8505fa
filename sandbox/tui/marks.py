"""What a person says of a turn or of the session: marks, notes, the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, cast, get_args

if TYPE_CHECKING:
    from sandbox.domain.turn import SessionOutcome
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver
    from sandbox.tui.screens.mark import MarkAnswer

MarkWord = Literal["good", "bad", "none"]
MARKED: Final = "is:marked"
"""The trace's filter behind `M`."""

_OUTCOMES: Final = ("resolved", "handed_off", "abandoned", "failed")


class MarkError(ValueError):
    """Wrong words after a command, and how they are written."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def mark(app: HopscopeApp, argument: str) -> None:
    """`/mark [TURN] good|bad|none [NOTE]`; without a word it asks. Raises `MarkError`."""
    driver = _writable(app)
    words = argument.split(maxsplit=1)
    turn = 0
    if words and words[0].isdecimal():
        turn, words = int(words[0]), (words[1] if len(words) > 1 else "").split(maxsplit=1)
    turn = turn or turn_at_cursor(app)
    if not 0 < turn <= len(driver.session.turns):
        turns = len(driver.session.turns)
        hint = f"turns go from 1 to {turns}" if turns else "say something first"
        raise MarkError(f"there is no turn {turn}" if turns else "there is no turn yet", hint)
    if not words:
        _ask(app, driver, turn)
        return
    word, note = words[0].lower(), words[1] if len(words) > 1 else ""
    if word not in get_args(MarkWord):
        raise MarkError("a turn is marked good, bad or none", "/mark bad too long")
    _write(app, driver, turn, cast(MarkWord, word), note)


def outcome(app: HopscopeApp, argument: str) -> None:
    """`/outcome [resolved|handed_off|abandoned|failed [WHY]]`; without a word it tells."""
    from sandbox.log.outcome import outcome_of

    if not argument:
        judged = outcome_of(app.driver.session)
        if judged is None:
            app.say("There is nothing to judge yet.")
            return
        why = str(app.driver.restore(judged.why))
        ended = judged.outcome.replace("_", " ")
        app.say(f"So far {ended}, judged by the {judged.judged_by}" + (f": {why}" if why else ""))
        return
    driver = _writable(app)
    word, _, why = argument.replace("handed off", "handed_off", 1).partition(" ")
    if word.lower() not in _OUTCOMES:
        raise MarkError(f"an outcome is {', '.join(_OUTCOMES)}", "/outcome resolved it worked")
    driver.judge(cast("SessionOutcome", word.lower()), why.strip())
    ended = word.lower().replace("_", " ")
    app.say(f"The session counts as {ended}, judged by you, until its next turn.", "good")


def turn_at_cursor(app: HopscopeApp) -> int:
    """The turn that the focused pane's cursor is on; from the prompt, the last one. 0 for none."""
    main = app.main
    last = len(app.driver.session.turns)
    if main.chat.has_focus:
        entry = main.chat.entry
        return entry.turn if entry is not None and entry.turn else last
    row = main.trace.row
    if row is not None and (main.trace.has_focus or main.inspector.has_focus):
        return row.turn
    return last


def toggle_marked(app: HopscopeApp) -> None:
    """The trace with marked turns only, and back."""
    trace = app.main.trace.trace
    active = trace.filter.text if trace is not None and trace.filter is not None else ""
    app.main.filter_trace("" if active == MARKED else MARKED)
    app.main.show_titles()


def _ask(app: HopscopeApp, driver: Driver, number: int) -> None:
    from sandbox.tui.screens.mark import MarkScreen

    turn = driver.session.turns[number - 1]
    restore = (lambda value: value) if app.masked else driver.restore

    def answered(answer: MarkAnswer | None) -> None:
        if answer is not None:
            word = answer.mark or "none"
            app.guarded(lambda: _write(app, driver, number, word, answer.note))

    asked, note = str(restore(turn.asked)), str(restore(turn.note))
    reply = str(restore(turn.reply))
    app.push_screen(MarkScreen(number, asked, turn.mark, note, reply), answered)


def _write(app: HopscopeApp, driver: Driver, turn: int, word: MarkWord, note: str) -> None:
    driver.mark(turn, None if word == "none" else word, note)
    words = "has no mark" if word == "none" else f"is marked {word}"
    app.say(f"Turn {turn} {words}.", "good")


def _writable(app: HopscopeApp) -> Driver:
    driver = app.driver
    if not driver.live:
        raise MarkError("this is a recording: nothing can be marked", "open the session itself")
    if not driver.session.turns:
        raise MarkError("there is no turn yet", "send a message first")
    return driver
