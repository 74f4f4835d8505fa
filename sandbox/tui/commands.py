"""Slash commands, once: the prompt's completion, the palette and the help read this table.

Only what works is here. A command gets the app and its argument, and may raise `SandboxError`.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from sandbox.tui import approving, exporting, faults, flipping, forking, marks
from sandbox.tui.command import Command, CommandError
from sandbox.tui.config import commands as craft
from sandbox.tui.db.command import ARGUMENT as DB_ARGUMENT
from sandbox.tui.db.command import db
from sandbox.tui.dock import commands as dock
from sandbox.tui.feed.safe import one_line
from sandbox.tui.figures.commands import figures
from sandbox.tui.inspecting import commands as inspecting
from sandbox.tui.listing import commands as listing
from sandbox.tui.models.recent import switch, switch_back
from sandbox.tui.picks import pick_model
from sandbox.tui.starting import commands as starting
from sandbox.tui.stepping.commands import break_at, step
from sandbox.tui.stepping.explaining import explain_now
from sandbox.tui.trying.desk import open_map, open_try

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp

__all__ = ["BY_NAME", "COMMANDS", "Command", "CommandError", "run_command"]


def run_command(app: HopscopeApp, text: str) -> None:
    """Runs `/name argument`. Raises `CommandError`, or what the session raises."""
    name, _, argument = text.strip().lstrip("/").partition(" ")
    found = BY_NAME.get(name.lower())
    if found is None:
        near = get_close_matches(name.lower(), BY_NAME, n=1)
        hint = f"did you mean /{near[0]}?" if near else "F1 lists all commands"
        raise CommandError(f"there is no command /{one_line(name, 40)}", hint)
    if found.needs_session and app.session_driver is None:
        raise CommandError(f"/{found.name} needs a session", "it is not open yet")
    if not found.during_turn and app.turns.busy:
        raise CommandError(
            f"/{found.name} is not for a running turn", "type it again when it has ended"
        )
    found.run(app, argument.strip())


def _help(app: HopscopeApp, argument: str) -> None:
    app.main.action_help()


def _model(app: HopscopeApp, argument: str) -> None:
    if argument:
        switch(app, argument)
    else:
        pick_model(app)


def _save(app: HopscopeApp, argument: str) -> None:
    driver = app.driver
    path = driver.save(argument or driver.name)
    app.say(f"Saved as {path}", "good")


def _cancel(app: HopscopeApp, argument: str) -> None:
    if not app.turns.cancel():
        raise CommandError("no turn is running")


def _copy(app: HopscopeApp, argument: str) -> None:
    if argument and not argument.isdigit():
        raise CommandError("/copy takes the number of a turn", "/copy 3, or /copy for the last")
    text = app.main.chat.last_reply(int(argument or 0))
    if not text:
        raise CommandError("there is no reply to copy")
    app.copy(text, f"the reply of turn {argument}" if argument else "the last reply")


def _clear(app: HopscopeApp, argument: str) -> None:
    app.main.chat.clear_view()


def _trace(app: HopscopeApp, argument: str) -> None:
    from sandbox.tui.feed.filter import FilterError

    try:
        app.main.filter_trace(argument)
    except FilterError as error:
        raise CommandError(str(error), f"at character {error.at + 1}") from None
    app.main.action_show("trace")


def _mask(app: HopscopeApp, argument: str) -> None:
    app.set_masked(not app.masked)


def _mark(app: HopscopeApp, argument: str) -> None:
    _marking(marks.mark, app, argument)


def _outcome(app: HopscopeApp, argument: str) -> None:
    _marking(marks.outcome, app, argument)


def _marking(do: Callable[[HopscopeApp, str], None], app: HopscopeApp, argument: str) -> None:
    try:
        do(app, argument)
    except marks.MarkError as error:
        raise CommandError(str(error), error.hint) from None


def _replay(app: HopscopeApp, argument: str) -> None:
    from sandbox.tui.replaying.run import MODES, Mode

    words, mode = argument.split(), "strict"
    for place, word in enumerate(words):
        if word.startswith("--mode"):
            mode = word.partition("=")[2] or (words[place + 1] if words[place + 1 :] else "")
            del words[place : place + (1 if "=" in word else 2)]
            break
    found: Mode | None = next((one for one in MODES if one == mode), None)
    if found is None or len(words) > 1:
        raise CommandError("/replay takes one name and a mode", "/replay refund --mode drift")
    app.browser.replay_named(words[0] if words else "", found)


def _takeover(app: HopscopeApp, argument: str) -> None:
    app.person.toggle()


def _compare(app: HopscopeApp, argument: str) -> None:
    app.compares.open(argument)


def _recent(app: HopscopeApp, argument: str) -> None:
    switch_back(app)


def _handoff(app: HopscopeApp, argument: str) -> None:
    from sandbox.tui.feed.inspect.handoff import inspect_handoff
    from sandbox.tui.screens.inspecting import InspectScreen

    shown = inspect_handoff(app.driver.session)
    app.push_screen(InspectScreen("Handoff", lambda number: shown, app.copy))


def _jump(app: HopscopeApp, argument: str) -> None:
    app.main.action_jump()


def _quit(app: HopscopeApp, argument: str) -> None:
    app.leave()


COMMANDS: Final[tuple[Command, ...]] = (
    Command("help", "", "keys and commands", _help, needs_session=False),
    Command("model", "[NAME]", "switch the model from the next turn on", _model),
    Command("save", "[TITLE]", "write a recording of this session", _save, False),
    Command("fault", "[SPEC | off N]", "inject a fault, or list and disarm", faults.fault, False),
    Command("faults", "", "the fault console: arm, edit, disarm, presets", dock.faults),
    Command("db", DB_ARGUMENT, "the back-end: tables, changed rows, SQL, snapshots", db),
    Command("dead", "[HOP]", "calls kept for a person; run one again", faults.dead, False),
    Command("break", "[SPEC | off N]", "where turns stop; list, or take away", break_at),
    Command("step", "[off]", "stop at every hop of the next turn", step),
    Command("explain", "[TURN]", "what the agent did, and what comes next", explain_now),
    Command("approvals", "[off]", "approved for the session", approving.approvals, False),
    Command("whatif", "", "recorded decisions that the rules of now flip", flipping.whatif),
    Command("fork", "[TURN] [MODEL]", "a copy before a turn, or of all", forking.fork, False),
    Command(
        "undo", "", "a fork before the last turn, its words in the prompt", forking.undo, False
    ),
    Command("edit", "[TURN]", "change the words of a turn; said in a fork", forking.edit, False),
    Command("again", "[MODEL]", "the same words once more, in a fork", forking.again, False),
    Command(
        "rerun", "[MODEL]", "the last turn again in a fork, changes marked", forking.rerun, False
    ),
    Command("back", "", "the session that was on the screen before", forking.back, False),
    Command(
        "result", "[HOP] [JSON]", "another result of a tool call, in a fork", forking.result, False
    ),
    Command("branch", "[SESSION]", "the tree of forks; to another branch", forking.branch, False),
    Command("new", "[--as CUSTOMER]", "another session in place of this one", starting.new, False),
    Command("as", "[CUSTOMER]", "who speaks, from the next turn on", starting.speak_as, False),
    Command("rename", "[TITLE]", "give this session a title", starting.rename, False),
    Command("seed", "[N]", "the seed; with N a session that has it", starting.seed, False),
    Command("sessions", "[NAME]", "every session and recording, or to one", starting.sessions),
    Command(
        "replay",
        "[NAME] [--mode drift]",
        "as a test, offline; else this session",
        _replay,
        False,
    ),
    Command("try", "TEXT", "where a message would lead: no model, no turn", open_try, False),
    Command("map", "", "which phrases lead to which procedure, tools and rules", open_map),
    Command("takeover", "", "answer the next model call yourself, or give it back", _takeover),
    Command("compare", "A [B C D] [TURN]", "the same words to other models at once", _compare),
    Command("recent", "", "to the model used before, and back", _recent),
    Command("cancel", "", "cancel the running turn; it is kept, marked", _cancel),
    Command("copy", "[TURN]", "copy a reply", _copy),
    Command("trace", "[FILTER]", "filter the trace, e.g. is:repaired turn:3", _trace),
    Command("trouble", "", "the next hop that something is wrong with", inspecting.trouble),
    Command("state", "[TURN]", "what the agent knows, now or after a turn", dock.state),
    Command("log", "[LEVEL]", "our own log records", dock.log, needs_session=False),
    Command("cost", "", "tokens and cost by turn and by model", listing.cost),
    Command("tools", "[NAME]", "what may be called; the schema of one", listing.tools),
    Command("find", "WORDS", "to these words in the chat; n and N go on", listing.find),
    Command("jump", "", "letters on every pane, block and row", _jump, needs_session=False),
    Command("mask", "", "placeholders ↔ real values on the whole screen", _mask),
    Command(
        "export", "md|jsonl|svg [FILE]", "the conversation or the screen, masked", exporting.export
    ),
    Command(
        "mark", "good|bad [NOTE]", "mark the last turn, or /mark 2 bad; /mark none", _mark, False
    ),
    Command("outcome", "[OUTCOME]", "how the session ended, or say how", _outcome, False),
    Command("handoff", "", "the packet for a colleague, or what it would be now", _handoff),
    Command("clear", "", "clear the chat's view; the session keeps all", _clear),
    Command("theme", "[NAME]", "choose the colours", craft.theme, needs_session=False),
    Command("glyphs", "[ascii]", "draw with ASCII, or Unicode", craft.glyphs, needs_session=False),
    Command("keys", "", "every key with its id, to move it", craft.keys, needs_session=False),
    Command("config", "", "what is set, and where from", craft.config, needs_session=False),
    Command("figures", "[WORD]", "what each number on the screen means", figures),
    Command("quit", "", "quit; the session is kept", _quit, needs_session=False),
)
BY_NAME: Final = {command.name: command for command in COMMANDS}
