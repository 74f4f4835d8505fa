"""`--approve none|all|FILE`: who answers confirms when no person is there."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, model_validator

from sandbox.adapters.ask import AnswerAll
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.verdict import Approval, ApprovalAction
from sandbox.pack.finding import Report
from sandbox.pack.shape import Form, read_form
from sandbox.pack.yaml_text import read_yaml
from sandbox.ports import Ask, Question

_HINT: Final = "approve, reject, escalate, or a mapping; see docs/policy.md"


def _amount(value: Any) -> Any:
    """A number of YAML as the text that it was: no amount is a float."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


class AnswerForm(Form):
    """One answer. It holds when all of its conditions do, else the next one is asked.

    `tool`, `rule`: what the question is about. `max`: the most that each named argument may be, an
    amount as text. `set`: arguments that an edit changes.
    """

    action: ApprovalAction
    tool: str = ""
    rule: str = ""
    max: dict[str, Annotated[str, BeforeValidator(_amount)]] = Field(default_factory=dict)
    set: dict[str, Any] = Field(default_factory=dict)
    reason: str = ""
    session: bool = False

    @model_validator(mode="after")
    def _fits(self) -> "AnswerForm":
        if (self.action == "edit") != bool(self.set):
            raise ValueError("edit and set belong together")
        if self.session and self.action != "approve":
            raise ValueError("only an approval can hold for the session")
        for name, most in self.max.items():
            if _number(most) is None:
                raise ValueError(f"max of {name} is no number: {most[:40]}")
        return self

    def holds(self, question: Question) -> bool:
        """Whether this answer is for that question."""
        about = self.rule in ("", question.decision.rule) and self.tool in ("", question.tool)
        return about and all(
            _at_most(question.arguments.get(name), most) for name, most in self.max.items()
        )

    def approval(self, by: str, question: Question) -> Approval:
        """The answer, as it goes into the log."""
        arguments: dict[str, JSON] | None = None
        if self.action == "edit":
            arguments = {**question.arguments, **self.set}
        return Approval(
            action=self.action,
            by=by,
            reason=self.reason,
            arguments=arguments,
            scope="session" if self.session else "once",
        )


@dataclass(frozen=True)
class AnswerByFile:
    """The first answer whose conditions hold; what the file does not name is rejected."""

    name: str
    answers: tuple[AnswerForm, ...]

    async def confirm(self, question: Question) -> Approval:
        for answer in self.answers:
            if answer.holds(question):
                return answer.approval(self.name, question)
        about = any(
            one.rule in ("", question.decision.rule) and one.tool in ("", question.tool)
            for one in self.answers
        )
        why = "has no answer for these arguments" if about else "does not name this rule or tool"
        return Approval(action="reject", by=self.name, reason=f"{self.name} {why}")


def approvals(choice: str) -> Ask:
    """The one who answers. Raises `SandboxError` (code 2) for a file that says no answers."""
    if choice in ("none", "all"):
        return AnswerAll(choice == "all")
    path = Path(choice)
    if not path.is_file():
        raise SandboxError(
            f"--approve {choice}: neither none nor all nor a file",
            "a file maps rules or tools to approve or reject",
            code=2,
        )
    report = Report()
    answers = _answers(path, report)
    for finding in report.in_order():
        raise finding.as_error()
    return AnswerByFile(path.name, answers)


def _answers(path: Path, report: Report) -> tuple[AnswerForm, ...]:
    """A list of answers, or a mapping from rule or tool to one; rules first, as they are finer."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise SandboxError(f"can't read {path.name} as UTF-8", code=2) from None
    located = read_yaml(path.name, text, report)
    data = located.data if located else None
    if located is None or not isinstance(data, dict | list) or not data:
        raise SandboxError(
            f"{path.name}: {'not a list or mapping of answers' if located else 'not YAML'}",
            _HINT,
            code=2,
        )
    if isinstance(data, list):
        forms = [
            read_form(AnswerForm, item, located, report, (number,), f"answer {number + 1}")
            for number, item in enumerate(data)
        ]
        return tuple(form for form in forms if form is not None)
    by_rule: list[AnswerForm] = []
    by_tool: list[AnswerForm] = []
    for name, item in data.items():
        body = item if isinstance(item, dict) else {"action": item}
        for kind, into in (("rule", by_rule), ("tool", by_tool)):
            form = read_form(AnswerForm, {**body, kind: name}, located, report, (name,), name)
            if form is not None:
                into.append(form)
    return (*by_rule, *by_tool)


def _at_most(value: JSON, most: str) -> bool:
    number, limit = _number(value), _number(most)
    return number is not None and limit is not None and number <= limit


def _number(value: JSON) -> Decimal | None:
    try:
        number = Decimal(str(value)) if isinstance(value, str | int | float) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
