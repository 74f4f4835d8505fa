"""Slash commands of the chat in lines, on the functions that the screen's own stand on."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Protocol, cast, get_args

from sandbox.domain.faults import SandboxError
from sandbox.domain.turn import Mark, SessionOutcome
from sandbox.plain import told
from sandbox.plain.inspected import inspection_lines
from sandbox.plain.teller import LEVELS, Teller
from sandbox.plain.words import one_line, worded
from sandbox.tui.faults import arm_typed

if TYPE_CHECKING:
    from sandbox.plain.teller import Level
    from sandbox.tui.driver import Driver


class Speaker(Protocol):
    """Whoever can change who speaks."""

    def switch_principal(self, customer: str) -> None: ...


class Quit(Exception):
    """The person wants to leave."""


@dataclass(frozen=True)
class Desk:
    """What commands work on: the session's driver, the session itself, and who tells."""

    driver: "Driver"
    speaker: Speaker
    teller: Teller

    def restore(self, value: Any) -> Any:
        """Real values in place of placeholders."""
        return self.driver.restore(value)


Lines = Iterable[str]


@dataclass(frozen=True)
class Command:
    """One command; `run` gets the argument and gives the lines that answer it."""

    name: str
    argument: str
    help: str
    run: Callable[[Desk, str], Lines | Awaitable[Lines]]


async def run_command(desk: Desk, text: str) -> Lines:
    """Runs `/name argument`. Raises `SandboxError` for wrong use, and `Quit`."""
    name, _, argument = text.strip().removeprefix("/").partition(" ")
    found = BY_NAME.get(name.lower())
    if found is None:
        near = get_close_matches(name.lower(), BY_NAME, n=1)
        hint = f"did you mean /{near[0]}?" if near else "/help lists them; // begins a message"
        raise SandboxError(f"there is no command /{one_line(name, 40)}", hint, code=2)
    lines = found.run(desk, argument.strip())
    return await lines if isinstance(lines, Awaitable) else lines


def _help(desk: Desk, argument: str) -> Lines:
    for one in COMMANDS:
        yield f"{f'/{one.name} {one.argument}'.rstrip()}: {one.help}"
    yield "anything else is a message; one that begins with a slash is typed with two"


def _model(desk: Desk, argument: str) -> Lines:
    if argument:
        desk.driver.switch_model(argument)
        yield f"the next turn goes to {desk.driver.session.model}"
    else:
        yield f"model: {desk.driver.session.model}; `sandbox models list` shows what there is"


def _speaker(desk: Desk, argument: str) -> Lines:
    if argument:
        desk.speaker.switch_principal(argument)
    customer = desk.driver.session.principal.customer
    yield f"speaking as {customer or 'nobody yet'}"


def _fault(desk: Desk, argument: str) -> Lines:
    word, _, rest = argument.partition(" ")
    if word in ("", "list"):
        yield from told.fault_lines(desk.driver.session)
    elif word in ("off", "disarm"):
        yield f"disarmed {', '.join(desk.driver.disarm(rest.strip() or 'all'))}"
    else:
        spec = arm_typed(desk.driver, rest.strip() if word == "arm" and rest else argument)
        yield f"armed {spec} from the next turn on; /fault off takes it away"


def _save(desk: Desk, argument: str) -> Lines:
    yield f"saved as {desk.driver.save(argument or desk.driver.name)}"


def _mark(desk: Desk, argument: str) -> Lines:
    number, _, rest = argument.partition(" ")
    if not number.isdecimal():
        number, rest = "", argument
    word, _, note = rest.strip().partition(" ")
    turn = told.turn_of(desk.driver.session, number)
    if word not in (*get_args(Mark), "none"):
        raise SandboxError(
            "a turn is marked good, bad or none", "/mark bad too long, /mark 2 good", code=2
        )
    desk.driver.mark(turn.number, None if word == "none" else cast(Mark, word), note.strip())
    yield f"turn {turn.number} " + ("has no mark" if word == "none" else f"is marked {word}")


