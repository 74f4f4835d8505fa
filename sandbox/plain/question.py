"""A question before a call runs, in words, and the line that answers it."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from sandbox.domain.verdict import Approval, ApprovalAction
from sandbox.log.standing import UNTRACED_RULE
from sandbox.plain.hops import change_line
from sandbox.plain.words import counted, one_line, took
from sandbox.ports import Question, ToolReply

_ANSWER: Final = re.compile(r"\s*([yaneh])(?:\s+(.*\S))?\s*", re.DOTALL)
_WORDS: Final = {"yes": "y", "approve": "y", "no": "n", "reject": "n", "edit": "e", "hand on": "h"}
_ACTIONS: Final[dict[str, ApprovalAction]] = {
    "y": "approve",
    "a": "approve",
    "n": "reject",
    "e": "edit",
    "h": "escalate",
}
_PAIR: Final = re.compile(r"(\w[\w.-]*)=(.*)", re.DOTALL)
_MOST_ROWS: Final = 8


class NoAnswer(ValueError):
    """A line that answers nothing; its text says what would."""


def question_lines(question: Question, expected: ToolReply | None) -> Iterator[str]:
    """What is asked, with which arguments, why, what it would change, and the answers there are."""
    yield f"question {question.turn}.{question.hop}: may {one_line(question.subject, 80)} run?"
    for name, value in question.arguments.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield f"  {one_line(str(name), 60)}: {one_line(text, 1_000)}"
    if not question.arguments:
        yield "  no arguments"
    decision = question.decision
    reason = one_line(decision.reason, 1_000) or "a person has to look at this"
    yield f"  because: {reason.rstrip('.')}, rule {one_line(decision.rule, 100)}"
    for name, value in decision.evidence.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield f"  evidence {one_line(str(name), 60)}: {one_line(text)}"
    yield from _expected(expected)
    yield f"  {answers(question)}"


def answers(question: Question) -> str:
    """The answers that may be given, and how long one is waited for."""
    session = "a approves for the session; " if _may_stand(question) else ""
    left = f"; {took(round(question.seconds * 1e9))} are left" if question.seconds else ""
    return (
        f"y approves; {session}n REASON rejects; e NAME=VALUE or e JSON runs it with other "
        f"arguments; h REASON hands it on to a colleague{left}"
    )


def read_answer(line: str, question: Question, by: str, exactly: bool) -> Approval:
    """The answer that `line` gives. Raises `NoAnswer`.

    `exactly`: only the letters count, for lines that may have been meant as messages.
    """
    stripped = line.strip()
    if not exactly:
        stripped = _WORDS.get(stripped.lower(), stripped)
        stripped = stripped[:1].lower() + stripped[1:]
    match = _ANSWER.fullmatch(stripped)
    if match is None:
        raise NoAnswer(answers(question))
    letter, rest = match[1], match[2] or ""
    if letter in "ya" and rest:
        raise NoAnswer(f"{letter} stands alone; {answers(question)}")
    if letter == "a" and not _may_stand(question):
        raise NoAnswer("an argument from nowhere is asked about each time; y approves it once")
    return Approval(
        action=_ACTIONS[letter],
        by=by,
        reason="" if letter == "e" else one_line(rest, 2_000),
        arguments=_edited(rest, question) if letter == "e" else None,
        scope="session" if letter == "a" else "once",
    )


def _edited(text: str, question: Question) -> dict[str, Any]:
    """All arguments as they are to be: a JSON object, or those that change as NAME=VALUE."""
    if text.startswith("{"):
        try:
            value = json.loads(text)
        except ValueError as error:
            raise NoAnswer(f"not JSON: {one_line(str(error))}") from None
    else:
        value = {**question.arguments, **_pairs(text, question)}
    if value == question.arguments:
        raise NoAnswer("nothing is changed; y approves it as it is")
    wrong = question.check(value)
    if wrong:
        raise NoAnswer(one_line(wrong))
    return value


def _pairs(text: str, question: Question) -> dict[str, Any]:
    # A value goes up to the next NAME=, so that it may hold spaces.
    parts = re.split(r"\s+(?=\w[\w.-]*=)", text) if text else []
    found: dict[str, Any] = {}
    for part in parts:
        pair = _PAIR.fullmatch(part)
        if pair is None:
            raise NoAnswer("e takes NAME=VALUE or a JSON object")
        found[pair[1]] = _value(pair[2], question.arguments.get(pair[1]))
    if not found:
        raise NoAnswer("say what is different: e NAME=VALUE, or e and a JSON object")
    return found


def _value(text: str, before: Any) -> Any:
    """Text where text stood (an amount is text), else JSON where it is JSON."""
    if isinstance(before, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _may_stand(question: Question) -> bool:
    return question.decision.rule != UNTRACED_RULE


def _expected(reply: ToolReply | None) -> Iterator[str]:
    if reply is None:
        return
    fault = getattr(reply.outcome, "fault", None)
    if fault is not None:
        yield f"  expected to fail: {one_line(fault.message)}"
        return
    if not reply.changes:
        yield "  expected to change no row"
    for change in reply.changes[:_MOST_ROWS]:
        yield f"  expected, tried on a copy: {change_line(change, lambda value: value)}"
    more = len(reply.changes) - _MOST_ROWS
    if more > 0:
        yield f"  expected: {counted(more, 'more row')} changed"
