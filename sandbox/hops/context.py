"""context: folds the log into the few variables that matter, and sizes the window."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from sandbox.domain.hop import ContextOutput, Variable
from sandbox.domain.procedure import Procedure, VariableSpec
from sandbox.domain.tokens import estimate_tokens
from sandbox.hops.answers import answer_to, choice_in
from sandbox.hops.entities import rows_named
from sandbox.hops.temper import HALVES, SHOWN_FROM, temper
from sandbox.log.by_identity import ByIdentity
from sandbox.log.fold import Session, Turn
from sandbox.pack.pack import Pack
from sandbox.ports import Rows
from sandbox.privacy.kinds import PLACEHOLDER, REMOVED

OPEN_QUESTION = "open_question"
FRUSTRATION = "frustration"
WANTS_PERSON = "wants_person"
"""Names that the engine sets by itself; `sandbox.pack.lint_procedures` keeps packs off them."""

VERBATIM_TURNS = 4
"""Recent turns sent word for word; older ones are summarised."""

ROW_LIFE = 12
ANSWER_LIFE = 6
"""Turns for which a variable lasts unless its procedure says otherwise."""

_ONE_NUMBER = re.compile(r"\W*\d+\W*")
_MASKED = re.compile(rf"{PLACEHOLDER.pattern}|{REMOVED.pattern}")


class _Said(NamedTuple):
    """What was said: without personal data, and with it."""

    plain: str
    real: str


def context(
    text: str,
    session: Session,
    pack: Pack,
    rows: Rows,
    asked: VariableSpec | None,
    real: str | None = None,
) -> ContextOutput:
    """The variables after the customer's words `text`, in which personal data is masked.

    `real`: the same words as tools get them; None where they are no others. It answers where a
    whole text, a date or a mail address is asked for. All else is read from what is no personal
    data: a house number is no answer, and a replay, which has other people, would find another.
    `asked` is the variable that the active `ask` step waits for, so that a bare answer counts.
    """
    turn, plain = len(session.turns), _MASKED.sub(" ", text)
    said = _Said(plain, text if real is None else real)
    found = {var.name: var for var in _found(said, session, pack, rows, asked, turn)}
    found |= {var.name: var for var in _engine_s(text, session, asked, found, turn)}
    stale = _stale(session.variables, found, pack.procedures)
    kept = {
        name: var
        for name, var in session.variables.items()
        if _alive(var, turn) and name not in stale
    }
    variables = {**kept, **found}
    changed = sorted(
        name
        for name, var in variables.items()
        if name not in session.variables or session.variables[name].value != var.value
    )
    earlier = session.turns[:-1]
    return ContextOutput(
        variables=tuple(variables[name] for name in sorted(variables)),
        changed=tuple(changed),
        dropped=tuple(sorted(set(session.variables) - set(variables))),
        verbatim_turns=min(len(earlier), VERBATIM_TURNS),
        summarised_turns=max(0, len(earlier) - VERBATIM_TURNS),
        window_tokens=_tokens(session.turns[-VERBATIM_TURNS - 1 :]),
        history_tokens=_tokens(session.turns),
    )


def _alive(variable: Variable, turn: int) -> bool:
    # Who speaks is said anew in each turn: after a change to nobody, nobody is left.
    lasts = variable.life is None or turn - variable.turn <= variable.life
    return lasts and variable.source != "principal"


def _stale(
    known: Mapping[str, Variable],
    found: Mapping[str, Variable],
    procedures: Mapping[str, Procedure],
) -> set[str]:
    """Answers that were given for another row: what was wrong with one order is not with the next.

    When a row that a procedure asks for is named anew, its other answers so far are dropped.
    """
    moved = {name for name in found if name in known and known[name].value != found[name].value}
    return {
        spec.name
        for procedure in procedures.values()
        if any(spec.type == "row" and spec.name in moved for spec in procedure.variables)
        for spec in procedure.variables
        if spec.type != "row"
    }


def _found(
    said: _Said,
    session: Session,
    pack: Pack,
    rows: Rows,
    asked: VariableSpec | None,
    turn: int,
) -> Iterable[Variable]:
    if session.principal.customer:
        yield Variable(
            name="customer", value=session.principal.customer, source="principal", turn=turn
        )
    wanted = asked.table if asked is not None and asked.type == "row" else ""
    text = rest = said.plain
    # A bare number that answers another question ("the postal code?") names no row.
    answered = asked is not None and not wanted and _ONE_NUMBER.fullmatch(text)
    for name, key, where in () if answered else rows_named(text, pack.tables, rows, wanted):
        rest = rest.replace(where, " ")
        if asked is not None and wanted and name == f"{pack.tables[wanted].noun}_id":
            name = asked.name  # noqa: PLW2901 - the question names the variable
        yield Variable(
            name=name, value=key, source="customer", where=where, turn=turn, life=ROW_LIFE
        )
    for spec in _choices(pack.procedures, asked).values():
        value, words = choice_in(text, spec)
        if value is not None:
            yield _answer(spec, value, words, turn)
    for spec in _addresses(session, pack, asked):
        value, words = answer_to(said.real, spec)
        if value is not None:
            yield _answer(spec, value, words, turn)
    if asked is not None and asked.type not in ("row", "choice", "email"):
        # The number of a row is no number of items.
        answers = {"number": rest, "yes_no": text}.get(asked.type, said.real)
        value, words = answer_to(answers, asked)
        if value is not None:
            yield _answer(asked, value, words, turn)


def _engine_s(
    text: str,
    session: Session,
    asked: VariableSpec | None,
    found: Mapping[str, Variable],
    turn: int,
) -> Iterable[Variable]:
    """What the engine itself notes: the question that is still open, and how the customer sounds.

    `intent` is noted by the route hop. A flag is there or not; none is ever false.
    """
    if asked is not None and asked.name not in found:
        yield Variable(name=OPEN_QUESTION, value=asked.name, source="engine", turn=turn, life=0)
    earlier = [one.asked for one in session.turns[:-1]]
    known = session.variables.get(FRUSTRATION)
    before = float(str(known.value)) * HALVES ** (turn - 1 - known.turn) if known else 0.0
    # The words are told apart from earlier ones as the log has them, with placeholders.
    safe = session.turns[-1].asked if session.turns else text
    sounds = temper(safe, before, earlier)
    if sounds.frustration >= SHOWN_FROM:
        signs = ", ".join(sounds.signs) or "earlier turns"
        yield Variable(
            name=FRUSTRATION,
            value=sounds.frustration,
            source="engine",
            where=signs,
            turn=turn,
            life=0,
        )
    if sounds.wants_person:
        yield Variable(name=WANTS_PERSON, value=True, source="engine", turn=turn, life=1)


def _answer(spec: VariableSpec, value: object, words: str, turn: int) -> Variable:
    life = ANSWER_LIFE if spec.life is None else spec.life
    return Variable(
        name=spec.name, value=value, source="customer", where=words, turn=turn, life=life
    )


def _addresses(session: Session, pack: Pack, asked: VariableSpec | None) -> list[VariableSpec]:
    """Variables for a mail address: the one asked for, and those that tell who is speaking."""
    identify = pack.procedures.get(pack.identify)
    nobody = not session.principal.customer
    specs = [*(identify.variables if identify and nobody else ()), *([asked] if asked else [])]
    return [spec for spec in specs if spec.type == "email"]


def _choices(
    procedures: Mapping[str, Procedure], asked: VariableSpec | None
) -> dict[str, VariableSpec]:
    """Choices by name; where two procedures share a name, what was asked is meant."""
    specs = [spec for _, procedure in sorted(procedures.items()) for spec in procedure.variables]
    return {spec.name: spec for spec in (*specs, asked) if spec and spec.type == "choice"}


def _tokens(turns: Iterable[Turn]) -> int:
    # A turn that is over says no more; there may be a thousand of them.
    return sum(_tokens_of_finished(one) if one.finished else _tokens_in(one) for one in turns)


def _tokens_in(turn: Turn) -> int:
    return estimate_tokens(turn.asked) + estimate_tokens(turn.reply)


_tokens_of_finished: Final = ByIdentity(_tokens_in)
