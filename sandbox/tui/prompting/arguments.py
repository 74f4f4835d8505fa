"""What can follow a slash command, by the command's name.

Each completer is asked on the screen's loop and gives back a look that is made in a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from sandbox.tui.prompting.door import House, Housed
from sandbox.tui.prompting.offer import Offer
from sandbox.tui.prompting.typed import Typed
from sandbox.tui.stepping.completing import break_offers

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp

Look = Callable[[], Iterable[Offer]]
Completer = Callable[["HopscopeApp", Typed], Look]

_OUTCOMES: Final = ("resolved", "handed_off", "abandoned", "failed")
_TERMS: Final = (
    ("is:", "repaired, denied, faulted, error, slow, cancelled, marked"),
    ("turn:", "a turn or 2..4"),
    ("hop:", "the name of a hop"),
    ("tool:", "a part of a tool's name"),
    ("ms:", "longer than, ms:>500"),
    ("model:", "a part of a model's name"),
    ("rule:", "a repair's or a policy's rule"),
)


def _words(*known: str) -> Completer:
    return lambda app, typed: lambda: [Offer(word) for word in known]


def _first(completer: Completer) -> Completer:
    """Only for the first word after the command."""
    return lambda app, typed: (lambda: ()) if typed.before else completer(app, typed)


def _models(app: HopscopeApp, typed: Typed) -> Look:
    driver = app.driver

    def look() -> Iterator[Offer]:
        for one in driver.models():
            words = one.note or one.price or one.provider
            yield Offer(one.name, "", words if one.key else f"{words} · no key found")

    return look


def _turns(app: HopscopeApp, typed: Typed) -> Look:
    driver, masked = app.driver, app.masked
    asked = [(turn.number, turn.asked) for turn in reversed(driver.session.turns[-50:])]

    def look() -> Iterator[Offer]:
        for number, words in asked:
            shown = words[:80]
            yield Offer(str(number), "", shown if masked else str(driver.restore(shown)))

    return look


def _turns_then_models(app: HopscopeApp, typed: Typed) -> Look:
    return _models(app, typed) if typed.before else _turns(app, typed)


def _mark(app: HopscopeApp, typed: Typed) -> Look:
    judged = [word for word in typed.before if not word.isdecimal()]
    if judged:
        return lambda: ()
    words = [Offer("good"), Offer("bad"), Offer("none", "", "takes the mark away")]
    turns = () if typed.before else tuple(_turns(app, typed)())
    return lambda: [*words, *turns]


def _faults(app: HopscopeApp, typed: Typed) -> Look:
    armed = [one.text for one in app.driver.session.back.armoury.faults]
    if typed.before and typed.before[0] in ("off", "disarm"):
        numbers = [Offer(str(at), "", text) for at, text in enumerate(armed, 1)]
        return lambda: [*numbers, Offer("all")]
    house = _house(app)
    contracts = dict(house.pack.contracts) if house is not None else {}

    def look() -> Iterator[Offer]:
        from sandbox.domain.fault_spec import DATABASE, MODEL, MODEL_FAULTS, TOOL_FAULTS

        target, named, _ = typed.word.partition(":")
        if named:
            for fault in MODEL_FAULTS if target == MODEL else TOOL_FAULTS:
                yield Offer(f"{target}:{fault}", "", fault.replace("_", " "))
            return
        if not typed.before:
            yield Offer("off", "", "disarm, by number or all")
        for service in sorted({one.service for one in contracts.values()}):
            yield Offer(f"{service}:", "", "every tool of the service")
        for one in contracts.values():
            yield Offer(f"{one.subject}:", "", one.effect)
        yield Offer(f"{MODEL}:", "", "the model")
        yield Offer(f"{DATABASE}:", "", "every back-end")

    return look


def _recorded(app: HopscopeApp, typed: Typed) -> Look:
    """Recordings of the pack, then sessions, the newest first."""
    if typed.before and typed.before[-1] == "--mode":
        return lambda: [Offer("strict"), Offer("drift"), Offer("view")]
    house = _house(app)

    def look() -> Iterator[Offer]:
        if house is None:
            return
        for path in sorted((house.pack.root / "recordings").glob("*.rec.jsonl")):
            yield Offer(path.name.removesuffix(".rec.jsonl"), "", "recording")
        yield from _sessions(house)
        if typed.word.startswith("-"):
            yield Offer("--mode", "strict|drift|view", "how it is replayed")

    return look


def _branches(app: HopscopeApp, typed: Typed) -> Look:
    driver = app.driver

    def look() -> Iterator[Offer]:
        for one in asyncio.run(driver.branches()):
            if one.name != driver.name:
                yield Offer(one.name, "", one.words[:80])

    return look


def _every_session(app: HopscopeApp, typed: Typed) -> Look:
    house = _house(app)
    return lambda: _sessions(house) if house is not None else ()


def _sessions(house: House) -> Iterator[Offer]:
    from sandbox.hub.folder import sessions_in

    for folder in reversed(sessions_in(house.folder.parent.parent)[-200:]):
        yield Offer(folder.id, "", "session")


def _compare(app: HopscopeApp, typed: Typed) -> Look:
    models, last = _models(app, typed), typed.before[-1] if typed.before else ""
    if last == "--turn":
        return _turns(app, typed)

    def look() -> Iterator[Offer]:
        if typed.word.startswith("-"):
            yield Offer("--turn", "N", "this turn of the session")
            yield Offer("--repeat", "N", "each of them so often")
            yield Offer("--budget", "USD", "stops before it costs more")
            yield Offer("--script", "FILE", "the messages of a script")
            yield Offer("-m", "WORDS", "these words")
            return
        yield from models()
        yield Offer("all", "", "every turn, from the first")

    return look


def _themes(app: HopscopeApp, typed: Typed) -> Look:
    names = sorted(app.available_themes)
    return lambda: [Offer(name) for name in names]


def _filter(app: HopscopeApp, typed: Typed) -> Look:
    return lambda: [Offer(word, "", words) for word, words in _TERMS]


def _dead(app: HopscopeApp, typed: Typed) -> Look:
    from sandbox.log.dead import dead_letters

    letters = dead_letters(app.driver.session)
    return lambda: [Offer(one.hop, "", f"{one.subject} {one.status}") for one in letters]


def _results(app: HopscopeApp, typed: Typed) -> Look:
    hops = [
        hop
        for turn in reversed(app.driver.session.turns[-20:])
        for hop in reversed(turn.hops)
        if hop.name == "execute"
    ]
    return lambda: [Offer(hop.id, "", hop.subject) for hop in hops]


def _new(app: HopscopeApp, typed: Typed) -> Look:
    if typed.before and typed.before[-1] == "--as":
        return _customers(app, typed)
    if typed.before and typed.before[-1] == "--model":
        return _models(app, typed)
    return lambda: [
        Offer("--as", "CUSTOMER", "who speaks; nobody must identify first"),
        Offer("--model", "NAME", "who answers"),
        Offer("--seed", "N", "of ids, dice and faults"),
    ]


def _customers(app: HopscopeApp, typed: Typed) -> Look:
    house, masked = _house(app), app.masked

    def look() -> Iterator[Offer]:
        from sandbox.tui.prompting.rows import find_rows

        yield Offer("nobody", "", "has to identify first")
        if house is not None:
            people = house.pack.customer_table
            for row in find_rows(house.world, [house.pack.tables[people]], people, typed.word):
                yield Offer(row.key, "", "" if masked else row.name)

    return look


def _tools(app: HopscopeApp, typed: Typed) -> Look:
    house = _house(app)
    tools = [] if house is None else list(house.pack.contracts.values())
    return lambda: [Offer(one.name, "", one.effect) for one in tools]


def _house(app: HopscopeApp) -> House | None:
    driver = app.session_driver
    return driver.house if isinstance(driver, Housed) else None


ARGUMENTS: Final[dict[str, Completer]] = {
    "again": _first(_models),
    "approvals": _first(_words("off")),
    "as": _first(_customers),
    "branch": _first(_branches),
    "break": break_offers,
    "compare": _compare,
    "copy": _first(_turns),
    "dead": _first(_dead),
    "edit": _first(_turns),
    "explain": _first(_turns),
    "export": _first(_words("md", "jsonl", "svg")),
    "fault": _faults,
    "fork": _turns_then_models,
    "mark": _mark,
    "model": _first(_models),
    "new": _new,
    "outcome": _first(_words(*_OUTCOMES)),
    "replay": _recorded,
    "rerun": _first(_models),
    "result": _first(_results),
    "sessions": _first(_every_session),
    "state": _first(_turns),
    "step": _first(_words("off")),
    "theme": _first(_themes),
    "tools": _first(_tools),
    "trace": _filter,
}
"""Commands whose argument is free words are not here."""