def _outcome(desk: Desk, argument: str) -> Lines:
    from sandbox.log.outcome import outcome_of

    if argument:
        word, _, why = argument.replace("handed off", "handed_off", 1).partition(" ")
        if word not in get_args(SessionOutcome):
            names = ", ".join(get_args(SessionOutcome))
            raise SandboxError(f"an outcome is {names}", "/outcome resolved it worked", code=2)
        told.turn_of(desk.driver.session, "")
        desk.driver.judge(cast(SessionOutcome, word), why.strip())
    judged = outcome_of(desk.driver.session)
    if judged is None:
        yield "there is nothing to judge yet"
        return
    why = one_line(str(desk.restore(judged.why)))
    ended = judged.outcome.replace("_", " ")
    yield f"so far {ended}, judged by the {judged.judged_by}" + (f", {why}" if why else "")


def _trace(desk: Desk, argument: str) -> Lines:
    yield from told.trace_lines(told.turn_of(desk.driver.session, argument), desk.restore)


def _hop(desk: Desk, argument: str) -> Lines:
    from sandbox.tui.feed.inspect.hop import inspect

    name, _, tab = argument.partition(" ")
    found = desk.driver.session.hop(name)
    shown = inspect(desk.driver.session, name) if found is not None else None
    if shown is None:
        raise SandboxError(
            f"there is no hop {one_line(name, 20) or 'without a number'}",
            "/hop 1.6; /trace lists those of the last turn",
            code=2,
        )
    yield from inspection_lines(shown, desk.restore, tab.strip())


def _explain(desk: Desk, argument: str) -> Lines:
    from sandbox.export.explain import explain

    session = desk.driver.session
    for one in explain(session, told.turn_of(session, argument).number):
        yield one_line(str(desk.restore(f"{one.hop} {one.text}".strip())), 1_000)


def _state(desk: Desk, argument: str) -> Lines:
    yield from told.state_lines(desk.driver.session, desk.restore)


def _cost(desk: Desk, argument: str) -> Lines:
    from sandbox.export.cost import amount

    budget = desk.driver.budget
    yield from told.cost_lines(desk.driver.session, amount(budget) if budget else "")


async def _dead(desk: Desk, argument: str) -> Lines:
    if not argument:
        return [*told.dead_lines(desk.driver.session, desk.restore)]
    words, _ = await desk.driver.rerun(argument)
    return [worded(str(desk.restore(words)))]


def _approvals(desk: Desk, argument: str) -> Lines:
    if argument == "off":
        desk.driver.withdraw_approvals()
    yield from told.approval_lines(desk.driver.session)


def _handoff(desk: Desk, argument: str) -> Lines:
    from sandbox.tui.feed.inspect.handoff import inspect_handoff

    yield from inspection_lines(inspect_handoff(desk.driver.session), desk.restore, argument)


def _tell(desk: Desk, argument: str) -> Lines:
    if argument and argument not in LEVELS:
        raise SandboxError(f"/tell takes {', '.join(LEVELS)}", code=2)
    desk.teller.level = cast("Level", argument) if argument else desk.teller.level
    yield f"telling: {desk.teller.level}"


def _quit(desk: Desk, argument: str) -> Lines:
    raise Quit


COMMANDS: Final = (
    Command("help", "", "these commands", _help),
    Command("model", "[NAME]", "which model answers, or another from the next turn on", _model),
    Command("as", "[CUSTOMER]", "who speaks, or somebody else from the next turn on", _speaker),
    Command("fault", "[SPEC | off N]", "inject a fault, or list and disarm", _fault),
    Command("trace", "[TURN]", "every hop of a turn, else of the last one", _trace),
    Command("hop", "HOP [PART]", "what is known of one hop, as /hop 1.6 usage", _hop),
    Command("explain", "[TURN]", "what the agent did in a turn, in sentences", _explain),
    Command("state", "", "who speaks, variables, changed rows, faults, world time", _state),
    Command("cost", "", "cost and tokens of each turn and of the session", _cost),
    Command("mark", "[TURN] good|bad|none [NOTE]", "mark a turn, else the last one", _mark),
    Command("outcome", "[OUTCOME [WHY]]", "how the session ended, or say how", _outcome),
    Command("dead", "[HOP]", "calls kept for a person; run one again", _dead),
    Command("approvals", "[off]", "what is approved for the session", _approvals),
    Command("handoff", "[PART]", "the packet for a colleague, or what it would be now", _handoff),
    Command("save", "[TITLE]", "write a recording of this session", _save),
    Command("tell", "[quiet|normal|all]", "how much is told", _tell),
    Command("quit", "", "leave; the session is kept", _quit),
)
BY_NAME: Final = {command.name: command for command in COMMANDS}
