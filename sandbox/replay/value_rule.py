"""What an asserted value has to be: a plain value, or a rule such as `{one_of: […]}`."""

import re
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from sandbox.domain.base import JSON, Frozen
from sandbox.log.codec import canonical
from sandbox.replay.head_error import read_as
from sandbox.replay.may_differ import Pattern


class ValueRule(Frozen):
    """A rule for one value; all that it says has to hold.

    `equals`: exactly this, or with `within` as near as that. `pattern`: a regular expression for
    the whole text. `contains`: a part of a text, or an item of a list. `any`: whatever, but there.
    """

    equals: JSON = None
    within: Annotated[float, Field(ge=0)] | None = None
    pattern: Pattern | None = None
    one_of: tuple[JSON, ...] | None = None
    at_least: float | None = None
    at_most: float | None = None
    contains: JSON = None
    any: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("says nothing; write `{any: true}` for whatever it is")
        if self.within is not None and "equals" not in self.model_fields_set:
            raise ValueError("within needs equals: `{equals: 4990, within: 10}`")
        return self

    def holds(self, value: JSON) -> bool:
        """Whether `value` (None = not there) is as the rule says."""
        given = self.model_fields_set
        return all(
            (
                "equals" not in given or _equal(self.equals, value, self.within),
                self.pattern is None or _matches(self.pattern, value),
                self.one_of is None or any(_equal(one, value) for one in self.one_of),
                self.at_least is None or _number(value, float("-inf")) >= self.at_least,
                self.at_most is None or _number(value, float("inf")) <= self.at_most,
                "contains" not in given or _holds(value, self.contains),
                not self.any or value is not None,
            )
        )

    def said(self) -> JSON:
        """What is expected, for a report."""
        if self.model_fields_set == {"equals"}:
            return self.equals
        return self.model_dump(mode="json", include=self.model_fields_set)


def rule_for(spec: JSON, where: str) -> ValueRule:
    """The rule that a head's value stands for. Raises `SandboxError` naming `where`."""
    return read_as(ValueRule, spec if isinstance(spec, dict) else {"equals": spec}, where)


def _matches(pattern: str, value: JSON) -> bool:
    text = value if isinstance(value, str) else None if value is None else canonical(value)
    return text is not None and re.fullmatch(pattern, text, re.DOTALL) is not None


def _equal(expected: JSON, value: JSON, within: float | None = None) -> bool:
    """A number also equals its decimal text: contracts show money as "49.90"."""
    if expected == value and isinstance(expected, bool) == isinstance(value, bool):
        return True
    if within is None and not (_is_number(expected) and isinstance(value, str)):
        return False
    one, other = _number(expected, None), _number(value, None)
    return one is not None and other is not None and abs(one - other) <= (within or 0.0) + 1e-9


def _holds(value: JSON, part: JSON) -> bool:
    if isinstance(value, str):
        return str(part) in value
    return isinstance(value, list | dict) and part in value


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: JSON, otherwise: Any) -> Any:
    if not _is_number(value) and not isinstance(value, str):
        return otherwise
    try:
        return float(value)
    except ValueError:
        return otherwise
