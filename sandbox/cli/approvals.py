"""`--approve none|all|FILE`: who answers confirms when no person is there."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.adapters.ask import AnswerAll
from sandbox.domain.faults import SandboxError
from sandbox.domain.verdict import Approval
from sandbox.ports import Ask, Question

_ACTIONS = ("approve", "reject", "escalate")


@dataclass(frozen=True)
class AnswerByFile:
    """Answers by rule, then by tool; what the file does not name is rejected."""

    name: str
    answers: dict[str, str]

    async def confirm(self, question: Question) -> Approval:
        action = self.answers.get(question.decision.rule) or self.answers.get(question.tool)
        if action is None:
            return Approval(
                action="reject", by=self.name, reason=f"{self.name} does not name this rule or tool"
            )
        return Approval.model_validate({"action": action, "by": self.name})


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
    import yaml

    data = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(data, dict) or any(value not in _ACTIONS for value in data.values()):
        raise SandboxError(
            f"{path.name}: not a mapping of rules or tools to {', '.join(_ACTIONS)}", code=2
        )
    return AnswerByFile(path.name, {str(key): str(value) for key, value in data.items()})
