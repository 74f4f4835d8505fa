"""Scripts with expectations: what `sandbox compare --script` reads."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sandbox.cli.scripts import read_script
from sandbox.compare.plan import Expect, Step
from sandbox.compare.verdicts import Verdict
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.text import RawText

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession
    from sandbox.pack.pack import Pack
    from sandbox.privacy.mask import Mask
    from sandbox.replay.assertions import Assertions, Failure

_FIELDS = ("say", "expect")
_SHORT: dict[str, Callable[[Any], tuple[str, Any]]] = {
    "outcome": lambda value: ("outcomes", [value]),
    "reply": lambda value: ("replies", [{"text": value}]),
}
"""Words for one turn that stand for the longer ones of a recording's head."""
_ALL_TURNS = sys.maxsize
_LONGEST = 120


def script_steps(path: Path, pack: "Pack") -> list[Step]:
    """The script's messages with what is expected of each answer.

    Raises `SandboxError` naming file and item, and for a wrong word the nearest ones (code 2).
    """
    import yaml

    texts = read_script(path)
    items = yaml.safe_load(path.read_text("utf-8"))
    steps: list[Step] = []
    for number, (text, item) in enumerate(zip(texts, items, strict=True), 1):
        where = f"{path.name}, item {number}"
        wanted = _wanted(item, where) if isinstance(item, dict) else None
        step = Step(RawText(text))
        if wanted is not None:
            assertions = _read(wanted, pack, where)
            step = Step(RawText(text), None, _expect(assertions, number), _rules(assertions))
        steps.append(step)
    return steps


def _wanted(item: dict[Any, Any], where: str) -> dict[str, Any] | None:
    """What stands under `expect`, its short words written out."""
    from sandbox.pack.finding import nearest

    for field in item:
        if field not in _FIELDS:
            hint = nearest(str(field), _FIELDS)
            raise SandboxError(f"{where} has no field {str(field)[:40]!r}", hint, code=2)
    wanted = item.get("expect")
    if wanted is None:
        return None
    if not isinstance(wanted, dict):
        raise SandboxError(f"{where}: expect is a mapping", "expect: {outcome: answered}", code=2)
    found: dict[str, Any] = {}
    for name, value in wanted.items():
        long, much = _SHORT[name](value) if name in _SHORT else (str(name), value)
        if long == "tools" and isinstance(much, list):
            much = {"exact": much}
        if long in found:
            raise SandboxError(f"{where}: expect says {long} twice", "leave one out", code=2)
        found[long] = much
    return found


def _read(wanted: dict[str, Any], pack: "Pack", where: str) -> "Assertions":
    from sandbox.log.head import Head
    from sandbox.replay.assertions import Assertions
    from sandbox.replay.expectations import expectations_of
    from sandbox.replay.head_error import read_as

    for path in _turns(wanted):
        raise SandboxError(
            f"{where}: expect.{path} names a turn", "what is expected is of its own turn", code=2
        )
    # The head's reader knows the names of the pack, and what is near them.
    expectations_of(Head(assertions=wanted), pack, where)
    return read_as(Assertions, wanted, where)


def _turns(wanted: dict[str, Any]) -> list[str]:
    """Where a rule says of which turn it is."""
    lists = ((name, rules) for name, rules in wanted.items() if isinstance(rules, list))
    return [
        f"{name}.{number}"
        for name, rules in lists
        for number, rule in enumerate(rules)
        if isinstance(rule, dict) and "turn" in rule
    ]


def _rules(assertions: "Assertions") -> int:
    """How many things are expected."""
    given: dict[str, JSON] = assertions.model_dump(mode="json", exclude_defaults=True)
    return sum(len(rules) for rules in given.values() if rules) if given else 0


def _expect(assertions: "Assertions", turn: int) -> Expect:
    def judge(live: "LiveSession", before: int) -> tuple[Verdict, ...]:
        mask = _scratch(live)
        failures = _failures(assertions, live, before + turn, mask)
        wrong = tuple(_line(_masked(failure, mask), turn) for failure in failures)
        failed = len({".".join(failure.where.split(".")[:3]) for failure in failures})
        held = max(0, _rules(assertions) - failed)
        return (Verdict(turn=turn, held=held, failed=failed, wrong=wrong),)

    return judge


def _scratch(live: "LiveSession") -> "Mask":
    """A mask of its own: what is looked at here must not give later turns other placeholders."""
    from sandbox.privacy.mask import Mask

    mask = live.parts.mask
    return Mask(mask.vault.up_to(_ALL_TURNS), mask.known, mask.keys, mask.region)


def _failures(
    assertions: "Assertions", live: "LiveSession", turn: int, mask: "Mask"
) -> "Sequence[Failure]":
    """Of that turn alone, held against the world as it is right after it."""
    from sandbox.replay.asserted import Ended, check

    only = replace(live.session, turns=[live.session.turns[turn - 1]], outside_changes=[])
    ended = Ended(only, live.parts.ports.rows, lambda row: mask.mask(row, 0))
    return list(check(assertions, ended, "expect"))


def _masked(failure: "Failure", mask: "Mask") -> "Failure":
    """The script's own words can be personal ones, and reports hold what logs may hold.

    A value stands under its name while it is masked, since the name says of what kind it is.
    """
    *_, name = failure.where.split(".")
    told = {one: mask.mask(getattr(failure, one), 0) for one in ("where", "said")}
    values = {one: _value(getattr(failure, one), name, mask) for one in ("expected", "got")}
    return failure.model_copy(update={**told, **values})


def _value(value: JSON, name: str, mask: "Mask") -> JSON:
    (masked,) = cast("dict[str, JSON]", mask.mask({name: value}, 0)).values()
    return masked


def _line(failure: "Failure", turn: int) -> str:
    from sandbox.log.codec import canonical

    said = failure.said.replace("of turn 1", f"of turn {turn}")
    line = f"{failure.where}: {said}"
    if failure.expected is None and failure.got is None:
        return line
    expected, got = _short(canonical(failure.expected)), _short(canonical(failure.got))
    return f"{line}: expected {expected}, got {'nothing' if failure.got is None else got}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
