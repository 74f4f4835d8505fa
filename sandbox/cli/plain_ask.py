"""Asks a person in words before a call runs; nobody's silence is a yes."""

from contextlib import suppress

from sandbox.cli.plain_lines import Lines
from sandbox.cli.plain_voice import Voice
from sandbox.domain.verdict import Approval
from sandbox.ports import Question, ToolReply

_TYPED, _PIPED = "developer", "standard input"
"""Who answered, in the log."""


class PlainPerson:
    """Whoever the lines come from. The end of the input rejects.

    A piped line that is no answer rejects too, and is taken as the next message: it was meant so.
    """

    def __init__(self, lines: Lines, voice: Voice) -> None:
        self._lines = lines
        self._voice = voice

    async def ask(self, question: Question) -> Approval:
        """The answer. Can be cancelled while it is waited for."""
        from sandbox.plain.question import NoAnswer, question_lines, read_answer

        for line in question_lines(question, await _expected(question)):
            self._voice.say(line)
        typed = self._lines.typed
        by = _TYPED if typed else _PIPED
        while True:
            line = await self._lines.answer("answer: ")
            if line is None:
                return Approval(action="reject", by=by, reason="the input ended without an answer")
            if typed and not line.strip():
                continue
            if not typed:
                self._voice.say(f"answer: {line[:200]}")
            try:
                return read_answer(line, question, by, exactly=not typed)
            except NoAnswer as wrong:
                self._voice.say(str(wrong))
            if not typed:
                self._lines.give_back(line)
                return Approval(action="reject", by=by, reason="the next line was no answer")


async def _expected(question: Question) -> ToolReply | None:
    """What the call would change, from a copy of the world; None where that can't be told."""
    with suppress(Exception):
        return await question.rehearse(question.arguments)
    return None
