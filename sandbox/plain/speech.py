"""The agent's words as they stream, sentence by sentence, and what became of them."""

import re
from collections.abc import Callable
from typing import Final

from sandbox.domain.foreign_text import CLOSE, OPEN
from sandbox.plain.sentences import Sentences, sentences
from sandbox.plain.words import visible

Say = Callable[[str], None]

_LEAKED_CALL: Final = ("{", "[{", '["', "<", "```")
"""How a draft begins that may be a tool call which a model wrote as text: it is not read aloud."""

_MARK: Final = re.compile(rf"{OPEN}[0-9a-f]{{8}} ?| ?[0-9a-f]{{8}}{CLOSE}")
"""The marks around text of others, which a model may repeat; `respond` takes them away too."""


class Speech:
    """The draft of one model call and the reply that it becomes.

    `restore` puts real values in the place of placeholders; a sentence never ends inside one.
    """

    def __init__(self, say: Say, restore: Callable[[str], str]) -> None:
        self._say = say
        self._restore = restore
        self._draft = Sentences()
        self._head = ""
        self.said: list[str] = []

    def again(self) -> None:
        """Another call of the model: what it says is a draft of its own."""
        self._draft, self._head, self.said = Sentences(), "", []

    def hear(self, piece: str) -> None:
        """A piece of the stream."""
        if len(self._head) < len(max(_LEAKED_CALL, key=len)):
            self._head = (self._head + piece).lstrip()
        if self._head.startswith(_LEAKED_CALL):
            return
        for sentence in self._draft.feed(piece):
            self._tell(sentence)

    def break_off(self) -> None:
        """The stream ended early: what is not told yet is told."""
        if not self._head.startswith(_LEAKED_CALL):
            for sentence in self._draft.rest():
                self._tell(sentence)

    def settle(self, reply: str) -> None:
        """The reply as it is sent: only what was not told yet, or all of it where it differs."""
        final = [self._restore(sentence) for sentence in sentences(reply)]
        same = final[: len(self.said)] == self.said
        if same:
            final = final[len(self.said) :]
        else:
            self._say("agent, in place of the words above:")
        if not final and not self.said:
            self._say("agent: no words")
        for sentence in final:
            self._line(sentence)
        self.again()

    def _tell(self, sentence: str) -> None:
        sentence = _MARK.sub("", sentence)
        if any(map(str.isalnum, sentence)):
            self._line(self._restore(sentence))

    def _line(self, sentence: str) -> None:
        self._say(f"{'  ' if self.said else 'agent: '}{visible(sentence)}")
        self.said.append(sentence)
