"""Whether what a person typed in a model's place is what a model should send."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.tool import ToolCall, ToolContract
from sandbox.log.by_identity import ByIdentity
from sandbox.models.human_text import Typed, TypedCall, read_typed
from sandbox.ports import ModelReply, ModelRequest, ToolSpec
from sandbox.tools.arguments import check_arguments


@dataclass(frozen=True)
class Finding:
    """One thing wrong with what was typed: where as an offset into it, and in words.

    `blocks`: it can't be sent at all. Anything else may be sent: a person may want to see what
    comes of a mistake that models make.
    """

    at: int
    told: str
    blocks: bool = False


@dataclass(frozen=True)
class Judged:
    """What was typed, as it would be sent, and what is wrong with it."""

    typed: Typed
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        return any(one.blocks for one in self.findings)

    @property
    def valid(self) -> bool:
        return not self.findings

    def reply(self, request: ModelRequest) -> ModelReply:
        """The reply with these words and calls; `model` and usage are `HumanModel`'s to fill in."""
        before = 1 + sum(len(message.calls) for message in request.messages)
        calls = tuple(
            ToolCall(position=n, id=f"call_{before + n}", tool=one.tool, arguments=one.arguments)
            for n, one in enumerate(self.typed.calls)
        )
        return ModelReply(model=request.model, text=self.typed.text, calls=calls)

    def line(self, text: str) -> str:
        """The verdict in one line: what goes out, or the first thing that is wrong."""
        if not self.findings:
            return f"✓ {_sent(self.typed)}"
        first = self.findings[0]
        more = f" (and {len(self.findings) - 1} more)" if len(self.findings) > 1 else ""
        return f"✗ {_where(first, text)}{first.told}{more}"


def judge(
    text: str, request: ModelRequest, contracts: Mapping[str, ToolContract] | None = None
) -> Judged:
    """`text` against the tools that `request` offers.

    `contracts`: all tools of the pack by name, which tell one that is not offered from one that
    there is not, and say whether properties may be added. Rows are not looked up: validate does.
    """
    known = contracts or {}
    offered = {tool.name: tool for tool in request.tools}
    typed = read_typed(text, {*offered, *known})
    return Judged(typed, tuple(_findings(text, typed, offered, known)))


def _findings(
    text: str, typed: Typed, offered: Mapping[str, ToolSpec], known: Mapping[str, ToolContract]
) -> Iterator[Finding]:
    if not typed.text and not typed.calls:
        yield Finding(0, "nothing is written: words for the customer, or /call TOOL {…}", True)
    for line in typed.text.split("\n"):
        word = line.split(" ", 1)[0]
        if _LIKE_A_COMMAND.fullmatch(word):
            told = f"{word} goes to the customer as words; a call is /call TOOL {{…}}"
            yield Finding(max(text.find(word), 0), told)
    for call in typed.calls:
        yield from _in_call(call, offered, known)


def _in_call(
    call: TypedCall, offered: Mapping[str, ToolSpec], known: Mapping[str, ToolContract]
) -> Iterator[Finding]:
    if not call.tool:
        yield Finding(call.at, "which tool? " + _some(list(offered)), True)
        return
    if call.tool not in offered:
        yield Finding(call.at, _not_offered(call.tool, list(offered), known))
    if call.slip is not None:
        # Between parentheses nothing stands for arguments that could be sent as they are.
        yield Finding(call.slip.at, f"{call.tool}: {call.slip.why}", blocks=call.named)
        return
    contract = _form_of(known[call.tool]) if call.tool in known else None
    if contract is None and call.tool in offered:
        contract = _contract_of(offered[call.tool])
    if contract is not None:
        arguments: JSON = json.loads(call.arguments)
        for problem in check_arguments(contract, arguments, _NO_ROWS, {}):
            what = f"expected {problem.expected}, got {problem.got}"
            yield Finding(call.start, f"{call.tool} {problem.pointer or '/'}: {what}")


def _not_offered(name: str, offered: Sequence[str], known: Mapping[str, ToolContract]) -> str:
    if name in known:
        return f"{name} is not offered at this step"
    near = get_close_matches(name, sorted({*offered, *known}), n=2, cutoff=0.6)
    return f"there is no tool {name}; " + (f"{' or '.join(near)}?" if near else _some(offered))


def _some(names: Sequence[str]) -> str:
    if not names:
        return "none is offered"
    more = ", …" if len(names) > _MOST else ""
    return "offered: " + ", ".join(names[:_MOST]) + more


def _sent(typed: Typed) -> str:
    calls = ", ".join(call.tool for call in typed.calls)
    if not calls:
        return "a reply to the customer"
    beside = " and words beside it" if typed.text else ""
    return f"valid: calls {calls}{beside}"


def _where(finding: Finding, text: str) -> str:
    """`line 2, column 7: `; "" in a text of one line where it is plain to see."""
    line = text.count("\n", 0, finding.at) + 1
    column = finding.at - (text.rfind("\n", 0, finding.at) + 1) + 1
    return f"{line}:{column} " if (line, column) != (1, 1) else ""


_LIKE_A_COMMAND: Final = re.compile(r"/[a-z][\w.-]*")


@ByIdentity
def _contract_of(tool: ToolSpec) -> ToolContract:
    """What a request tells of a tool, as a contract: kept, for its schema is compiled once."""
    return ToolContract(
        name=tool.name, service="", description=tool.description, arguments=tool.parameters
    )


@ByIdentity
def _form_of(contract: ToolContract) -> ToolContract:
    """The contract without what needs rows: that is for validate to say."""
    return contract.model_copy(update={"references": {}, "preconditions": ()})


class _NoRows:
    """Nothing asks for a row where a contract names none."""

    def row(self, table: str, key: str) -> dict[str, JSON] | None:
        return None

    def keys(self, table: str) -> Sequence[str]:
        return ()


_NO_ROWS: Final = _NoRows()
_MOST: Final = 6
