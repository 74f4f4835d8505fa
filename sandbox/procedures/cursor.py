"""A place in a line's words, with the few moves that a hand-written parser needs."""

from sandbox.procedures.lexer import SyntaxFault, Token, tokens_of


class Cursor:
    """Reads the words of one line from left to right."""

    def __init__(self, line: str) -> None:
        self._tokens = tokens_of(line)
        self._at = 0

    @property
    def next(self) -> Token:
        """The word that comes next; at the end always the token of kind "end"."""
        return self._tokens[self._at]

    def take(self) -> Token:
        """The next word, and moves past it."""
        token = self.next
        if token.kind != "end":
            self._at += 1
        return token

    def took(self, *texts: str) -> bool:
        """Moves past `texts` if exactly these words come next; a quoted text never matches."""
        ahead = self._tokens[self._at : self._at + len(texts)]
        if [token.text for token in ahead] != list(texts):
            return False
        self._at += len(texts)
        return True

    def expect(self, text: str, why: str) -> None:
        """Moves past the word `text`. Raises `SyntaxFault` saying `why` it is needed."""
        if not self.took(text):
            raise SyntaxFault(f"expected {text!r} {why}, not {self.next.text}")

    def expect_end(self) -> None:
        """Raises `SyntaxFault` if a word is left over."""
        if self.next.kind != "end":
            raise SyntaxFault(f"can't read {self.next.text!r} here; one step or condition a line")
