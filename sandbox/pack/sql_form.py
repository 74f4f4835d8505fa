"""`sql:` of a tool as its author writes it; see docs/sql-tools.md."""

from typing import Final

from pydantic import Field

from sandbox.domain.faults import FaultKind
from sandbox.pack.shape import Form

BODY: Final = "sql"
GIVEN: Final = ("now", "customer")
"""Values that every statement may use: the world's time, and who is speaking (null for nobody)."""


class StepForm(Form):
    """One step; exactly one of `require`, `let`, `insert`, `update`, `delete`."""

    require: str = ""
    let: str = ""
    insert: str = ""
    from_: str = Field("", alias="from")
    as_: str = Field("", alias="as")
    update: str = ""
    delete: str = ""
    message: str = ""
    kind: FaultKind = "tool_error"


class SqlForm(Form):
    """The body. A text alone is short for `one:`.

    `reads` and `writes`: tables of other services that it needs. `missing`: what it says when `one`
    finds no row; unless said, that there is no row of the contract's first reference.
    """

    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    steps: tuple[StepForm, ...] = ()
    one: str = ""
    missing: str = ""
    lists: dict[str, str] = Field(default_factory=dict)
    many: str = ""
