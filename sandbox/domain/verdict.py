"""Judgements about one call: problems, repairs, where arguments came from, policy."""

from typing import Literal

from pydantic import Field

from sandbox.domain.base import JSON, Frozen


class Problem(Frozen):
    """One thing wrong with a call. `pointer` is a JSON pointer into its arguments ("" = all)."""

    pointer: str
    rule: str
    expected: str
    got: str


class RepairStep(Frozen):
    """One deterministic mend, by a named rule."""

    rule: str
    pointer: str
    before: JSON = None
    after: JSON = None


SourceKind = Literal["customer", "variable", "tool", "procedure", "default", "person", "nowhere"]


class ArgumentSource(Frozen):
    """Where one argument's value came from; `where` says which variable, result or message."""

    pointer: str
    source: SourceKind
    where: str = ""


PolicyVerdict = Literal["allow", "confirm", "deny", "escalate"]


class Decision(Frozen):
    """What policy says about one call, by which rule, on what evidence."""

    verdict: PolicyVerdict
    rule: str
    reason: str = ""
    evidence: dict[str, JSON] = Field(default_factory=dict)


ApprovalAction = Literal["approve", "edit", "reject", "escalate"]


class Approval(Frozen):
    """What a person answered to a confirm. `arguments` only for "edit".

    `scope` "session": an approval that stands for the same tool and rule until it is withdrawn.
    `standing`: the hop of such an approval (`2.14`) when nobody was asked because of it.
    """

    action: ApprovalAction
    by: str
    reason: str = ""
    arguments: dict[str, JSON] | None = None
    scope: Literal["once", "session"] = "once"
    standing: str = ""
