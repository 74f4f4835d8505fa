"""`/fault` and `/dead`: what is armed, which circuits are open, which calls wait for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui.feed.format import arguments, plural

if TYPE_CHECKING:
    from sandbox.log.fold import Session
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver


def fault(app: HopscopeApp, argument: str) -> None:
    """`/fault`, `/fault SPEC` (or `arm SPEC`), `/fault off N|SPEC|all`. Raises `SandboxError`."""
    word, _, rest = argument.partition(" ")
    rest = rest.strip()
    if word in ("", "list"):
        listed(app)
    elif word in ("off", "disarm"):
        gone = app.driver.disarm(rest or "all")
        app.say(f"Disarmed {', '.join(gone)}", "good")
    else:
        spec = arm_typed(app.driver, rest if word == "arm" and rest else argument)
        app.say(f"Armed {spec} from the next turn on; /fault off takes it away", "warn")
    app.refresh_figures()


def arm_typed(driver: Driver, text: str) -> str:
    """Arms it. What is wrong is said of the command that was typed, not of the option."""
    from sandbox.domain.faults import SandboxError

    try:
        return driver.arm(text)
    except SandboxError as error:
        message = error.message.replace("--fault ", "/fault ", 1)
        raise SandboxError(message, error.hint, code=error.code) from None


def listed(app: HopscopeApp) -> None:
    """What is armed, how often it was looked at and fired, and every circuit that is not closed."""
    session = app.driver.session
    lines = [*_armed(session), *_circuits(session)]
    for line in lines:
        app.say(line, "warn")
    if not lines:
        example = "/fault orders.get_order:timeout@1"
        app.say(f"No fault is armed and every circuit is closed. {example} arms one.")


def _armed(session: Session) -> list[str]:
    return [
        f"{number}  {one.text}  {plural(one.seen, 'call')} seen, fired {one.fired}"
        + (f", last in {one.last}" if one.last else "")
        for number, one in enumerate(session.back.armoury.faults, 1)
    ]


def _circuits(session: Session) -> list[str]:
    return [
        f"{service}: circuit {one.state.replace('_', ' ')} since {one.since[11:19]}, "
        f"{plural(one.failures, 'failure')} in a row"
        for service, one in sorted(session.back.circuits.items())
    ]


def dead(app: HopscopeApp, argument: str) -> None:
    """`/dead`: calls kept for a person. `/dead 3.12`: runs one again under its own key."""
    from sandbox.log.dead import dead_letters
    from sandbox.log.showing_order import in_order

    if argument:
        app.run_worker(_rerun(app, argument), group="rerun", exit_on_error=False)
        return
    session = app.driver.session
    letters = dead_letters(session)
    for one in letters:
        tries = f", {plural(one.tries, 'try', 'tries')} in vain" if one.tries else ""
        turn = session.turns[int(one.hop.partition(".")[0]) - 1]
        told = arguments(in_order(turn, one.tool, one.arguments), 60)
        words = f"{one.hop}  {one.subject}  {told}  {one.status}{tries}"
        app.say(f"{words}: {one.why}", "warn")
    app.say("/dead HOP runs one again" if letters else "No dead letters: every call was answered.")


async def _rerun(app: HopscopeApp, hop: str) -> None:
    from sandbox.domain.faults import SandboxError

    try:
        words, fine = await app.driver.rerun(hop)
    except SandboxError as error:
        app.say(error.message, "bad", error.hint)
        return
    app.say(words, "good" if fine else "bad")
    app.refresh_figures()
