"""What a recording's head asserts, as people write it; see docs/recordings.md."""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.turn import TurnOutcome
from sandbox.domain.verdict import PolicyVerdict

Number = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
Values = dict[str, JSON]
"""Names to values or rules; see `sandbox.replay.value_rule`."""


class Failure(Frozen):
    """One assertion that does not hold.

    `where` is its place in the head. A row of the end state also has `table`, `key` and `column`.
    """

    where: str
    said: str
    expected: JSON = None
    got: JSON = None
    table: str = ""
    key: str = ""
    column: str = ""


class ToolPath(Frozen):
    """The tools that ran, one for each call, in the order of the session.

    `exact`: these and no others, in this order. `in_order`: these in this order, others may come
    between. `any_order`: each of these as often as it stands here, others too. `subset`: none but
    these.
    """

    exact: tuple[str, ...] | None = None
    in_order: tuple[str, ...] | None = None
    any_order: tuple[str, ...] | None = None
    subset: tuple[str, ...] | None = None


class CallRule(Frozen):
    """A call with these arguments ran; the `nth` one of its tool, else any."""

    tool: str
    turn: Number | None = None
    nth: Number | None = None
    arguments: Values = Field(default_factory=dict)


class RowRule(Frozen):
    """A row was changed so. `columns` are those after the change, of a delete those before.

    `count`: so many such changes, 0 for none; else at least one.
    """

    table: str
    operation: Literal["insert", "update", "delete"] | None = None
    key: str | None = None
    turn: Number | None = None
    columns: Values = Field(default_factory=dict)
    count: Count | None = None


class TableState(Frozen):
    """Rows of a table at the end, by key; null for one that must not be there.

    `complete`: there are no others, among those that are as `where` says.
    """

    table: str
    rows: dict[str, Values | None] = Field(default_factory=dict)
    where: Values = Field(default_factory=dict)
    complete: bool = False


class PolicyRule(Frozen):
    """Each decision on this tool was so; only in that `turn`, only the `nth`, where given."""

    tool: str
    turn: Number | None = None
    nth: Number | None = None
    verdict: PolicyVerdict | None = None
    rule: str | None = None


class ClaimRule(Frozen):
    """A reply claimed this. `count`: so many times, 0 for never; else at least once."""

    kind: str | None = None
    turn: Number | None = None
    supported: bool | None = None
    words: JSON = None
    count: Count | None = None


class ReplyRule(Frozen):
    """What the reply of a turn says; of the last one where no turn is named."""

    text: JSON
    turn: Number | None = None


class Ceilings(Frozen):
    """The most that the session may take. `cost` in dollars (0.05), the others are counts."""

    cost: Annotated[float, Field(ge=0)] | None = None
    tokens: Count | None = None
    input_tokens: Count | None = None
    output_tokens: Count | None = None
    model_calls: Count | None = None
    tool_calls: Count | None = None
    repairs: Count | None = None


class Assertions(Frozen):
    """Everything that can be asserted of a session, on top of its replay."""

    tools: ToolPath = ToolPath()
    calls: tuple[CallRule, ...] = ()
    rows: tuple[RowRule, ...] = ()
    end_state: tuple[TableState, ...] = ()
    variables: Values = Field(default_factory=dict)
    policy: tuple[PolicyRule, ...] = ()
    claims: tuple[ClaimRule, ...] = ()
    replies: tuple[ReplyRule, ...] = ()
    outcomes: tuple[TurnOutcome, ...] | None = None
    at_most: Ceilings = Ceilings()
