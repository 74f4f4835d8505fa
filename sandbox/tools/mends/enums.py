"""A choice that is written otherwise, or misspelt."""

from sandbox.tools.mends.place import Place, Rules
from sandbox.tools.mends.similar import negated, slip, squash, words
from sandbox.tools.shape import choices_of


def enum_case(place: Place) -> Rules:
    """The one choice that differs in case or separators; else `enum_near`."""
    value = place.value
    choices = choices_of(place.schemas)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value in choices:
        return
    same = [choice for choice in choices if squash(str(choice)) == squash(str(value))]
    if len(same) == 1:
        yield place.replaced("enum-case", same[0])


def enum_near(place: Place) -> Rules:
    """The one choice that a slip of the pen, or a word too much, keeps from being right.

    Too much are words that only repeat what the argument is: `high priority` for `priority`.
    """
    value = place.value
    choices = [choice for choice in choices_of(place.schemas) if isinstance(choice, str)]
    if not isinstance(value, str) or value in choices:
        return
    for fits in (_slipped, _wordy):
        near = [choice for choice in choices if fits(value, choice, place)]
        if near:
            # Two that are near, and nobody knows which was meant.
            if len(near) == 1:
                yield place.replaced("enum-near", near[0])
            return


def _slipped(value: str, choice: str, _place: Place) -> bool:
    return slip(value, choice)


def _wordy(value: str, choice: str, place: Place) -> bool:
    about = {word for part in place.path if not part.isdigit() for word in words(part)}
    extra = [word for word in words(value) if word not in words(choice)]
    kept = [word for word in words(value) if word in words(choice)]
    return (
        kept == words(choice)
        and bool(extra)
        and set(extra) <= about
        and not negated(" ".join(extra))
    )
