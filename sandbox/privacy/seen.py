"""What of texts is personal by its shape, kept so that no long text is searched twice."""

from typing import Final

from sandbox.privacy.answers import LearnedValues
from sandbox.privacy.detect import Shapes

_MOST_CHARACTERS: Final = 8_000_000
"""Of all texts together; then it begins anew."""


class SeenShapes:
    """`shapes_in` by text and cue. One mask's: `keys` and `region` are the same for all texts."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[str, str], Shapes] = {}
        self._characters = 0
        self._true_for = (-1, -1)

    def renew(self, known: LearnedValues) -> None:
        """Forgets all when a key has become personal: it is no id any more."""
        true_for = known.base_version, known.learned_keys
        if true_for != self._true_for:
            self._true_for = true_for
            self._clear()

    def holds(self, text: str, cue: str) -> bool:
        return bool(self._shapes) and (text, cue) in self._shapes

    def get(self, text: str, cue: str) -> Shapes | None:
        return self._shapes.get((text, cue))

    def put(self, text: str, cue: str, shapes: Shapes) -> None:
        self._characters += len(text)
        if self._characters > _MOST_CHARACTERS:
            self._clear()
            self._characters = len(text)
        self._shapes[text, cue] = shapes

    def _clear(self) -> None:
        # Not emptied but left: a thread may be at it.
        self._shapes, self._characters = {}, 0
